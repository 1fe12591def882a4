package gmf_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/gmf"
)

// Modules from elsewhere load, and events equal steps in them too. They are not shipped: name a folder to try it, for example
// SANDPIPER_MODULES=$HOME/synthea/src/main/resources/modules go test -run AtLarge ./synthetic/gmf
func TestModulesAtLarge(t *testing.T) {
	dir := os.Getenv("SANDPIPER_MODULES")
	if dir == "" {
		t.Skip("SANDPIPER_MODULES names no folder of modules")
	}
	g, err := gmf.Open(dir, 1)
	require.NoError(t, err)
	strict, err := gmf.Open(dir, 1)
	require.NoError(t, err)
	strict.Rules.Strict = true
	p := population(t, 20_000)
	faults := map[string]bool{}
	for i := 0; i < p.Len(); i += 401 {
		person, life, _ := p.Life(i)
		events, steps := g.Live(&person, &life, p.Date()), strict.Live(&person, &life, p.Date())
		same(t, steps, events, "strict steps and events differ")
		earlier := p.Date().AddDate(-3, 0, -2)
		same(t, events.At(earlier), g.Live(&person, &life, earlier), "the record of three years ago is not its beginning")
		for _, f := range events.Faults {
			faults[f.Module+"/"+f.State+": "+f.Says] = true
		}
	}
	for f := range faults {
		t.Log(f)
	}
}
