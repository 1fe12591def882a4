package course

import (
	"embed"
	"strings"
	"sync"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// atlas is what the embedded tables say about illness in England, solved to its published totals. It depends on no seed.
type atlas struct {
	diseases  []disease
	curves    map[string]*curve
	mortality *mortality
	gauges    *[measures]gauge
	effects   effects
	habits    map[measure]*habit
	alcohol   [2]drinkers
	allergens []allergen
	products  []product
	named     map[string]*product
	barring   map[string]bool   // conditions that bar something
	usual     map[string][]slot // by condition or reason
	reasons   []reason

	childbearing childbearing
	calls        [len(callsFrom)]calls
	sequels      map[string][]errand // by condition
	most         map[string]int      // how often in a life a procedure can be done
	umbrellas    map[string]string   // condition → what it is a kind of
}

// disease is one row of data/conditions.csv.
type disease struct {
	key      string
	curve    *curve
	within   string
	remits   bool
	loadings [factors]float64
	rest     float64 // loading of what is the disease's own, so that liabilities have unit variance
	kinds    []kind
}

// kind is one form that an umbrella disease takes, such as "stroke" of "stroke-or-tia".
type kind struct {
	key      string
	sex      string
	from, to float64
	weight   float64
}

// factors is how many latent traits people differ in beyond age, sex, place and ethnicity. Illnesses that load on the same
// trait come together, and no prevalence moves.
const factors = 7

var factorNames = [factors]string{"frailty", "metabolic", "vascular", "mind", "airways", "smoke", "neuro"}

const smoke = 5 // index of the trait that smoking itself loads on

var load = sync.OnceValue(func() *atlas {
	a := &atlas{curves: loadCurves(), mortality: loadMortality(), gauges: loadGauges(), effects: loadEffects(),
		habits: loadHabits(), alcohol: loadAlcohol(), childbearing: loadChildbearing(), usual: map[string][]slot{}, named: map[string]*product{},
		umbrellas: map[string]string{}}
	kinds := map[string][]kind{}
	for _, row := range table("kinds.csv") {
		kinds[row.Text("of")] = append(kinds[row.Text("of")], kind{row.Text("key"), row.Text("sex"), row.Float("from"), row.Float("to"), row.Float("weight")})
	}
	for _, row := range table("conditions.csv") {
		d := disease{key: row.Text("key"), curve: a.curves[row.Text("curve")], within: row.Text("within"), remits: row.Int("remits") == 1}
		d.kinds = kinds[d.key]
		if d.within != "" {
			a.umbrellas[d.key] = d.within
		}
		for _, k := range d.kinds {
			a.umbrellas[k.key] = d.key
		}
		used := 0.0
		for i, name := range factorNames {
			d.loadings[i] = row.Float(name)
			used += d.loadings[i] * d.loadings[i]
		}
		d.rest = root(1 - used)
		a.diseases = append(a.diseases, d)
	}
	a.loadAllergens()
	a.loadProducts()
	a.loadUsual()
	a.loadReasons()
	a.loadCalls()
	return a
})

// umbrella is what a condition is a kind of: "cancer" of "breast-cancer", "diabetes" of "type-1-diabetes", else empty.
func (a *atlas) umbrella(key string) string { return a.umbrellas[key] }

// kindOf picks the form that an umbrella disease takes in somebody; the disease itself if it has none that fits.
func (d *disease) kindOf(r *draw.Rand, sex demography.Sex, age float64) string {
	total, u := 0.0, r.Float64()
	fits := func(k kind) bool {
		return (k.sex == "" || k.sex == letter(sex)) && age >= k.from && age <= k.to
	}
	for _, k := range d.kinds {
		if fits(k) {
			total += k.weight
		}
	}
	for _, k := range d.kinds {
		if fits(k) {
			if u -= k.weight / total; u < 0 {
				return k.key
			}
		}
	}
	return d.key
}

func letter(s demography.Sex) string {
	if s == demography.Male {
		return "M"
	}
	return "F"
}

func words(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}
