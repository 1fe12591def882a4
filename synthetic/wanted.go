package synthetic

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

// Wanted says what kind of people a cohort is made of. Fields left at zero ask for nothing.
type Wanted struct {
	People     int                `json:"people"`
	Seed       uint64             `json:"seed,omitempty"`       // another seed, another sample
	Age        *Span              `json:"age,omitempty"`        // whole years on the population's date
	Sex        string             `json:"sex,omitempty"`        // "female" or "male"
	Decile     *Span              `json:"decile,omitempty"`     // of deprivation, 1 most
	Regions    []string           `json:"regions,omitempty"`    // ONS codes
	Ethnicity  []string           `json:"ethnicity,omitempty"`  // NHS ethnic categories
	Quota      map[string]float64 `json:"quota,omitempty"`      // share of the cohort by ethnic category; the rest are of others
	Conditions []Having           `json:"conditions,omitempty"` // truly, whatever the record says
	Measures   map[string]Span    `json:"measures,omitempty"`   // latent values: egfr, hba1c, systolic, bmi …
	Allergic   []string           `json:"allergic,omitempty"`   // truly
	Labels     []string           `json:"labels,omitempty"`     // allergies on the record, true or not
	Takes      []string           `json:"takes,omitempty"`      // ingredients or classes
}

// Having is a condition that people of a cohort have, or have not.
type Having struct {
	Is    string  `json:"is"`
	Years float64 `json:"years,omitempty"` // at least so long
	Not   bool    `json:"not,omitempty"`
}

// Span is a range, both ends included.
type Span struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
}

func (s *Span) holds(v float64) bool { return s == nil || v >= s.From && v <= s.To }

// measures reads the latent values that a cohort can be asked about.
var measures = map[string]func(*course.Body) float64{
	"bmi":         func(b *course.Body) float64 { return b.WeightKG / (b.HeightCM * b.HeightCM) * 10_000 },
	"weight":      func(b *course.Body) float64 { return b.WeightKG },
	"height":      func(b *course.Body) float64 { return b.HeightCM },
	"systolic":    func(b *course.Body) float64 { return b.Systolic },
	"diastolic":   func(b *course.Body) float64 { return b.Diastolic },
	"hba1c":       func(b *course.Body) float64 { return b.HbA1c },
	"egfr":        func(b *course.Body) float64 { return b.EGFR },
	"cholesterol": func(b *course.Body) float64 { return b.Cholesterol },
	"potassium":   func(b *course.Body) float64 { return b.Potassium },
	"haemoglobin": func(b *course.Body) float64 { return b.Haemoglobin },
}

// Measures lists the latent values that Wanted.Measures can name.
func Measures() []string { return slices.Sorted(maps.Keys(measures)) }

// check says what is wrong with what is wanted.
func (w *Wanted) check(p *Population) error {
	if w.People < 1 || w.People > 1_000_000 {
		return fmt.Errorf("%d people, want 1 to 1,000,000", w.People)
	}
	if w.Sex != "" && w.Sex != "female" && w.Sex != "male" {
		return fmt.Errorf("sex %q is neither female nor male", w.Sex)
	}
	for name, span := range map[string]*Span{"age": w.Age, "decile": w.Decile} {
		if span != nil && (span.From > span.To || math.IsNaN(span.From+span.To)) {
			return fmt.Errorf("%s from %g to %g is no range", name, span.From, span.To)
		}
	}
	total := 0.0
	for _, code := range slices.Sorted(maps.Keys(w.Quota)) {
		if share := w.Quota[code]; !(share >= 0 && share <= 1) {
			return fmt.Errorf("quota %g of ethnic category %s, want 0 to 1", share, code)
		}
		total += w.Quota[code]
	}
	if total > 1+1e-9 {
		return fmt.Errorf("the quotas add up to %g, want at most 1", total)
	}
	for _, code := range append(slices.Clone(w.Ethnicity), slices.Sorted(maps.Keys(w.Quota))...) {
		if known := demography.EthnicGroups(); !slices.Contains(known, code) {
			return fmt.Errorf("no ethnic category %q, only %s", code, strings.Join(known, " "))
		}
	}
	if len(w.Ethnicity) > 0 && len(w.Quota) > 0 {
		return errors.New("either ethnicity or quota, not both")
	}
	return w.checkHealth()
}

