package course

import (
	"strconv"

	"sandpiper/synthetic/nhs"
)

// product is a medicine with what speaks against it: the rows of data/contraindications.csv that are about it.
type product struct {
	nhs.Medicine
	place   int   // among all products
	bars    []bar // but for those that are about other medicines
	clashes set   // what it must not be taken with, in either order
	kin     set   // products of the same ingredient, itself included
}

// bar is one row of data/contraindications.csv.
type bar struct {
	medicine string // ingredient or class
	against  string
	what     string
	limit    float64
}

// set is a set of products by place.
type set [6]uint64

func (s *set) add(place int)      { s[place/64] |= 1 << (place % 64) }
func (s *set) has(place int) bool { return s[place/64]&(1<<(place%64)) != 0 }

// meets reports whether two sets share a product.
func (s *set) meets(t *set) bool {
	for i := range s {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

// loadProducts reads the rules and works out which medicines each is about.
func (a *atlas) loadProducts() {
	list := nhs.Medicines()
	if len(list) > 64*len(set{}) {
		panic("course: more medicines than a set holds")
	}
	a.products, a.barring = make([]product, len(list)), map[string]bool{}
	for i := range list {
		p := &a.products[i]
		p.Medicine, p.place = list[i], i
		a.named[p.Name] = p
		for j := range list {
			if list[j].Ingredient == p.Ingredient {
				p.kin.add(j)
			}
		}
	}
	for _, row := range table("contraindications.csv") {
		b := bar{medicine: row.Text("medicine"), against: row.Text("against"), what: row.Text("what")}
		switch b.against {
		case "egfr-below", "age-from", "age-below", "smoker-from":
			limit, err := strconv.ParseFloat(b.what, 64)
			if err != nil {
				panic("contraindications.csv: " + b.medicine + ": " + err.Error())
			}
			b.limit = limit
		case "condition":
			a.barring[b.what] = true
		case "class", "allergy", "pregnant", "childbearing":
		default:
			panic("contraindications.csv: no such bar: " + b.against)
		}
		a.lay(b)
	}
}

// lay puts a bar on every product that it is about.
func (a *atlas) lay(b bar) {
	for i := range a.products {
		p := &a.products[i]
		if !p.In(b.medicine) {
			continue
		}
		if b.against != "class" {
			p.bars = append(p.bars, b)
			continue
		}
		for j := range a.products {
			if other := &a.products[j]; other.In(b.what) {
				p.clashes.add(j)
				other.clashes.add(i)
			}
		}
	}
}
