package device

import (
	"sync"

	"sandpiper/synthetic/nhs"
)

// Quantity is something that devices read.
type Quantity struct {
	Key, Label string
	Observable string // key of nhs.Observables, empty for what records hold under none
	Unit, UCUM string
	sign       string
}

// Concept is what records hold the quantity under; ok is false for what they hold under nothing that is known here.
func (q *Quantity) Concept() (c nhs.Concept, ok bool) { return nhs.Observables().Find(q.Observable) }

// Quantities lists all that any device reads, in the order of data/quantities.csv.
func Quantities() []Quantity { return quantities() }

var quantities = sync.OnceValue(func() []Quantity {
	var all []Quantity
	for _, row := range table("quantities.csv") {
		all = append(all, Quantity{Key: row.Text("key"), Label: row.Text("label"), Observable: row.Text("observable"), Unit: row.Text("unit"),
			UCUM: row.Text("ucum"), sign: row.Text("sign")})
	}
	return all
})
