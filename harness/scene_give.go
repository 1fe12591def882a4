package harness

import (
	"fmt"
	"slices"
	"time"

	"sandpiper/scenarios"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/nhs"
)

// usualOnset is how long before the story a fact began when the scenario does not say.
const usualOnset = 2 // years

func (s *scene) condition(c *scenarios.CastCondition) error {
	key, concept := s.concept(nhs.Conditions(), c.Is)
	onset, err := s.moment(c.Onset, s.since(usualOnset))
	if err != nil {
		return err
	}
	ended, err := s.moment(c.Ended, course.Condition{}.Ended)
	if err != nil {
		return err
	}
	truth := s.world.Truth(s.person)
	there := s.entries(chart.Problem, func(e *chart.Entry) bool {
		return e.Truth == "condition/"+key && (e.Status == chart.Active) == ended.IsZero()
	})
	so := truth.Has(key, s.start) == (ended.IsZero() && c.Written != scenarios.Unproven)
	if so && written(there, c.Written) && c.Onset.IsZero() {
		s.note(true, label("condition", key, c.Written))
		return nil
	}
	s.note(false, label("condition", key, c.Written))
	if err := s.clear(s.entries(chart.Problem, func(e *chart.Entry) bool { return e.Truth == "condition/"+key })); err != nil {
		return err
	}
	s.world.By(s.actor).AmendTruth(s.person, func(t *course.Truth) {
		t.Conditions = slices.DeleteFunc(t.Conditions, func(x course.Condition) bool { return x.Is == key })
		if c.Written != scenarios.Unproven {
			t.Conditions = append(t.Conditions, course.Condition{Is: key, Onset: day(onset), Ended: ended})
		}
	})
	e := chart.Entry{ID: chart.ID{Kind: chart.Problem}, Coding: coding(concept), Text: concept.Label, Status: chart.Active,
		Onset: day(onset), Authored: day(onset), Verification: "confirmed"}
	if !ended.IsZero() {
		e.Status, e.Ended = chart.Resolved, day(ended)
	}
	s.write(e, c.Written, "condition/"+key, func() []chart.Coding { return neighbour(nhs.Conditions(), key) })
	return nil
}

func (s *scene) allergy(a *scenarios.CastAllergy) error {
	key, concept := s.concept(nhs.Allergens(), a.To)
	onset, err := s.moment(a.Onset, s.since(usualOnset))
	if err != nil {
		return err
	}
	verification := string(a.Verification)
	if verification == "" {
		verification = "confirmed"
	}
	about := func(e *chart.Entry) bool { return e.Substance == key || e.Truth == "allergy/"+key }
	fitting := s.entries(chart.Allergy, func(e *chart.Entry) bool {
		return about(e) && e.Status == chart.Active && e.Verification == verification && (a.Criticality == "" || e.Criticality == string(a.Criticality))
	})
	truth := s.world.Truth(s.person)
	so := truth.Allergic(key) == (a.Written != scenarios.Unproven)
	if so && written(fitting, a.Written) && a.Reaction == "" && a.Severity == "" && a.Onset.IsZero() {
		s.note(true, label("allergy", key, a.Written))
		return nil
	}
	s.note(false, label("allergy", key, a.Written))
	if err := s.clear(s.entries(chart.Allergy, about)); err != nil {
		return err
	}
	severe := a.Severity == "severe" || a.Reaction == "anaphylaxis"
	s.world.By(s.actor).AmendTruth(s.person, func(t *course.Truth) {
		t.Allergies = slices.DeleteFunc(t.Allergies, func(x course.Allergy) bool { return x.To == key })
		if a.Written != scenarios.Unproven && verification != "refuted" && verification != "entered-in-error" {
			t.Allergies = append(t.Allergies, course.Allergy{To: key, Since: day(onset), Reaction: a.Reaction, Severe: severe})
		}
	})
	e := chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Coding: coding(concept), Text: concept.Label, Status: chart.Active,
		Onset: day(onset), Authored: day(onset), Verification: verification, Criticality: string(a.Criticality), Severity: string(a.Severity), Substance: key}
	if verification == "entered-in-error" {
		e.Status = chart.EnteredInError
	}
	if a.Reaction != "" {
		e.Reaction = &chart.Coding{Display: a.Reaction}
		if r, ok := nhs.Reactions().Find(a.Reaction); ok {
			e.Reaction = answer(r)
		}
		if e.Severity == "" && severe {
			e.Severity = "severe"
		}
	}
	if a.Written == scenarios.FreeText {
		e.Substance = ""
	}
	s.write(e, a.Written, "allergy/"+key, func() []chart.Coding { return neighbour(nhs.Allergens(), key) })
	return nil
}

