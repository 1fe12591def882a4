package nhs

import (
	"slices"
	"strings"
	"sync"

	"sandpiper/synthetic/near"
)

// Medicine is a virtual medicinal product: what a prescriber in England picks from the list.
type Medicine struct {
	Name       string   // as dm+d writes it: "Amoxicillin 500mg capsules"
	VMP        string   // dm+d identifier of the virtual medicinal product, empty if none was verified
	Ingredient string   // "amoxicillin"
	Class      string   // the first of Classes
	Classes    []string // "penicillin", "beta-lactam", "antibiotic": our own groupings, most specific first
	BNF        string   // section of the British National Formulary, seven digits
	Form       string   // "capsules"
	Licence    string   // of VMP
	Source     string
}

// In reports whether the medicine belongs to a class; its ingredient counts as one ("aspirin").
func (m *Medicine) In(class string) bool {
	return m.Ingredient == class || slices.Contains(m.Classes, class)
}

// Medicines lists every medicine known, in the order of the file. The slice is shared: do not change it.
func Medicines() []Medicine { return formulary().list }

// FindMedicine looks a medicine up by dm+d identifier or by name. Names ignore case and spacing and forgive a missing or
// extra plural ("amoxicillin 500 mg capsule").
func FindMedicine(nameOrCode string) (Medicine, bool) {
	f := formulary()
	if i, ok := f.byCode[nameOrCode]; ok {
		return f.list[i], true
	}
	i, ok := f.byName[fold(nameOrCode)]
	if !ok {
		return Medicine{}, false
	}
	return f.list[i], true
}

// NearestMedicine is the name in the list that takes the fewest letter changes to reach, for messages about a misspelt one.
func NearestMedicine(name string) string {
	names := make([]string, len(Medicines()))
	for i, m := range Medicines() {
		names[i] = m.Name
	}
	return near.Closest(name, names)
}

type formularyIndex struct {
	list           []Medicine
	byCode, byName map[string]int
}

var formulary = sync.OnceValue(func() *formularyIndex {
	f := &formularyIndex{byCode: map[string]int{}, byName: map[string]int{}}
	for i, row := range table("medicines.csv") {
		m := Medicine{Name: row.Text("name"), VMP: row.Text("vmp"), Ingredient: row.Text("ingredient"), Form: row.Text("form"),
			Classes: strings.Split(row.Text("classes"), ";"), BNF: row.Text("bnf"), Licence: row.Text("licence"), Source: row.Text("source")}
		m.Class = m.Classes[0]
		f.list = append(f.list, m)
		f.byName[fold(m.Name)] = i
		if m.VMP != "" {
			f.byCode[m.VMP] = i
		}
	}
	return f
})

// fold takes away what people write differently: case, spaces, and the s of a dose form.
func fold(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(strings.ToLower(name)) {
		b.WriteString(strings.TrimSuffix(word, "s"))
	}
	return b.String()
}
