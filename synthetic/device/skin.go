package device

import (
	"strconv"
	"sync"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// Tone is how dark skin is where light passes it, 1 lightest to 10 darkest, in the manner of Monk's scale.
type Tone int

var tones = sync.OnceValue(func() map[string]draw.Alias {
	all := map[string]draw.Alias{}
	for _, row := range table("skin.csv") {
		var weights []float64
		for i := 1; i <= 10; i++ {
			weights = append(weights, row.Float(strconv.Itoa(i)))
		}
		all[row.Text("ethnicity")] = draw.NewAlias(weights)
	}
	return all
})

// SkinTone draws a person's tone from those of their ethnic category (data/skin.csv: assumed). It is the same for every
// device of theirs, and stands in no record. A category that the table lacks counts as S, any other.
func SkinTone(seed uint64, person *demography.Person) Tone {
	a, ok := tones()[person.Ethnicity]
	if !ok {
		a = tones()["S"]
	}
	r := draw.Key(seed, uint64(person.Index), streamTone, 0)
	return Tone(a.Pick(&r) + 1)
}
