package realism

// labels counts the adults whose record carries an allergy to penicillin, whatever is behind it.
type labels struct {
	adults, labelled int64
}

func newLabels() *labels { return &labels{} }

func (a *labels) see(l *look) {
	if !l.alive || l.years < 18 {
		return
	}
	a.adults++
	if hasLabel(l.chart) {
		a.labelled++
	}
}

func (a *labels) add(other gauge) {
	o := other.(*labels)
	a.adults, a.labelled = a.adults+o.adults, a.labelled+o.labelled
}

func (a *labels) report(r *report) { r.share("P18", "", a.labelled, a.adults) }
