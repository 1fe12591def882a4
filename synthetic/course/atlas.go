package course

import (
	"embed"
	"hash/fnv"
	"math"
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
	liabilities   []liability
	exposures     [exposures]exposure
	diseases      []disease
	index         map[string]int // of diseases
	complications []complication
	curves        map[string]*curve
	mortality     *mortality
	burden        *burden
	hospice       *hospice
	causes        []cause
	umbrellas     map[string]string // condition → what it is a kind of
	lasting       map[string]uint64 // condition → the long-term conditions that it counts as, a bit each

	gauges    *[measures]gauge
	paths     paths
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
}

// exposure is smoking or drinking too much, as far as it bears on disease and death.
type exposure struct {
	curve  *curve
	deadly float64
	log    float64 // of deadly
}

// disease is one row of data/conditions.csv.
type disease struct {
	key       string
	id        uint64 // of the key, for draws about it
	curve     *curve
	liability int // index; the stages of one disease share theirs
	within    string
	unless    string // a disease that takes this one's place
	remits    bool
	after     int     // index of the stage that ends when this one begins, -1 if it is none
	latest    float64 // age after which nobody falls ill
	deadly    float64 // hazard ratio of death that is its own
	log       float64 // logarithm of deadly
	top       float64 // liability below which nobody ever falls ill
	kinds     []kind
}

// kind is one form that an umbrella disease takes, such as "stroke" of "stroke-or-tia".
type kind struct {
	key      string
	sex      string
	from, to float64
	weight   float64
}

var load = sync.OnceValue(func() *atlas {
	a := &atlas{curves: loadCurves(), mortality: loadMortality(), index: map[string]int{}, umbrellas: map[string]string{},
		gauges: loadGauges(), paths: loadPaths(), effects: loadEffects(), habits: loadHabits(), alcohol: loadAlcohol(), childbearing: loadChildbearing(),
		usual: map[string][]slot{}, named: map[string]*product{}}
	a.loadExposures()
	a.loadDiseases()
	associate(a.liabilities)
	a.loadComplications()
	a.burden = loadBurden(a)
	a.hospice = loadHospice(a)
	a.loadCauses()
	a.loadLasting()
	a.loadAllergens()
	a.loadProducts()
	a.loadUsual()
	a.loadReasons()
	a.loadCalls()
	return a
})

func (a *atlas) loadExposures() {
	for i, row := range table("exposures.csv") {
		a.exposures[i] = exposure{a.curves[row.Text("curve")], row.Float("deadly"), math.Log(row.Float("deadly"))}
		a.liabilities = append(a.liabilities, liability{key: row.Text("key"), curve: a.exposures[i].curve, loadings: loadings(row)})
	}
}

// loadKinds reads the forms of diseases and complications, by what they are forms of.
func loadKinds() map[string][]kind {
	kinds := map[string][]kind{}
	for _, row := range table("kinds.csv") {
		of := row.Text("of")
		kinds[of] = append(kinds[of], kind{row.Text("key"), row.Text("sex"), row.Float("from"), row.Float("to"), row.Float("weight")})
	}
	return kinds
}

func (a *atlas) loadDiseases() {
	kinds := loadKinds()
	for _, row := range table("conditions.csv") {
		d := disease{key: row.Text("key"), id: identity(row.Text("key")), curve: a.curves[row.Text("curve")], within: row.Text("within"),
			unless: row.Text("unless"), remits: row.Int("remits") == 1, after: -1, latest: math.Inf(1),
			deadly: row.Float("deadly"), log: math.Log(row.Float("deadly")),
			liability: len(a.liabilities), kinds: kinds[row.Text("key")]}
		if row.Text("latest") != "" {
			d.latest = row.Float("latest")
		}
		if before := row.Text("after"); before != "" {
			d.after = a.index[before]
			d.liability = a.diseases[d.after].liability
		} else {
			a.liabilities = append(a.liabilities, liability{key: d.key, curve: d.curve, loadings: loadings(row)})
		}
		if d.within != "" {
			a.umbrellas[d.key] = d.within
		}
		for _, k := range d.kinds {
			if k.key != d.key {
				a.umbrellas[k.key] = d.key
			}
		}
		if !d.remits {
			d.curve.renew(row.Float("hazard"), d.latest, a.mortality)
		}
		d.top = -draw.Quantile(d.curve.ceiling())
		a.index[d.key] = len(a.diseases)
		a.diseases = append(a.diseases, d)
	}
}

func (a *atlas) loadLasting() {
	a.lasting = map[string]uint64{}
	for i, row := range table("long_term.csv") {
		for _, key := range words(row.Text("keys")) {
			a.lasting[key] |= 1 << i
		}
	}
}

func loadings(row sheet.Row) (out [factors]float64) {
	for k, name := range factorNames {
		out[k] = row.Float(name)
	}
	return out
}

// identity is a number for a key.
func identity(key string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key))
	return h.Sum64()
}

// umbrella is what a condition is a kind of: "cancer" of "breast-cancer", "diabetes" of "type-1-diabetes", else empty.
func (a *atlas) umbrella(key string) string { return a.umbrellas[key] }

// covers reports whether a condition is a key or a kind of it.
func (a *atlas) covers(key, is string) bool {
	for ; is != ""; is = a.umbrellas[is] {
		if is == key {
			return true
		}
	}
	return false
}

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
