package demography

import (
	"fmt"
	"iter"
	"time"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// NamesModel is the library and version whose name lists are drawn on; it is part of the model's version.
const NamesModel = "gofakeit-7.18.1"

// Country is England.
type Country struct {
	seed    uint64
	asOf    time.Time
	numbers *nhs.Numbering
}

// NewCountry readies the tables.
func NewCountry(seed uint64, asOf time.Time, numbers *nhs.Numbering) *Country {
	return &Country{seed, asOf, numbers}
}

// Person makes person i.
func (c *Country) Person(i int) Person {
	r := draw.Key(c.seed, uint64(i), 1, 0)
	return Person{
		Index: i, Number: c.numbers.Number(i), Sex: Sex(r.IntN(2)), Born: c.asOf.AddDate(0, 0, -r.IntN(90*365)),
		Ethnicity: "A", Decile: 1 + r.IntN(10), Region: "E12000007", Language: "en",
		Name:      Name{Prefix: "Mx", Given: []string{"Robin"}, Family: "Sandpiper"},
		Address:   Address{Lines: []string{"1 Estuary Road", "", "London"}, Postcode: "E1 1CM"},
		Phone:     fmt.Sprintf("07700 900%03d", r.IntN(1000)),
		Household: Household{ID: uint64(i), Size: 1, Role: "adult"},
		Practice:  "ZX0000",
	}
}

// Practice is the practice with a code.
func (c *Country) Practice(code nhs.ODS) (Practice, bool) {
	if code != "ZX0000" {
		return Practice{}, false
	}
	return Practice{Code: code, Name: "Estuary Surgery", Region: "E12000007", Address: Address{Lines: []string{"2 Estuary Road", "London"}, Postcode: "E1 1CM"},
		Phone: "020 7946 0000", Practitioners: 8}, true
}

// Practices yields all practices.
func (c *Country) Practices() iter.Seq[Practice] {
	return func(yield func(Practice) bool) {
		p, _ := c.Practice("ZX0000")
		yield(p)
	}
}

// Practitioner is the k-th clinician.
func (c *Country) Practitioner(code nhs.ODS, k int) Practitioner {
	return Practitioner{Practice: code, Number: k, Name: Name{Prefix: "Dr", Given: []string{"Wren"}, Family: "Plover"}, Role: "General practitioner", SDSUser: fmt.Sprintf("999%09d", k), GP: true}
}
