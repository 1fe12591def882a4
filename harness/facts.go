package harness

import (
	"fmt"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/nhs"
)

// factsOf is what expressions may read about a person at the world's time: who they are, what their record shows, and under
// truth what is so. All values are plain JSON ones, so that a trace gives back what was read. Lists are in the order of the record.
func factsOf(w *world.World, person int) map[string]any {
	p, _ := w.Person(person)
	now := w.Clock().Now()
	facts := whoIs(&p, now)
	facts["id"] = w.IDs().PatientID(person)
	facts["truth"] = truthOf(w.Truth(person), now)
	standingFacts(facts, w, person)
	recordOf(facts, w.View().Chart(person))
	return facts
}

// whoIs is who a person is at a time, whatever anybody has written of their health.
func whoIs(p *synthetic.Person, now time.Time) map[string]any {
	given := ""
	if len(p.Name.Given) > 0 {
		given = p.Name.Given[0]
	}
	return map[string]any{
		"index":        int64(p.Index),
		"nhs_number":   p.Number.String(),
		"given":        given,
		"family":       p.Name.Family,
		"name":         strings.TrimSpace(given + " " + p.Name.Family),
		"sex":          p.Sex.String(),
		"born":         p.Born.Format(time.DateOnly),
		"age":          int64(p.Age(now)),
		"age_band":     ageBand(p.Age(now)),
		"ethnicity":    p.Ethnicity,
		"imd_decile":   int64(p.Decile),
		"imd_quintile": int64(quintile(p.Decile)),
		"region":       p.Region,
		"language":     p.Language,
		"interpreter":  p.Interpreter,
		"postcode":     p.Address.Postcode,
		"address":      strings.Join(append(append([]string(nil), p.Address.Lines...), p.Address.Postcode), ", "),
		"phone":        p.Phone,
		"practice":     string(p.Practice),
	}
}

// recordOf adds what the record shows: conditions, allergies and medicines that stand in it as active, by key where it is coded
// and in the writer's words where not, and the latest value of everything measured.
func recordOf(facts map[string]any, records []*world.Record) {
	conditions, allergies, medicines := []any{}, []any{}, []any{}
	measurements := map[string]any{}
	latest := map[string]time.Time{}
	for i := range records {
		e := &records[i].Entry
		switch e.ID.Kind {
		case chart.Problem:
			if e.Status == chart.Active {
				conditions = append(conditions, wordFor(e, nhs.Conditions(), "condition/"))
			}
		case chart.Allergy:
			if e.Status == chart.Active && e.Verification != "refuted" {
				word := e.Substance
				if word == "" {
					word = wordFor(e, nhs.Allergens(), "allergy/")
				}
				allergies = append(allergies, word)
			}
		case chart.Medicine:
			if e.Status == chart.Active {
				medicines = append(medicines, e.Text)
			}
		case chart.Measurement:
			measured(e, measurements, latest)
		}
	}
	facts["conditions"], facts["allergies"], facts["medicines"], facts["measurements"] = conditions, allergies, medicines, measurements
}

func measured(e *chart.Entry, values map[string]any, latest map[string]time.Time) {
	put := func(codes []chart.Coding, text string, value any) {
		key := ""
		for _, c := range codes {
			if o, ok := nhs.Observables().WithCode(c.Code); ok {
				key = o.Key
				break
			}
		}
		if len(codes) == 0 {
			if o, ok := nhs.Observables().Find(text); ok {
				key = o.Key
			}
		}
		if key == "" {
			key = nhs.Key(text)
		}
		if at, seen := latest[key]; !seen || !e.Authored.Before(at) {
			latest[key], values[key] = e.Authored, value
		}
	}
	switch {
	case e.Value != nil:
		put(e.Coding, e.Text, e.Value.Value)
	case e.Answer != nil:
		put(e.Coding, e.Text, e.Answer.Display)
	}
	for i := range e.Parts {
		put(e.Parts[i].Coding, e.Parts[i].Text, e.Parts[i].Value.Value)
	}
}

// wordFor is the key of what an entry is coded as, else its words.
func wordFor(e *chart.Entry, list nhs.Concepts, prefix string) string {
	for _, c := range e.Coding {
		if found, ok := list.WithCode(c.Code); ok {
			return found.Key
		}
	}
	if key, ok := strings.CutPrefix(e.Truth, prefix); ok && len(e.Coding) > 0 {
		return key
	}
	return e.Text
}

// truthOf is what is so about a person, in the shape that truth.has, truth.allergic and truth.takes read. What ended before now
// is left out.
func truthOf(t course.Truth, now time.Time) map[string]any {
	conditions, allergies, medicines := []any{}, []any{}, []any{}
	for _, c := range t.Conditions {
		if t.Has(c.Is, now) {
			conditions = append(conditions, map[string]any{"is": c.Is, "onset": c.Onset.Format(time.DateOnly)})
		}
	}
	for _, a := range t.Allergies {
		fact := map[string]any{"to": a.To, "reaction": a.Reaction, "severe": a.Severe}
		if !a.Since.IsZero() {
			fact["since"] = a.Since.Format(time.DateOnly)
		}
		allergies = append(allergies, fact)
	}
	for _, m := range t.Medicines {
		if !m.Since.After(now) && (m.Until.IsZero() || m.Until.After(now)) {
			medicines = append(medicines, map[string]any{"name": m.Name, "for": m.For, "since": m.Since.Format(time.DateOnly)})
		}
	}
	b := t.Body
	return map[string]any{"conditions": conditions, "allergies": allergies, "medicines": medicines, "body": map[string]any{
		"pregnant": b.Pregnant, "smoking": b.Smoking, "height": b.HeightCM, "weight": b.WeightKG, "systolic": b.Systolic, "diastolic": b.Diastolic,
		"hba1c": b.HbA1c, "egfr": b.EGFR, "cholesterol": b.Cholesterol, "potassium": b.Potassium}}
}

// ageBand is the group of ages that reports split by.
func ageBand(age int) string {
	switch {
	case age < 18:
		return "0-17"
	case age < 40:
		return "18-39"
	case age < 65:
		return "40-64"
	case age < 80:
		return "65-79"
	}
	return "80+"
}

// groupsOf is the facts that rates may be split by, in words.
func groupsOf(facts map[string]any) map[string]string {
	out := map[string]string{}
	for _, k := range []string{"sex", "ethnicity", "age_band", "imd_quintile", "imd_decile", "region", "language", "interpreter", "practice"} {
		if v, ok := facts[k]; ok {
			out[k] = fmt.Sprint(v)
		}
	}
	return out
}
