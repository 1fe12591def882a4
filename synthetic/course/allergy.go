package course

import (
	"strconv"
	"strings"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// allergen is one row of data/allergies.csv.
type allergen struct {
	key                     string
	adults, children, women float64
	severe, from            float64
	grows                   bool
	reactions               []string
	weights                 draw.Alias
}

func (a *atlas) loadAllergens() {
	for _, row := range table("allergies.csv") {
		x := allergen{key: row.Text("allergen"), adults: row.Float("adults") / 100, children: row.Float("children") / 100,
			women: row.Float("women"), severe: row.Float("severe"), from: row.Float("from_age"), grows: row.Int("grows") == 1}
		var weights []float64
		for _, pair := range words(row.Text("reactions")) {
			name, weight, _ := strings.Cut(pair, ":")
			w, err := strconv.ParseFloat(weight, 64)
			if err != nil {
				panic("allergies.csv: reaction " + pair + ": " + err.Error())
			}
			x.reactions, weights = append(x.reactions, name), append(weights, w)
		}
		x.weights = draw.NewAlias(weights)
		a.allergens = append(a.allergens, x)
	}
}

// rate is the share of people of an age and sex who are truly allergic.
func (x *allergen) rate(sex demography.Sex, age float64) float64 {
	rate := x.children
	if age >= 16 {
		rate = x.adults
		if x.grows {
			rate *= min(0.45+0.55*age/48, 1.5)
		}
	}
	if sex == demography.Female {
		return rate * 2 * x.women / (1 + x.women)
	}
	return rate * 2 / (1 + x.women)
}

// sensitise gives a person their true allergies.
func (m *Model) sensitise(l *life) {
	for i := range m.atlas.allergens {
		x := &m.atlas.allergens[i]
		r := draw.Key(m.seed, uint64(l.Index), streamAllergy, uint64(i))
		if !r.Chance(x.rate(l.Sex, l.age)) {
			continue
		}
		since := min(x.from*(0.3+r.Exp()), l.age*(0.3+0.69*r.Float64()))
		a := Allergy{To: x.key, Since: m.day(l, since), Reaction: x.reactions[x.weights.Pick(&r)]}
		a.Severe = a.Reaction == "anaphylaxis" || r.Chance(x.severe)
		l.truth.Allergies = append(l.truth.Allergies, a)
	}
}
