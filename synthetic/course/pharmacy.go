package course

import (
	"math"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
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
	slot     string
	medicine nhs.Medicine
	share    float64
	from, to float64 // ages
	sex      string
	needs    string // ingredient that must be taken already
	dose     Dose
}

func (a *atlas) loadUsual() {
	for _, row := range table("usual_medicines.csv") {
		m, ok := nhs.FindMedicine(row.Text("medicine"))
		if !ok {
			panic("usual_medicines.csv names no medicine of nhs: " + row.Text("medicine"))
		}
		u := usual{slot: row.Text("slot"), medicine: m, share: row.Float("share"), from: row.Float("from"), to: row.Float("to"),
			sex: row.Text("sex"), needs: row.Text("needs"),
			dose: Dose{Text: row.Text("text"), Quantity: row.Float("quantity"), Unit: row.Text("unit"), Times: row.Int("times"),
				Period: row.Float("period"), PeriodUnit: row.Text("period_unit"), Supply: row.Float("supply"), Issues: 13}}
		if u.to == 0 {
			u.to = math.Inf(1)
		}
		a.usual[row.Text("condition")] = append(a.usual[row.Text("condition")], u)
		a.medicines[m.Name] = m
	}
}

// UsualDose is how people with a condition take a medicine; ok is false if it is not usual for the condition.
func UsualDose(medicine, condition string) (Dose, bool) {
	for _, u := range load().usual[condition] {
		if u.medicine.Name == medicine {
			return u.dose, true
		}
	}
	return Dose{}, false
}

// prescribe gives a person the usual medicines of what they have: at most one from each slot, and nothing that is barred.
func (m *Model) prescribe(l *life) {
	for i := range m.atlas.diseases {
		for _, c := range l.truth.Conditions {
			if (c.Is == m.atlas.diseases[i].key || m.atlas.umbrella(c.Is) == m.atlas.diseases[i].key) && c.Ended.IsZero() {
				m.treat(l, c.Is, c.Onset)
			}
		}
	}
	r := draw.Key(m.seed, uint64(l.Index), streamMedicine, 1<<20)
	if l.Sex == demography.Female && l.age >= 16 && l.age < 50 && r.Chance(0.24) {
		m.treat(l, "contraception", m.day(l, max(16, l.age-1-6*r.Float64())))
	}
}

func (m *Model) treat(l *life, condition string, onset time.Time) {
	list := m.atlas.usual[condition]
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].slot == list[from].slot {
			to++
		}
		m.fill(l, condition, onset, list[from:to], from)
		from = to
	}
}

// fill chooses at most one medicine of a slot: the one drawn, or if that is barred the next that is not.
func (m *Model) fill(l *life, condition string, onset time.Time, slot []usual, k int) {
	r := draw.Key(m.seed, uint64(l.Index), streamMedicine, uint64(len(condition))<<32|uint64(condition[0])<<24|uint64(condition[len(condition)-1])<<16|uint64(k))
	u := r.Float64()
	at := 0
	for at < len(slot) {
		if u -= slot[at].share; u < 0 {
			break
		}
		at++
	}
	if at == len(slot) {
		return
	}
	for i := range slot {
		x := &slot[(at+i)%len(slot)]
		if l.age < x.from || l.age >= x.to+1 || x.sex != "" && x.sex != letter(l.Sex) || !l.takes(x.needs) ||
			l.takes(x.medicine.Ingredient) || m.atlas.barred(&x.medicine, l.Person, &l.truth, m.asOf) != "" {
			continue
		}
		wait := min(r.Exp()*0.8*year, 0.9*m.asOf.Sub(onset).Hours()/24)
		since := onset.AddDate(0, 0, int(wait))
		if longest := 15 * r.Float64() * year; m.asOf.Sub(since).Hours()/24 > 15*year {
			since = m.asOf.AddDate(0, 0, -int(longest)) // nobody stays on one product for ever
		}
		l.truth.Medicines = append(l.truth.Medicines, Medicine{Name: x.medicine.Name, For: condition, Since: since})
		return
	}
}

// takes reports whether a person takes an ingredient already; everybody takes the empty one, except where it asks about a
// medicine's own.
func (l *life) takes(ingredient string) bool {
	if ingredient == "" {
		return true
	}
	for _, t := range l.truth.Medicines {
		if m := load().known(t.Name); m.Ingredient == ingredient {
			return true
		}
	}
	return false
}
