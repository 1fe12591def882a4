package world_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
)

// more keeps one number more under a name.
func more(t *testing.T, w *world.World, name string) {
	t.Helper()
	_, err := w.Keep(name, func(now any) (any, error) {
		n, _ := now.(int)
		return n + 1, nil
	})
	require.NoError(t, err)
}

// What a service keeps goes with branches as everything else that was written does, through more layers than are left unpressed.
func TestKeptGoesWithBranches(t *testing.T) {
	w := newWorld(t)
	assert.Nil(t, w.Kept("a"))
	more(t, w, "a")
	before := w.Branch(start)
	more(t, w, "a")
	assert.Equal(t, 2, w.Kept("a"))
	assert.Equal(t, 1, before.Kept("a"), "what came after the branching is not the branch's")
	deep := w
	for range 30 {
		deep = deep.Branch(start)
		more(t, deep, "b")
	}
	assert.Equal(t, 30, deep.Kept("b"))
	assert.Equal(t, 2, deep.Kept("a"))
	assert.Nil(t, w.Kept("b"))
	assert.Empty(t, deep.Changes(), "nobody has changed")

	_, err := w.Keep("a", func(any) (any, error) { return 9, errors.New("no") })
	require.Error(t, err)
	assert.Equal(t, 2, w.Kept("a"), "nothing is kept of what failed")
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() { more(t, w, "a") })
	}
	wg.Wait()
	assert.Equal(t, 52, w.Kept("a"))
}
