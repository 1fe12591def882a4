package nhs_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/nhs"
)

// A detour is a bijection onto what is open, whatever is closed, and moves nobody who did not have to be moved.
func TestDetour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(8, 400).Draw(t, "size")
		d := nhs.NewDetour(rapid.Uint64().Draw(t, "seed"), size, rapid.SliceOfNDistinct(rapid.Uint64Range(0, uint64(size-1)), 0, 6, rapid.ID[uint64]).Draw(t, "closed"))
		seen := make(map[uint64]bool)
		moved := 0
		for x := range uint64(d.Len()) {
			at := d.Forward(x)
			require.False(t, d.Closed(at))
			require.False(t, seen[at])
			seen[at] = true
			require.Equal(t, x, d.Back(at))
			if at != d.Straight(x) {
				moved++
			}
		}
		assert.Len(t, seen, d.Len())
		assert.LessOrEqual(t, moved, size-d.Len())
	})
}
