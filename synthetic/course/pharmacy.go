package course

import (
	"hash/fnv"
	"math"
	"slices"

	"sandpiper/synthetic/sheet"
)

// Dose is how a usual medicine is taken.
type Dose struct {
	Text       string
	Quantity   float64 // each time, in Unit
	Unit       string
	Times      int // per Period
	Period     float64
	PeriodUnit string  // UCUM: d, wk
	Supply     float64 // issued each time
	Issues     float64 // a year, of those who take it as usual
}

// usual is one row of data/usual_medicines.csv: what some of the people with a condition take.
type usual struct {
	*product
	share    float64
	from, to int // ages, both included
	sex      string
	needs    string // ingredient that must be taken already
	starts   int    // row of the slot that people begin with, -1 if with this one
	year     int    // in which it came into use
	dose     Dose
}

// slot is a line of treatment: at most one of its rows is taken at a time.
type slot struct {
	name     string
	id       uint64
	rows     []usual
	priority int     // where two slots clash the higher one has its way
	wait     float64 // mean years from the onset to the first prescription
	lasts    float64 // mean years of a course of treatment, 0 for as long as the condition does

	ages   []int     // birthdays on which something about its rows may change
	limits []float64 // filtration rates below which it may
	smokes bool      // whether smoking may
}

// loadUsual reads the usual medicines. Rows of one slot stand together, and its first row says what is so of the slot.
func (a *atlas) loadUsual() {
	for _, row := range table("usual_medicines.csv") {
		condition, name := row.Text("condition"), row.Text("slot")
		p, ok := a.named[row.Text("medicine")]
		if !ok {
			panic("usual_medicines.csv names no medicine of nhs: " + row.Text("medicine"))
		}
		slots := a.usual[condition]
		if n := len(slots); n == 0 || slots[n-1].name != name {
			h := fnv.New64a()
			h.Write([]byte(condition + "/" + name))
			slots = append(slots, slot{name: name, id: h.Sum64() &^ 0xff, priority: row.Int("priority"), wait: row.Float("wait"), lasts: row.Float("lasts")})
		}
		a.usual[condition] = slots
		s := &slots[len(slots)-1]
		s.rows = append(s.rows, usualRow(row, p))
	}
	for _, row := range table("usual_medicines.csv") {
		if start := row.Text("starts"); start != "" {
			slots := a.usual[row.Text("condition")]
			s := &slots[slices.IndexFunc(slots, func(s slot) bool { return s.name == row.Text("slot") })]
			s.row(row.Text("medicine")).starts = slices.Index(s.names(), start)
		}
	}
	for _, slots := range a.usual {
		for i := range slots {
			slots[i].watch()
		}
	}
}

func usualRow(row sheet.Row, p *product) usual {
	u := usual{product: p, share: row.Float("share"), from: row.Int("from"), to: row.Int("to"), sex: row.Text("sex"), needs: row.Text("needs"),
		starts: -1, year: row.Int("year"),
		dose: Dose{Text: row.Text("text"), Quantity: row.Float("quantity"), Unit: row.Text("unit"), Times: row.Int("times"),
			Period: row.Float("period"), PeriodUnit: row.Text("period_unit"), Supply: row.Float("supply"), Issues: row.Float("issues")}}
	if u.to == 0 {
		u.to = math.MaxInt32
	}
	return u
}

func (s *slot) names() []string {
	out := make([]string, len(s.rows))
	for i := range s.rows {
		out[i] = s.rows[i].Name
	}
	return out
}

func (s *slot) row(medicine string) *usual {
	if i := slices.Index(s.names(), medicine); i >= 0 {
		return &s.rows[i]
	}
	panic("usual_medicines.csv: " + s.name + " does not have " + medicine)
}

// watch notes when something about the slot's rows may change.
func (s *slot) watch() {
	for i := range s.rows {
		u := &s.rows[i]
		if u.from > 0 {
			s.ages = append(s.ages, u.from)
		}
		if u.to < 150 {
			s.ages = append(s.ages, u.to+1)
		}
		for j := range u.bars {
			switch b := &u.bars[j]; b.against {
			case "egfr-below":
				s.limits = append(s.limits, b.limit)
			case "age-from", "age-below":
				s.ages = append(s.ages, int(b.limit))
			case "smoker-from":
				s.ages, s.smokes = append(s.ages, int(b.limit)), true
			case "childbearing":
				s.ages = append(s.ages, girlhood, menopause)
			}
		}
	}
	slices.Sort(s.ages)
	slices.Sort(s.limits)
	s.ages, s.limits = slices.Compact(s.ages), slices.Compact(s.limits)
}

// UsualDose is how people with a condition take a medicine; ok is false if it is not usual for the condition.
func UsualDose(medicine, condition string) (Dose, bool) {
	a := load()
	slots := a.usual[condition]
	if slots == nil {
		slots = a.usual[a.umbrella(condition)]
	}
	for i := range slots {
		for j := range slots[i].rows {
			if u := &slots[i].rows[j]; u.Name == medicine {
				return u.dose, true
			}
		}
	}
	return Dose{}, false
}
