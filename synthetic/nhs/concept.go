package nhs

import (
	"strings"
	"sync"
)

// Concept is a thing that a record can name: a short key of ours and, where a verified one may be shipped, a published code.
type Concept struct {
	Key     string // "asthma", "penicillin", "hba1c"
	Label   string // how a clinician writes it
	System  string // URI of Code's system; empty with Code
	Code    string // empty when no identifier was verified
	Display string // the code system's own term
	Licence string
	Source  string

	// Only observables have these.
	Category     string // FHIR observation category: vital-signs, laboratory, social-history, survey
	LOINC        string // where a UK Core vital-sign profile asks for it
	LOINCDisplay string
	Unit         string // as printed: "mmol/mol"
	UCUM         string // "mmol/mol"
	Decimals     int    // how finely it is written down
}

// Concepts is a list of concepts in the order of its file.
type Concepts []Concept

// Find looks a concept up by key, ignoring case and taking spaces for hyphens, or by its label or code.
func (cs Concepts) Find(name string) (Concept, bool) {
	key := Key(name)
	for i := range cs {
		if c := &cs[i]; c.Key == key || c.Code != "" && c.Code == name || strings.EqualFold(c.Label, name) {
			return *c, true
		}
	}
	return Concept{}, false
}

// WithCode looks a concept up by its code alone, which is quicker than Find. No concept has the empty code.
func (cs Concepts) WithCode(code string) (Concept, bool) {
	for i := range cs {
		if cs[i].Code == code && code != "" {
			return cs[i], true
		}
	}
	return Concept{}, false
}

// Keys lists the keys in order, for messages that suggest the nearest right name.
func (cs Concepts) Keys() []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.Key
	}
	return out
}

// Key is the form that keys take: lower case, single hyphens for spaces ("Heart failure" → "heart-failure").
func Key(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(name, "-", " "))), "-")
}

// Conditions are the diseases that a person can have or a record can name.
func Conditions() Concepts { return concepts()["condition"] }

// Allergens are what people react to, keyed by substance or class; the code is the allergy finding.
// Keys of drug classes are the classes of Medicine, so that "penicillin" covers every penicillin.
func Allergens() Concepts { return concepts()["allergen"] }

// Reactions are what an allergy does.
func Reactions() Concepts { return concepts()["reaction"] }

// Observables are what gets measured, with units.
func Observables() Concepts { return concepts()["observable"] }

// OnExamination are the codes that GP systems in England file for some observables, by the observable's key.
func OnExamination() Concepts { return concepts()["on-examination"] }

// Smoking are the answers to the observable "smoking": never, ex, current.
func Smoking() Concepts { return concepts()["smoking"] }

// Vaccines are the vaccination procedures of the UK schedule.
func Vaccines() Concepts { return concepts()["vaccine"] }

// Activities are reviews, checks and tests that a contact can be about.
func Activities() Concepts { return concepts()["activity"] }

// Procedures are operations and investigations, mostly done in hospital.
func Procedures() Concepts { return concepts()["procedure"] }

// Findings are the symptoms that a contact can be about.
func Findings() Concepts { return concepts()["finding"] }

// Ethnicities are the NHS 16+1 ethnic categories, with Z (not stated) and 99 (not known), keyed by their codes.
func Ethnicities() Concepts { return concepts()["ethnicity"] }

var concepts = sync.OnceValue(func() map[string]Concepts {
	all := map[string]Concepts{}
	for _, file := range []string{"concepts_gps.csv", "concepts_uk.csv"} {
		for _, row := range table(file) {
			c := Concept{Key: row.Text("key"), Label: row.Text("label"), Code: row.Text("code"), Display: row.Text("display"),
				Licence: row.Text("licence"), Source: row.Text("source")}
			if c.Code != "" {
				c.System = SNOMED
			}
			all[row.Text("list")] = append(all[row.Text("list")], c)
		}
	}
	for _, row := range table("observables.csv") {
		for i := range all["observable"] {
			if c := &all["observable"][i]; c.Key == row.Text("key") {
				c.Category, c.LOINC, c.LOINCDisplay = row.Text("category"), row.Text("loinc"), row.Text("loinc_display")
				c.Unit, c.UCUM = row.Text("unit"), row.Text("ucum")
				c.Decimals = row.Int("decimals")
			}
		}
	}
	for _, row := range table("ethnicities.csv") {
		all["ethnicity"] = append(all["ethnicity"], Concept{Key: row.Text("key"), Label: row.Text("label"), Display: row.Text("label"),
			System: EthnicitySystem, Code: row.Text("key"), Licence: row.Text("licence"), Source: row.Text("source")})
	}
	return all
})
