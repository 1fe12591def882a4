package course

import (
	"sync"

	"sandpiper/synthetic/demography"
)

// sexed says of which sex alone a key of data/sexed.csv is.
var sexed = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, row := range table("sexed.csv") {
		out[row.Text("key")] = row.Text("sex")
	}
	return out
})

// Possible reports whether people of a sex can have a condition or procedure at all. What is not in the tables they can.
func Possible(key string, sex demography.Sex) bool {
	if only := sexed()[key]; only != "" {
		return only == letter(sex)
	}
	a := load()
	if i, ok := a.index[key]; ok {
		for _, share := range a.diseases[i].curve.at[sex] {
			if share > 0 {
				return true
			}
		}
		return false
	}
	for i := range a.diseases {
		for _, k := range a.diseases[i].kinds {
			if k.key == key {
				return k.sex == "" || k.sex == letter(sex)
			}
		}
	}
	return true
}
