package product

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// The parts of a record, by the names that they are prefetched under.
const (
	keyPatient   = "patient"
	keyAllergies = "allergies"
	keyMedicines = "medicines"
	keyProblems  = "problems"
	keyKidneys   = "kidneys"
)

// pageSize is how many resources the product asks for at a time: few, so that a short record is answered at once.
const pageSize = "10"

// need is one part of the record and the request that reads it, as a CDS Hooks prefetch template.
type need struct{ key, template string }

// needs lists what is read for every hook, in the order of reading. It is read one after the other: a record server under
// strain should not be asked five things at once.
func (k *knowledge) needs() []need {
	var codes []string
	for _, c := range k.egfrCodes {
		codes = append(codes, url.QueryEscape(c.System+"|"+c.Code))
	}
	const who = "{{context.patientId}}"
	return []need{
		{keyPatient, "Patient/" + who},
		{keyAllergies, "AllergyIntolerance?patient=" + who + "&_count=" + pageSize},
		{keyMedicines, "MedicationRequest?patient=" + who + "&status=active&_count=" + pageSize},
		{keyProblems, "Condition?patient=" + who + "&_count=" + pageSize},
		{keyKidneys, "Observation?patient=" + who + "&code=" + strings.Join(codes, ",") + "&_sort=-date&_count=" + pageSize},
	}
}

// gather collects every part of the patient's record, from the prefetch where that is whole and else from the server.
func (p *prescribing) gather(ctx context.Context, h *hookRequest) (map[string][]resource, error) {
	patient := h.Context.PatientID
	reader := p.readerFor(h)
	parts := map[string][]resource{}
	for _, n := range p.know.needs() {
		body, have := h.Prefetch[n.key]
		if have && string(body) == "null" { // the EHR tried and failed (CDS Hooks 2.0, "Prefetch query failure")
			have = false
		}
		if !have && p.bug == PartialPrefetchIsAll && len(h.Prefetch) > 0 {
			continue
		}
		found, err := reader.collect(ctx, strings.ReplaceAll(n.template, "{{context.patientId}}", url.PathEscape(patient)), body, have)
		if err != nil && p.bug == SwallowsErrors {
			found, err = nil, nil
		}
		if err != nil {
			return nil, unfit(n.key, "it could not be read whole", err)
		}
		if p.bug != TrustsSubject {
			if err := allAbout(patient, found); err != nil {
				return nil, unfit(n.key, "it is not this patient's", err)
			}
		}
		parts[n.key] = found
	}
	return parts, nil
}

// allAbout checks that every resource says that it is about the patient. A resource that does not say is not trusted.
func allAbout(patient string, found []resource) error {
	for i := range found {
		if r := &found[i]; r.about() != patient {
			return fmt.Errorf("%s/%s is about another patient, or about nobody", r.Type, r.ID)
		}
	}
	return nil
}

// collect reads one part: a single resource, or all pages of a search. When have is set, body is the first page.
func (r *reader) collect(ctx context.Context, query string, body json.RawMessage, have bool) ([]resource, error) {
	at := r.base + "/" + query
	var err error
	if !have {
		if body, err = r.get(ctx, at); err != nil {
			return nil, err
		}
		if body == nil { // get gives no body only under RateLimitMeansNone
			return nil, nil
		}
	}
	if !strings.Contains(query, "?") {
		one, err := decode(body)
		if err != nil {
			return nil, err
		}
		return []resource{*one}, nil
	}
	return r.pages(ctx, body)
}

// maxPages bounds how long a list the product will follow; a longer one is refused, never cut short in silence.
const maxPages = 50

// pages reads a search from its first page on, and makes sure that nothing was lost on the way.
func (r *reader) pages(ctx context.Context, first json.RawMessage) ([]resource, error) {
	var out []resource
	body, total := first, -1
	for page := 1; ; page++ {
		var b bundle
		if err := json.Unmarshal(body, &b); err != nil {
			return nil, fmt.Errorf("page %d is not a bundle: %w", page, err)
		}
		if b.Type != "Bundle" {
			return nil, fmt.Errorf("page %d is a %q, not a Bundle", page, b.Type)
		}
		if b.Total != nil {
			total = *b.Total
		}
		for i := range b.Entry {
			one := &b.Entry[i].Resource
			if b.Entry[i].Search.Mode == "include" {
				continue
			}
			if err := one.sound(); err != nil {
				return nil, fmt.Errorf("page %d: %w", page, err)
			}
			if one.Type != "OperationOutcome" {
				out = append(out, *one)
			}
		}
		next := b.next()
		if next == "" {
			break
		}
		if r.bug == FirstPageOnly {
			return out, nil
		}
		if page == maxPages {
			return nil, fmt.Errorf("the list goes on after %d pages", maxPages)
		}
		var err error
		if body, err = r.get(ctx, next); err != nil {
			return nil, fmt.Errorf("page %d: %w", page+1, err)
		}
		if body == nil {
			return out, nil
		}
	}
	if total > len(out) {
		return nil, fmt.Errorf("the server counts %d resources and sent %d", total, len(out))
	}
	return out, nil
}

// decode reads one resource.
func decode(body json.RawMessage) (*resource, error) {
	var one resource
	if err := json.Unmarshal(body, &one); err != nil {
		return nil, fmt.Errorf("read a resource: %w", err)
	}
	return &one, one.sound()
}

// sound is why a resource cannot be used, or nil. An OperationOutcome that reports an error is an error, whatever its HTTP status was.
func (r *resource) sound() error {
	if r.Type == "" {
		return errors.New("read a resource: it has no resourceType")
	}
	if r.Type == "OperationOutcome" {
		for _, i := range r.Issues {
			if i.Severity == "error" || i.Severity == "fatal" {
				return fmt.Errorf("the server reports %s: %s", i.Code, i.Diagnostics)
			}
		}
	}
	return nil
}
