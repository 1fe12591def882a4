package demography

import (
	"embed"
	"math"
	"strconv"
	"sync"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

// england is what the embedded tables say, in the shapes that drawing wants. It depends on no seed and never changes.
type england struct {
	ages       []ageBand
	ageCum     []float64 // cumulative shares of (band, sex), males first
	regions    []region
	ethnic     []ethnic
	mix        [][]float64                  // [region][ethnic]: weight before the tilts
	heritages  [cells][agedBands]draw.Alias // ethnic groups of the homes of a neighbourhood, by age of the head
	habits     habits
	fertility  fertility
	roving     roving
	dying      [][2]float64 // chance of dying within a year by whole age and sex
	lists      []byAge      // quantiles of practices' list sizes over the mean
	catchment  []float64    // weight of a practice's neighbourhoods by distance in deciles
	names      map[string]*names
	towns      map[string][]town
	outwards   []string     // outward codes of all towns' districts
	street     [2]*nameList // first word, kind
	localities []string
	languages  map[string]*nameList
}

type ageBand struct{ from, to float64 } // years, to exclusive; the last is open

type region struct {
	code    string
	name    string
	share   float64
	deciles [10]float64
	before  int // practices of the regions before this one
	many    int // its own practices
}

type ethnic struct {
	code, group string
	names       *names
	share       float64
	weight      float64
	decile, age float64 // log weight per decile from 5.5, per year of the head's age from 50
}

// load reads the tables once for the whole program, in a few milliseconds.
var load = sync.OnceValue(func() *england {
	e := &england{names: map[string]*names{}, towns: map[string][]town{}, languages: map[string]*nameList{}}
	e.loadNames()
	e.loadPeople()
	e.loadHeritages()
	e.loadPlaces()
	e.loadLists()
	e.habits, e.fertility, e.roving, e.dying = loadHabits(), loadFertility(), loadRoving(), loadDying()
	return e
})

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

func (e *england) loadPeople() {
	total := 0.0
	for _, row := range table("ages.csv") {
		e.ages = append(e.ages, ageBand{row.Float("from"), row.Float("to") + 1})
		for _, sex := range []string{"males", "females"} {
			total += row.Float(sex)
			e.ageCum = append(e.ageCum, total)
		}
	}
	for i := range e.ageCum {
		e.ageCum[i] /= total
	}
	for _, row := range table("ethnicity.csv") {
		e.ethnic = append(e.ethnic, ethnic{
			code: row.Text("code"), group: row.Text("group"), names: e.names[row.Text("names")], share: row.Float("share"),
			weight: row.Float("weight"), decile: row.Float("decile_tilt"), age: row.Float("age_tilt"),
		})
	}
	groups := map[string]float64{}
	for _, g := range e.ethnic {
		groups[g.group] += g.share
	}
	people := 0.0
	for _, row := range table("regions.csv") {
		r := region{code: row.Text("code"), name: row.Text("name"), share: row.Float("share")}
		r.before = int(math.Round(people * practices))
		people += r.share
		r.many = int(math.Round(people*practices)) - r.before
		for d := range r.deciles {
			r.deciles[d] = row.Float("d" + strconv.Itoa(d+1))
		}
		e.regions = append(e.regions, r)
		weights := make([]float64, len(e.ethnic))
		for i, g := range e.ethnic {
			weights[i] = g.weight / groups[g.group] * row.Float(g.group)
		}
		e.mix = append(e.mix, weights)
	}
}
