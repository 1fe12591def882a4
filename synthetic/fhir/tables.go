package fhir

import (
	"embed"
	"encoding/csv"
	"fmt"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/nhs"
)

//go:embed data/*.csv
var files embed.FS

// tables are the lists that a Projector looks things up in.
type tables struct {
	vitals     map[string]vital  // by SNOMED CT or LOINC code
	categories map[string]string // FHIR allergy category by allergen key
	allergens  map[string]string // allergen key by code
	conditions map[string]condition
	reasons    map[string]string // condition key by code
	ethnicity  map[string]string // display by NHS category code
}

// vital is what UK Core fixes for one vital sign, or for one part of the blood pressure.
type vital struct {
	profile string // UK Core profile without the part that all share; empty for parts
	loinc   chart.Coding
	unit    string // fixed text of the unit
	ucum    string
	part    string // fixed text of a component's code
}

// condition is a reason for a medicine.
type condition struct {
	coding []chart.Coding
	label  string
}

func newTables() *tables {
	t := &tables{vitals: map[string]vital{}, categories: map[string]string{}, allergens: map[string]string{},
		conditions: map[string]condition{}, reasons: map[string]string{}, ethnicity: map[string]string{}}
	observables, examined := nhs.Observables(), nhs.OnExamination()
	for _, row := range rows("vital_signs.csv") {
		o, ok := observables.Find(row["key"])
		if !ok {
			continue
		}
		v := vital{row["profile"], chart.Coding{System: nhs.LOINC, Code: o.LOINC, Display: o.LOINCDisplay}, row["unit"], row["ucum"], row["part"]}
		t.vitals[o.LOINC], t.vitals[o.Code] = v, v
		if e, ok := examined.Find(row["key"]); ok {
			t.vitals[e.Code] = v
		}
	}
	delete(t.vitals, "") // an observable without a verified code
	for _, row := range rows("allergy_categories.csv") {
		t.categories[row["key"]] = row["category"]
	}
	for _, a := range nhs.Allergens() {
		if a.Code != "" {
			t.allergens[a.Code] = a.Key
		}
	}
	for _, c := range nhs.Conditions() {
		t.conditions[c.Key] = condition{[]chart.Coding{{System: c.System, Code: c.Code, Display: c.Display}}, c.Label}
		if _, ok := t.reasons[c.Code]; !ok && c.Code != "" {
			t.reasons[c.Code] = c.Key
		}
	}
	for _, e := range nhs.Ethnicities() {
		t.ethnicity[e.Code] = e.Display
	}
	return t
}

// vital finds what UK Core fixes for a measurement by any of its codes.
func (t *tables) vital(codes []chart.Coding) (vital, bool) {
	for _, c := range codes {
		if c.System == nhs.SNOMED || c.System == nhs.LOINC {
			if v, ok := t.vitals[c.Code]; ok {
				return v, true
			}
		}
	}
	return vital{}, false
}

// rows reads an embedded file as rows by column name. The files are part of the program, so a broken one is a broken
// build: it panics, and the tests read every file.
func rows(name string) []map[string]string {
	f, err := files.Open("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("open embedded %s: %v", name, err))
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 {
		panic(fmt.Sprintf("read embedded %s: %v", name, err))
	}
	out := make([]map[string]string, 0, len(records)-1)
	for _, r := range records[1:] {
		row := make(map[string]string, len(r))
		for i, column := range records[0] {
			row[column] = r[i]
		}
		out = append(out, row)
	}
	return out
}
