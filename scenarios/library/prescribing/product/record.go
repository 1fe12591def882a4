package product

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// record is what the product understood of a patient's record.
type record struct {
	patient   string // logical id
	born      time.Time
	allergies []allergy
	medicines []medicine // those being taken
	problems  []problem
	egfr      *result // the latest that can be read
}

// allergy is a hypersensitivity that somebody wrote down and nobody struck out.
type allergy struct {
	classes []string // classes and names of medicines that it covers
	doubt   string   // why it is less than certain ("unconfirmed", "of low criticality"), or empty
	// immediate says that the next reaction may be grave: the last one came at once, or whoever wrote it down says so.
	immediate bool
}

// medicine is one that is taken, or that is about to be.
type medicine struct {
	id    string
	name  string // as written
	drugs []*drug
	doses []dose
}

// problem is a condition that the person has or had.
type problem struct{ is string }

// result is a measured value.
type result struct {
	value float64
	at    string // as written; FHIR dateTimes sort as text to the day
}

// bench turns resources into a record.
type bench struct {
	know *knowledge
	bug  Bug
}

// read makes the record of a patient from what was gathered. Every resource has been checked to be about them.
func (b bench) read(patient string, parts map[string][]resource) (*record, error) {
	rec := &record{patient: patient}
	for _, r := range parts[keyPatient] {
		if born, err := time.Parse("2006-01-02", r.BirthDate); err == nil {
			rec.born = born
		}
	}
	for i := range parts[keyAllergies] {
		if a, ok := b.allergy(&parts[keyAllergies][i]); ok {
			rec.allergies = append(rec.allergies, a)
		}
	}
	for i := range parts[keyMedicines] {
		if r := &parts[keyMedicines][i]; r.Status == "active" {
			rec.medicines = append(rec.medicines, b.medicine(r))
		}
	}
	for i := range parts[keyProblems] {
		if p, ok := b.problem(&parts[keyProblems][i]); ok {
			rec.problems = append(rec.problems, p)
		}
	}
	var err error
	rec.egfr, err = b.kidneys(parts[keyKidneys])
	return rec, err
}

// allergy reads one AllergyIntolerance; ok is false when it does not count or is about nothing that is prescribed.
func (b bench) allergy(r *resource) (a allergy, ok bool) {
	struckOut := r.VerificationStatus.is("entered-in-error", "refuted") || r.ClinicalStatus.is("resolved", "inactive")
	if b.bug == IgnoresVerification {
		struckOut = false
	}
	if struckOut {
		return allergy{}, false
	}
	switch {
	case r.VerificationStatus.is("unconfirmed"):
		a.doubt = "unconfirmed"
	case r.Criticality == "low":
		a.doubt = "of low criticality"
	}
	if b.bug == DropsLowCriticality && a.doubt != "" {
		return allergy{}, false
	}
	about := []*concept{r.Code}
	a.immediate = r.Criticality == "high"
	for _, re := range r.Reactions {
		about = append(about, re.Substance)
		for i := range re.Manifestations {
			a.immediate = a.immediate || atOnce(re.Manifestations[i].words())
		}
	}
	for _, c := range about {
		a.add(b.classesOf(c)...)
	}
	return a, len(a.classes) > 0
}

// atOnce reports whether the words are those of a reaction of the immediate kind.
func atOnce(phrases []string) bool {
	for _, phrase := range phrases {
		for _, word := range []string{"anaphylaxis", "anaphylactic", "angioedema", "angio-oedema", "urticaria", "hives", "bronchospasm"} {
			if mention(phrase, word) {
				return true
			}
		}
	}
	return false
}

func (a *allergy) add(classes ...string) {
	for _, c := range classes {
		if !slices.Contains(a.classes, c) {
			a.classes = append(a.classes, c)
		}
	}
}

// classesOf is what a concept in an allergy stands for: by its codes and by its words.
func (b bench) classesOf(c *concept) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, k := range c.Coding {
		if class, ok := b.know.codes["allergy "+k.Code]; ok {
			out = append(out, class)
		}
		if name, ok := b.know.codes["medicine "+k.Code]; ok {
			out = append(out, b.know.drugs[name].Classes...)
		}
	}
	if b.bug == CodesOnly {
		return out
	}
	for _, phrase := range c.words() {
		for _, s := range b.know.allergyWords {
			if mention(phrase, s.word) {
				out = append(out, s.means)
			}
		}
		for _, d := range b.know.inWords([]string{phrase}, b.know.drugWords) {
			out = append(out, d.Classes...)
		}
	}
	return out
}

// medicine reads a MedicationRequest, taken or drafted.
func (b bench) medicine(r *resource) medicine {
	m := medicine{id: r.ID, doses: r.Doses, drugs: b.know.identify(r.medication())}
	if words := r.medication().words(); len(words) > 0 {
		m.name = words[0]
	}
	return m
}

// problem reads a Condition; ok is false when it was struck out or means nothing to the product. A condition that is
// over still counts: a history of asthma is reason enough for care.
func (b bench) problem(r *resource) (problem, bool) {
	if r.VerificationStatus.is("entered-in-error", "refuted") || r.Code == nil {
		return problem{}, false
	}
	for _, k := range r.Code.Coding {
		if is, ok := b.know.codes["condition "+k.Code]; ok {
			return problem{is}, true
		}
	}
	for _, phrase := range r.Code.words() {
		for _, c := range b.know.conditions {
			if mention(phrase, c.condition) {
				return problem{c.condition}, true
			}
		}
	}
	return problem{}, false
}

// kidneys picks the latest estimated glomerular filtration rate. A result in a unit that the product does not know is an
// error: guessing would be worse than saying so.
func (b bench) kidneys(results []resource) (*result, error) {
	var best *result
	for i := range results {
		r := &results[i]
		if r.Quantity == nil || r.Quantity.Value == nil || slices.Contains([]string{"entered-in-error", "cancelled"}, r.Status) {
			continue
		}
		if !egfrUnit(r.Quantity) {
			return nil, unfit(keyKidneys, "a result is in a unit that this service does not know", fmt.Errorf("the unit of Observation/%s is %q", r.ID, r.Quantity.Unit))
		}
		at := r.Effective
		if at == "" {
			at = r.Issued
		}
		got := &result{*r.Quantity.Value, at}
		later := best == nil || got.at > best.at
		if b.bug == OldestEGFR {
			later = best == nil || got.at < best.at
		}
		if later {
			best = got
		}
	}
	return best, nil
}

// egfrUnit reports whether the quantity is in millilitres a minute per 1.73 square metres, in any of its usual spellings.
func egfrUnit(q *quantity) bool {
	for _, u := range []string{q.Code, q.Unit} {
		u = strings.ToLower(strings.NewReplacer(" ", "", "{", "", "}", "", "[", "", "]", "", "_", "", "²", "2").Replace(u))
		if u == "ml/min/1.73m2" || u == "ml/min/1.73.m2" {
			return true
		}
	}
	return false
}

// egfrText prints a rate as a laboratory does, without needless decimals.
func (r *result) egfrText() string { return strconv.FormatFloat(r.value, 'f', -1, 64) }
