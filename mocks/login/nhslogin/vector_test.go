package nhslogin

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzVectors: what can be read can be written and read again, and a sign-in at the lowest level that satisfies a request does satisfy it.
func FuzzVectors(f *testing.F) {
	for _, seed := range []string{"", `["P9.Cp.Cd","P9.Cp.Ck","P9.Cm"]`, `["P0"]`, `[]`, `["P9.P5"]`, `null`, `["P5.Cm.Cp"]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, vtr string) {
		vectors, err := parseVectors(vtr)
		if err != nil {
			return
		}
		require.NotEmpty(t, vectors)
		for _, v := range vectors {
			again, err := parseVectors(`["` + v.String() + `"]`)
			require.NoError(t, err)
			require.Equal(t, v, again[0])
		}
		if level := least(vectors); level != "" {
			for _, fido := range []bool{false, true} {
				_, ok := choose(vectors, level, fido)
				require.True(t, ok)
			}
		}
	})
}
