package course

import "sandpiper/synthetic/nhs"

// effect is one row of data/effects.csv: what a condition, a medicine or a state does to a measure while it lasts.
type effect struct {
	measure measure
	how     change
	value   float64
}

// change is a way to act on a number.
type change uint8

const (
	plus change = iota
	times
	atLeast
	atMost
)

var changes = map[string]change{"plus": plus, "times": times, "atleast": atLeast, "atmost": atMost}

func (e *effect) on(values *[measures]float64) {
	switch v := &values[e.measure]; e.how {
	case plus:
		*v += e.value
	case times:
		*v *= e.value
	case atLeast:
		*v = max(*v, e.value)
	case atMost:
		*v = min(*v, e.value)
	}
}

// effects are the rows by what they are of. Those of medicines are by name, once for each of its classes.
type effects struct{ condition, medicine, habit map[string][]effect }

func loadEffects() effects {
	all := effects{map[string][]effect{}, map[string][]effect{}, map[string][]effect{}}
	for _, row := range table("effects.csv") {
		how, ok := changes[row.Text("how")]
		if !ok {
			panic("effects.csv: no such way to act: " + row.Text("how"))
		}
		e, of := effect{measureOf(row.Text("measure")), how, row.Float("value")}, row.Text("is")
		switch row.Text("while") {
		case "condition":
			all.condition[of] = append(all.condition[of], e)
		case "habit":
			all.habit[of] = append(all.habit[of], e)
		case "medicine":
			for _, m := range nhs.Medicines() {
				if m.In(of) {
					all.medicine[m.Name] = append(all.medicine[m.Name], e)
				}
			}
		default:
			panic("effects.csv: nothing acts while " + row.Text("while"))
		}
	}
	return all
}