func (s *scene) medicine(m *scenarios.CastMedicine) error {
	name, codes := m.Name, []chart.Coding(nil)
	if known, ok := nhs.FindMedicine(m.Name); ok {
		name = known.Name
		if known.VMP != "" {
			codes = []chart.Coding{{System: nhs.DMD, Code: known.VMP, Display: known.Name}}
		}
	}
	since, err := s.moment(m.Since, s.since(1))
	if err != nil {
		return err
	}
	until, err := s.moment(m.Until, course.Medicine{}.Until)
	if err != nil {
		return err
	}
	taken := until.IsZero() || until.After(s.start)
	about := func(e *chart.Entry) bool { return e.Text == name || e.Truth == "medicine/"+name }
	there := s.entries(chart.Medicine, func(e *chart.Entry) bool { return about(e) && (e.Status == chart.Active) == taken })
	truth := s.world.Truth(s.person)
	so := slices.ContainsFunc(truth.Medicines, func(x course.Medicine) bool {
		return x.Name == name && (x.Until.IsZero() || x.Until.After(s.start))
	}) == (taken && m.Written != scenarios.Unproven)
	if so && written(there, m.Written) && m.Since.IsZero() && m.Dose == "" && m.For == "" {
		s.note(true, label("medicine", name, m.Written))
		return nil
	}
	s.note(false, label("medicine", name, m.Written))
	if err := s.clear(s.entries(chart.Medicine, about)); err != nil {
		return err
	}
	reason := ""
	if m.For != "" {
		reason, _ = s.concept(nhs.Conditions(), m.For)
	}
	s.world.By(s.actor).AmendTruth(s.person, func(t *course.Truth) {
		t.Medicines = slices.DeleteFunc(t.Medicines, func(x course.Medicine) bool { return x.Name == name })
		if m.Written != scenarios.Unproven {
			t.Medicines = append(t.Medicines, course.Medicine{Name: name, For: reason, Since: day(since), Until: until})
		}
	})
	e := chart.Entry{ID: chart.ID{Kind: chart.Medicine}, Coding: codes, Text: name, Status: chart.Active, Authored: day(since),
		Repeat: m.Repeat == nil || *m.Repeat, For: reason}
	if !taken {
		e.Status, e.Ended = chart.Stopped, day(until)
	}
	if m.Dose != "" {
		e.Dose = &chart.Dose{Text: m.Dose}
	}
	s.write(e, m.Written, "medicine/"+name, func() []chart.Coding { return nil })
	return nil
}

func (s *scene) measure(m *scenarios.CastMeasure) error {
	at, err := s.moment(m.At, s.start)
	if err != nil {
		return err
	}
	value, err := scenarios.Resolve(m.Value, nil)
	if err != nil {
		return err
	}
	return s.measured(m.Of, value, m.Unit, at, m.Written)
}

func (s *scene) measured(of string, value any, unit string, at time.Time, how scenarios.Written) error {
	concept, ok := nhs.Observables().Find(of)
	if !ok {
		return fmt.Errorf("%q is nothing that is measured here; what is measured: %v", of, nhs.Observables().Keys())
	}
	e := chart.Entry{ID: chart.ID{Kind: chart.Measurement}, Text: concept.Label, Coding: coding(concept), Status: "final",
		Authored: at, Category: concept.Category}
	if number, ok := scenarios.Amount(value); ok {
		e.Value = &chart.Quantity{Value: number, Unit: concept.Unit, Code: concept.UCUM}
		if unit != "" {
			e.Value.Unit, e.Value.Code = unit, unit
		}
		s.body(concept.Key, number)
	} else {
		text := fmt.Sprint(value)
		e.Answer = &chart.Coding{Display: text}
		if c, ok := nhs.Smoking().Find(text); ok && concept.Key == "smoking" {
			e.Answer = answer(c)
			s.world.By(s.actor).AmendTruth(s.person, func(t *course.Truth) { t.Body.Smoking = c.Key })
		}
	}
	s.note(false, label(concept.Key+" "+fmt.Sprint(value), "", how))
	s.write(e, how, "measurement/"+concept.Key, func() []chart.Coding { return neighbour(nhs.Observables(), concept.Key) })
	return nil
}

// body makes the latent value agree with what was measured.
func (s *scene) body(key string, v float64) {
	s.world.By(s.actor).AmendTruth(s.person, func(t *course.Truth) {
		at := map[string]*float64{"height": &t.Body.HeightCM, "weight": &t.Body.WeightKG, "systolic": &t.Body.Systolic, "diastolic": &t.Body.Diastolic,
			"hba1c": &t.Body.HbA1c, "egfr": &t.Body.EGFR, "cholesterol": &t.Body.Cholesterol, "potassium": &t.Body.Potassium}[key]
		if at != nil {
			*at = v
		}
	})
}

// concept finds a thing that the scenario names. One that is in no list is written in words only.
func (s *scene) concept(list nhs.Concepts, name string) (key string, c nhs.Concept) {
	if c, ok := list.Find(name); ok {
		return c.Key, c
	}
	return nhs.Key(name), nhs.Concept{Key: nhs.Key(name), Label: name}
}

func coding(c nhs.Concept) []chart.Coding {
	if c.Code == "" {
		return nil
	}
	return []chart.Coding{{System: c.System, Code: c.Code, Display: c.Display}}
}

// neighbour is the coding of the concept that stands next in the list: what a slip of the mouse would have picked.
func neighbour(list nhs.Concepts, key string) []chart.Coding {
	i := slices.IndexFunc(list, func(c nhs.Concept) bool { return c.Key == key })
	for step := 1; step < len(list); step++ {
		if c := list[(i+step+len(list))%len(list)]; c.Code != "" && c.Key != key {
			return coding(c)
		}
	}
	return nil
}

// answer is a concept's coding, or its words where no identifier was verified.
func answer(c nhs.Concept) *chart.Coding {
	if codes := coding(c); len(codes) > 0 {
		return &codes[0]
	}
	return &chart.Coding{Display: c.Label}
}
