package course

import (
	"math"
	"slices"
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
	most                    float64 // highest rate of any sex and age
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
		for age := range 101 {
			x.most = max(x.most, x.rate(demography.Female, float64(age)), x.rate(demography.Male, float64(age)))
		}
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

// sensitise gives a person their true allergies, those that they have on the model's day by its rates. More come later as
// people grow into the rates of the older.
func (m *Model) sensitise(l *life) {
	for i := range m.atlas.allergens {
		x := &m.atlas.allergens[i]
		r := draw.Key(m.seed, uint64(l.Index), streamAllergy, uint64(i))
		u := r.Float64()
		if u >= x.most {
			continue
		}
		wait, part := r.Exp(), r.Float64()
		age, ok := x.onset(u, l.Sex, l.age, wait, part)
		if !ok {
			continue
		}
		a := Allergy{To: x.key, Since: m.day(l, age), Reaction: x.reactions[x.weights.Pick(&r)]}
		a.Severe = a.Reaction == "anaphylaxis" || r.Chance(x.severe)
		if a.Since.Before(l.until) && a.Since.Before(l.died) {
			l.out.Allergies = append(l.out.Allergies, a)
		}
	}
	slices.SortStableFunc(l.out.Allergies, func(a, b Allergy) int { return a.Since.Compare(b.Since) })
}

// onset is the age at which somebody with a quantile, who was now years old on the model's day (below 0: not yet born),
// became or becomes allergic.
func (x *allergen) onset(u float64, sex demography.Sex, now, wait, part float64) (age float64, ok bool) {
	switch {
	case now >= 0 && u < x.rate(sex, now):
		return min(x.from*(0.3+wait), now*(0.3+0.69*part)), true
	case now < 0 && u < x.rate(sex, 0):
		return min(x.from*(0.3+wait), 15*part), true
	}
	for k := max(16, math.Ceil(now)); k <= 80; k++ {
		if u < x.rate(sex, k) {
			return max(now, k+part), true
		}
	}
	return 0, false
}

// AllergyRate is the share of people of an age and sex who are truly allergic to something; 0 for what is not in the tables.
func AllergyRate(allergen string, sex demography.Sex, age float64) float64 {
	for i := range load().allergens {
		if x := &load().allergens[i]; x.key == allergen {
			return x.rate(sex, age)
		}
	}
	return 0
}
