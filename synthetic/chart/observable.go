package chart

import (
	"strings"

	"sandpiper/synthetic/nhs"
)

// observable is what can be measured: its code, its unit, and how readings scatter about the latent value.
type observable struct {
	nhs.Concept
	words *coded
	noise
	power float64 // 10 to the decimals it is written with
}

type noise struct{ spread, share, low, high float64 }

// panel is a battery of tests that is asked for together. What one department of the laboratory finds comes in one report.
type panel struct {
	name, label, department string
	measures                []*observable
}

func (l *library) loadObservables() {
	for _, c := range nhs.Observables() {
		o := &observable{Concept: c, words: l.codes["observable/"+c.Key], power: 1}
		for range c.Decimals {
			o.power *= 10
		}
		l.observables[c.Key] = o
	}
	for _, row := range table("noise.csv") {
		l.observables[row.Text("observable")].noise = noise{row.Float("spread"), row.Float("share"), row.Float("low"), row.Float("high")}
	}
	for _, row := range table("panels.csv") {
		p := &panel{name: row.Text("panel"), label: row.Text("label"), department: row.Text("department")}
		if len(l.departments) == 0 || l.departments[len(l.departments)-1] != p.department {
			l.departments = append(l.departments, p.department)
		}
		for key := range strings.FieldsSeq(row.Text("measures")) {
			p.measures = append(p.measures, l.observables[key])
		}
		l.panels[row.Text("panel")] = p
	}
}

// panelsOf reads the names of panels in a cell.
func (l *library) panelsOf(cell string) []*panel {
	var out []*panel
	for name := range strings.FieldsSeq(cell) {
		p, ok := l.panels[name]
		if !ok {
			panic("chart: no panel is called " + name)
		}
		out = append(out, p)
	}
	return out
}
