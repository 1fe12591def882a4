package realism

import (
	"cmp"
	"embed"
	"slices"
	"strings"
	"sync"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var data embed.FS

func table(name string) []sheet.Row { return sheet.Read(data, "data/"+name) }

// The people are counted by five-year bands, of which the last is open, and by decile of deprivation.
const (
	bands   = 19
	deciles = 10
	ages    = 116 // years of age told apart; the last holds everybody older
)

// register is one QOF register as published.
type register struct {
	code, key, name string
	from            int // youngest age of the denominator
	percent         float64
	synthea         Figure
	scored          bool // among the 19
	deciles         [deciles]float64
	byAge           [2][bands]float64
}

// pair is a published odds ratio between two signs.
type pair struct {
	one, other string
	ratio      float64
}

// share is a published share or mean of a slice of the people.
type share struct {
	what     string // measure, or part of the scoreboard's row
	habit    string // "now" or "ex"; smoking only
	sex      string // "M", "F" or empty
	from, to int    // ages, both included
	decile   int    // 0 for all
	value    float64
}

// chemical is one of the most prescribed substances.
type chemical struct {
	name, ingredient string
	items            float64 // millions a year
}

// reference is what is published, read once.
type reference struct {
	rows           []Row
	registers      []register
	census         [2][bands]float64 // people
	table          [2]lifeTable
	expectancy     [2][deciles]float64
	pairs          []pair
	ethnicGroup    map[string]int // NHS category code to index of groups
	groups         []string
	longTerm       map[string][]string // keys by group
	multimorbidity []share
	smoking        []share
	body           []share
	consultations  []share
	programmes     []programme
	wards          []ward
	episodes       float64 // of England's hospitals in a year, in millions
	chemicals      []chemical
}

var published = sync.OnceValue(func() *reference {
	r := &reference{ethnicGroup: map[string]int{}, longTerm: map[string][]string{}}
	r.rows = scoreboard()
	r.registers = registers()
	for i, row := range table("census.csv") {
		r.census[demography.Male][i], r.census[demography.Female][i] = row.Float("male"), row.Float("female")
	}
	var q [2][]float64
	for _, row := range table("life_table.csv") {
		q[demography.Male] = append(q[demography.Male], row.Float("male"))
		q[demography.Female] = append(q[demography.Female], row.Float("female"))
	}
	for sex := range q {
		r.table[sex] = lifeTable{q: q[sex]}
	}
	for i, row := range table("life_expectancy.csv") {
		r.expectancy[demography.Male][i], r.expectancy[demography.Female][i] = row.Float("male"), row.Float("female")
	}
	for _, row := range table("comorbidity.csv") {
		r.pairs = append(r.pairs, pair{row.Text("one"), row.Text("other"), row.Float("odds_ratio")})
	}
	for i, row := range table("diabetes_odds.csv") {
		r.groups = append(r.groups, row.Text("group"))
		for code := range strings.FieldsSeq(row.Text("categories")) {
			r.ethnicGroup[code] = i
		}
	}
	for _, row := range table("long_term.csv") {
		r.longTerm[row.Text("group")] = append(r.longTerm[row.Text("group")], row.Text("key"))
	}
	r.multimorbidity, r.smoking = shares("multimorbidity.csv", "per_cent"), shares("smoking.csv", "per_cent")
	r.body, r.consultations = shares("body.csv", "mean"), shares("consultations.csv", "per_year")
	r.programmes = programmes()
	for _, row := range table("hospital_codes.csv") {
		if row.Text("sign") == "" {
			r.episodes = row.Float("millions")
			continue
		}
		r.wards = append(r.wards, ward{row.Text("name"), row.Text("sign"), row.Float("millions")})
	}
	for _, row := range table("prescribing.csv") {
		r.chemicals = append(r.chemicals, chemical{row.Text("chemical"), row.Text("ingredient"), row.Float("items_millions")})
	}
	return r
})

// figure is a cell that may be empty for unknown.
func figure(row sheet.Row, column string) Figure {
	if row.Text(column) == "" {
		return Unknown()
	}
	return Figure(row.Float(column))
}

func scoreboard() (out []Row) {
	for _, row := range table("scoreboard.csv") {
		out = append(out, Row{
			ID: row.Text("id"), Part: row.Text("part"), Metric: row.Text("metric"), Unit: row.Text("unit"),
			Published: figure(row, "published"), Synthea: figure(row, "synthea"),
			Ours: Unknown(), Low: Unknown(), High: Unknown(), Noise: Unknown(),
			Target: Target{Rule: row.Text("rule"), Value: figure(row, "value"), Tolerance: figure(row, "tolerance")},
			Note:   row.Text("note"), Source: row.Text("source"), Status: row.Text("status"),
			without: Standing(row.Text("without")), because: row.Text("because"),
		})
	}
	return out
}

func registers() (out []register) {
	at := map[string]int{}
	for i, row := range table("registers.csv") {
		at[row.Text("code")] = i
		out = append(out, register{code: row.Text("code"), key: row.Text("key"), name: row.Text("name"), from: row.Int("from_age"),
			percent: row.Float("per_cent"), synthea: figure(row, "synthea"), scored: row.Int("scored") == 1})
	}
	for _, row := range table("register_deciles.csv") {
		r := &out[at[row.Text("code")]]
		for d := range r.deciles {
			r.deciles[d] = row.Float(decileColumns[d])
		}
	}
	for _, row := range table("register_ages.csv") {
		r := &out[at[row.Text("code")]]
		for b := range bands {
			r.byAge[sexOf(row.Text("sex"))][b] = row.Float(bandColumns[b])
		}
	}
	return out
}

var (
	decileColumns = [deciles]string{"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10"}
	bandColumns   = [bands]string{"a0", "a5", "a10", "a15", "a20", "a25", "a30", "a35", "a40", "a45", "a50", "a55", "a60", "a65", "a70", "a75", "a80", "a85", "a90"}
)

func sexOf(letter string) demography.Sex {
	if letter == "M" {
		return demography.Male
	}
	return demography.Female
}

// shares reads a table of values of slices of the people.
func shares(file, value string) (out []share) {
	for _, row := range table(file) {
		s := share{what: row.Text("part"), habit: row.Text("habit"), sex: row.Text("sex"), from: row.Int("from_age"), to: row.Int("to_age"),
			decile: row.Int("decile"), value: row.Float(value)}
		if s.to == 0 {
			s.to = ages
		}
		out = append(out, s)
	}
	return out
}

// most are the places of the n chemicals with most items, most first.
func (r *reference) most(n int) []int {
	order := make([]int, len(r.chemicals))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.chemicals[b].items, r.chemicals[a].items) })
	return order[:min(n, len(order))]
}
