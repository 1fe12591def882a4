package physiology

import "sync"

// Oxygen is what a person breathes.
type Oxygen struct {
	By       string  // key of the way it is given: "air", "nasal-2", "reservoir-15"
	Label    string  // "Nasal cannulae 2 L/min"
	Flow     float64 // L/min, 0 on air
	Fraction float64 // of oxygen in what is breathed in, 0.21 on air
}

// Supplemental reports whether more than air is breathed.
func (o Oxygen) Supplemental() bool { return o.Flow > 0 }

// Deliveries lists the ways of giving oxygen, in the order of data/oxygen.csv; the first is air.
func Deliveries() []Oxygen { return deliveries() }

var deliveries = sync.OnceValue(func() []Oxygen {
	var all []Oxygen
	for _, row := range table("oxygen.csv") {
		all = append(all, Oxygen{row.Text("by"), row.Text("label"), row.Float("flow"), row.Float("fraction")})
	}
	return all
})