func (w *Wanted) checkHealth() error {
	for _, h := range w.Conditions {
		if _, ok := nhs.Conditions().Find(h.Is); !ok {
			return fmt.Errorf("no condition %q%s", h.Is, hint(h.Is, nhs.Conditions().Keys()))
		}
		if h.Not && h.Years != 0 {
			return fmt.Errorf("%s: either for some years or not at all", h.Is)
		}
	}
	names := Measures()
	for _, name := range slices.Sorted(maps.Keys(w.Measures)) {
		if span := w.Measures[name]; measures[name] == nil {
			return fmt.Errorf("no measure %q%s; there are %s", name, hint(name, names), strings.Join(names, ", "))
		} else if !(span.From <= span.To) {
			return fmt.Errorf("%s from %g to %g is no range", name, span.From, span.To)
		}
	}
	for _, key := range append(slices.Clone(w.Allergic), w.Labels...) {
		if _, ok := nhs.Allergens().Find(key); !ok {
			return fmt.Errorf("no allergen %q%s", key, hint(key, nhs.Allergens().Keys()))
		}
	}
	for _, class := range w.Takes {
		if !slices.ContainsFunc(nhs.Medicines(), func(m nhs.Medicine) bool { return m.In(class) }) {
			return fmt.Errorf("no medicine is a %q", class)
		}
	}
	return nil
}

// strata are the quotas, and the rest.
func (w *Wanted) strata() []stratum {
	var out []stratum
	left := w.People
	for _, code := range slices.Sorted(maps.Keys(w.Quota)) {
		n := min(left, int(math.Round(w.Quota[code]*float64(w.People))))
		out = append(out, stratum{group: code, want: n})
		left -= n
	}
	return append(out, stratum{want: left})
}

// glance reports whether sex and birthday fit.
func (w *Wanted) glance(g *demography.Glance, at time.Time) bool {
	p := Person{Born: g.Born}
	return (w.Sex == "" || w.Sex == g.Sex.String()) && w.Age.holds(float64(p.Age(at)))
}

// person reports whether who somebody is fits.
func (w *Wanted) person(p *Person) bool {
	return p.Died.IsZero() && w.Decile.holds(float64(p.Decile)) && (len(w.Regions) == 0 || slices.Contains(w.Regions, p.Region)) &&
		(len(w.Ethnicity) == 0 || slices.Contains(w.Ethnicity, p.Ethnicity))
}

// life reports whether somebody's health fits.
func (w *Wanted) life(l *course.Life, at time.Time) bool {
	truth := l.At(at)
	if !truth.Died.IsZero() {
		return false
	}
	for _, h := range w.Conditions {
		held := truth.Has(h.Is, at)
		if h.Years > 0 && held {
			before := l.At(at.AddDate(0, 0, -int(h.Years*365.25)))
			held = before.Has(h.Is, at.AddDate(0, 0, -int(h.Years*365.25)))
		}
		if held == h.Not {
			return false
		}
	}
	for name, span := range w.Measures {
		if !span.holds(measures[name](&truth.Body)) {
			return false
		}
	}
	for _, to := range w.Allergic {
		if !truth.Allergic(to) {
			return false
		}
	}
	for _, class := range w.Takes {
		if !slices.ContainsFunc(truth.Medicines, func(m course.Medicine) bool {
			med, _ := nhs.FindMedicine(m.Name)
			return med.In(class)
		}) {
			return false
		}
	}
	return true
}

// chart reports whether the labels are on the record.
func (w *Wanted) chart(c *chart.Chart) bool {
	for _, label := range w.Labels {
		if !slices.ContainsFunc(c.Entries, func(e chart.Entry) bool {
			return e.ID.Kind == chart.Allergy && e.Status == chart.Active && e.Substance == nhs.Key(label)
		}) {
			return false
		}
	}
	return true
}

// implied are the conditions that the measurements ask for.
func (w *Wanted) implied() []string {
	var out []string
	for _, row := range sheet.Read(files, "data/implied.csv") {
		span, ok := w.Measures[row.Text("measure")]
		if !ok {
			continue
		}
		if below := row.Text("below"); below != "" && span.To < row.Float("below") || row.Text("from") != "" && span.From >= row.Float("from") {
			out = append(out, row.Text("condition"))
		}
	}
	return out
}
