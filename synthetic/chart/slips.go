package chart

import "sandpiper/synthetic/draw"

// missing is the slip of an entry that was never made.
const missing Slip = "missing"

type slipRate struct {
	slip Slip
	rate float64
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
	l.loadLabels()
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
