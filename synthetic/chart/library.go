package chart

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// library is what the clerk looks up while writing: codes ready to be put in entries, and the tables of this package. It
// depends on no seed. Entries share its codings, which nobody changes.
type library struct {
	codes       map[string]coded // "condition/asthma"
	observables map[string]nhs.Concept
	medicines   map[string]coded
	slips       map[Kind][]slipRate
	hidden      float64 // share of problems kept confidential
	mistaken    float64 // share of people with an allergy entry made in error
	miscodes    map[string]string
	labels      []label
	visits      []visitRate
	acute       []acute
	doses       map[string]Dose
	reviews     map[string]review
	schedule    []jab
	seasons     []season
	noise       map[string]noise
}

type coded struct {
	text   string
	coding []Coding
}

type slipRate struct {
	slip Slip
	rate float64
}

// missing is the slip of an entry that was never made.
const missing Slip = "missing"

type visitRate struct{ from, to, women, men float64 }

type acute struct {
	key      string // of codes
	problem  bool   // written as a problem that passes; otherwise the contact's reason only
	from, to float64
	sex      string
	weight   float64
	days     int
	choices  []choice
}

type choice struct {
	medicine nhs.Medicine
	share    float64
	from     float64
}

type review struct {
	activity string
	months   int
	measures []string
}

type jab struct {
	vaccine  string
	days     int // of age
	born     int // first year of birth
	coverage float64
}

type season struct {
	vaccine, who string
	from, to     float64
	coverage     float64
}

type noise struct{ spread, low, high float64 }

type label struct {
	allergen                      string
	women, men, children, refuted float64
}

var load = sync.OnceValue(func() *library {
	l := &library{codes: map[string]coded{}, observables: map[string]nhs.Concept{}, medicines: map[string]coded{}, slips: map[Kind][]slipRate{}, miscodes: map[string]string{},
		doses: map[string]Dose{}, reviews: map[string]review{}, noise: map[string]noise{}}
	for list, concepts := range map[string]nhs.Concepts{
		"condition": nhs.Conditions(), "allergen": nhs.Allergens(), "reaction": nhs.Reactions(), "observable": nhs.Observables(),
		"vaccine": nhs.Vaccines(), "activity": nhs.Activities(), "finding": nhs.Findings(), "smoking": nhs.Smoking(),
	} {
		for _, c := range concepts {
			l.codes[list+"/"+c.Key] = coding(list, c)
		}
	}
	for _, c := range nhs.Observables() {
		l.observables[c.Key] = c
	}
	for _, m := range nhs.Medicines() {
		l.medicines[m.Name] = medicineCoding(m)
	}
	l.loadSlips()
	l.loadVisits()
	for _, row := range table("schedule.csv") {
		l.schedule = append(l.schedule, jab{row.Text("vaccine"), days(row.Text("age")), row.Int("born_from"), row.Float("coverage")})
	}
	for _, row := range table("seasonal.csv") {
		l.seasons = append(l.seasons, season{row.Text("vaccine"), row.Text("who"), row.Float("from"), row.Float("to"), row.Float("coverage")})
	}
	for _, row := range table("noise.csv") {
		l.noise[row.Text("observable")] = noise{row.Float("spread"), row.Float("low"), row.Float("high")}
	}
	return l
})

// coding is a concept as an entry carries it. Observables have their LOINC code too, where a UK Core profile asks for one,
// and the "on examination" code that GP systems in England file.
func coding(list string, c nhs.Concept) coded {
	out := coded{text: c.Label}
	if c.Code != "" {
		out.coding = append(out.coding, Coding{c.System, c.Code, c.Display})
	}
	if c.LOINC != "" {
		out.coding = append(out.coding, Coding{nhs.LOINC, c.LOINC, c.LOINCDisplay})
	}
	if oe, ok := nhs.OnExamination().Find(c.Key); ok && list == "observable" {
		out.coding = append(out.coding, Coding{oe.System, oe.Code, oe.Display})
	}
	return out
}

func medicineCoding(m nhs.Medicine) coded {
	out := coded{text: m.Name}
	if m.VMP != "" {
		out.coding = []Coding{{nhs.DMD, m.VMP, m.Name}}
	}
	return out
}

func (l *library) loadSlips() {
	kinds := map[string]Kind{"problem": Problem, "allergy": Allergy, "medicine": Medicine}
	for _, row := range table("slips.csv") {
		switch kind, rate := kinds[row.Text("kind")], row.Float("rate"); row.Text("slip") {
		case "confidential":
			l.hidden = rate
		case "error":
			l.mistaken = rate
		default:
			l.slips[kind] = append(l.slips[kind], slipRate{Slip(row.Text("slip")), rate})
		}
	}
	for _, row := range table("miscodes.csv") {
		l.miscodes[row.Text("condition")] = row.Text("instead")
	}
	for _, row := range table("labels.csv") {
		l.labels = append(l.labels, label{row.Text("allergen"), row.Float("women") / 100, row.Float("men") / 100,
			row.Float("children") / 100, row.Float("refuted")})
	}
}

func (l *library) loadVisits() {
	for _, row := range table("contacts.csv") {
		l.visits = append(l.visits, visitRate{row.Float("from"), row.Float("to"), row.Float("women"), row.Float("men")})
	}
	for _, row := range table("acute.csv") {
		a := acute{key: row.Text("list") + "/" + row.Text("reason"), problem: row.Text("list") == "condition", from: row.Float("from"),
			to: row.Float("to"), sex: row.Text("sex"), weight: row.Float("weight"), days: row.Int("days")}
		for part := range strings.SplitSeq(row.Text("medicines"), ";") {
			if fields := strings.Split(part, ":"); len(fields) == 3 {
				m, ok := nhs.FindMedicine(fields[0])
				share, err1 := strconv.ParseFloat(fields[1], 64)
				from, err2 := strconv.ParseFloat(fields[2], 64)
				if !ok || err1 != nil || err2 != nil {
					panic("acute.csv: cannot read " + part)
				}
				a.choices = append(a.choices, choice{m, share, from})
			}
		}
		l.acute = append(l.acute, a)
	}
	for _, row := range table("acute_doses.csv") {
		l.doses[row.Text("medicine")] = Dose{Text: row.Text("text"), Quantity: row.Float("quantity"), Unit: row.Text("unit"),
			Times: row.Int("times"), Period: 1, PeriodUnit: "d", Supply: row.Float("supply")}
	}
	for _, row := range table("reviews.csv") {
		l.reviews[row.Text("condition")] = review{row.Text("activity"), row.Int("months"), strings.Fields(row.Text("measures"))}
	}
}

// slip draws how an entry of a kind departs from the truth, Faithful for most.
func (l *library) slip(r *draw.Rand, kind Kind) Slip {
	u := r.Float64()
	for _, s := range l.slips[kind] {
		if u -= s.rate; u < 0 {
			return s.slip
		}
	}
	return Faithful
}

// days reads an age such as 8w, 40m or 12y.
func days(age string) int {
	n, err := strconv.Atoi(age[:len(age)-1])
	if err != nil {
		panic("schedule.csv: age " + age)
	}
	switch age[len(age)-1] {
	case 'w':
		return n * 7
	case 'm':
		return n * 365 / 12
	}
	return n*365 + n/4
}
