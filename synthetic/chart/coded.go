package chart

import (
	"sandpiper/synthetic/nhs"
)

// coded is a thing that entries name: words, and a code if the lists have one. said are the words for a contact about it.
type coded struct {
	text   string
	coding []Coding
	said   [manners]string
}

// manner is how a contact is headed: by whom it was held and in which way.
type manner uint8

const (
	byGP manner = iota
	byPhone
	byVideo
	byMessage
	atHome
	byNurse
	byPharmacist
	manners
)

// headings start the words of a contact.
var headings = [manners]string{"GP consultation: ", "Telephone consultation: ", "Video consultation: ", "Online consultation: ", "Home visit: ",
	"Nurse consultation: ", "Pharmacist consultation: "}

// naming is a coded thing with its headings ready.
func naming(text string, coding []Coding) *coded {
	c := &coded{text: text, coding: coding}
	for i := range c.said {
		c.said[i] = headings[i] + text
	}
	return c
}

func (l *library) loadCodes() {
	l.codes = map[string]*coded{}
	for list, concepts := range map[string]nhs.Concepts{
		"condition": nhs.Conditions(), "allergen": nhs.Allergens(), "reaction": nhs.Reactions(), "observable": nhs.Observables(),
		"vaccine": nhs.Vaccines(), "activity": nhs.Activities(), "finding": nhs.Findings(), "smoking": nhs.Smoking(), "procedure": nhs.Procedures(),
	} {
		for _, c := range concepts {
			l.codes[list+"/"+c.Key] = naming(c.Label, codings(list, c))
		}
	}
	for _, m := range nhs.Medicines() {
		c := &coded{text: m.Name}
		if m.VMP != "" {
			c.coding = []Coding{{nhs.DMD, m.VMP, m.Name}}
		}
		l.medicines[m.Name] = c
	}
}

// code is the coded form of a key such as "condition/asthma"; words alone if the lists do not know it.
func (l *library) code(key, text string) *coded {
	if c, ok := l.codes[key]; ok {
		return c
	}
	return naming(sentence(words(text)), nil)
}

// codings is a concept as an entry carries it. Observables have their LOINC code too, where a UK Core profile asks for one,
// and the "on examination" code that GP systems in England file.
func codings(list string, c nhs.Concept) []Coding {
	var out []Coding
	if c.Code != "" {
		out = append(out, Coding{c.System, c.Code, c.Display})
	}
	if c.LOINC != "" {
		out = append(out, Coding{nhs.LOINC, c.LOINC, c.LOINCDisplay})
	}
	if list != "observable" {
		return out
	}
	if oe, ok := nhs.OnExamination().Find(c.Key); ok {
		out = append(out, Coding{oe.System, oe.Code, oe.Display})
	}
	return out
}
