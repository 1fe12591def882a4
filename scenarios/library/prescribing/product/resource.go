package product

import (
	"slices"
	"strings"
)

// resource is as much of any FHIR R4 resource as this product reads.
type resource struct {
	Type      string     `json:"resourceType"`
	ID        string     `json:"id"`
	Status    string     `json:"status"`
	Contained []resource `json:"contained"`

	Patient *reference `json:"patient"`
	Subject *reference `json:"subject"`

	Code                *concept   `json:"code"`
	Medication          *concept   `json:"medicationCodeableConcept"`
	MedicationReference *reference `json:"medicationReference"`
	Doses               []dose     `json:"dosageInstruction"`

	ClinicalStatus     *concept   `json:"clinicalStatus"`
	VerificationStatus *concept   `json:"verificationStatus"`
	Criticality        string     `json:"criticality"`
	Reactions          []reaction `json:"reaction"`

	Effective string    `json:"effectiveDateTime"`
	Issued    string    `json:"issued"`
	Quantity  *quantity `json:"valueQuantity"`

	BirthDate string  `json:"birthDate"`
	Issues    []issue `json:"issue"`
}

type reference struct {
	Reference string `json:"reference"`
	Display   string `json:"display"`
}

type coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

type reaction struct {
	Substance      *concept  `json:"substance"`
	Manifestations []concept `json:"manifestation"`
}

type quantity struct {
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	Code  string   `json:"code"`
}

type dose struct {
	Text   string `json:"text"`
	Timing struct {
		Repeat struct {
			Frequency  float64 `json:"frequency"`
			Period     float64 `json:"period"`
			PeriodUnit string  `json:"periodUnit"`
		} `json:"repeat"`
	} `json:"timing"`
}

type issue struct {
	Severity    string `json:"severity"`
	Code        string `json:"code"`
	Diagnostics string `json:"diagnostics"`
}

// bundle is a page of search results.
type bundle struct {
	Type  string `json:"resourceType"`
	Total *int   `json:"total"`
	Link  []struct {
		Relation string `json:"relation"`
		URL      string `json:"url"`
	} `json:"link"`
	Entry []struct {
		Resource resource `json:"resource"`
		Search   struct {
			Mode string `json:"mode"`
		} `json:"search"`
	} `json:"entry"`
}

// next is the address of the following page, or empty.
func (b *bundle) next() string {
	for _, l := range b.Link {
		if l.Relation == "next" {
			return l.URL
		}
	}
	return ""
}

// is reports whether the concept carries one of the codes, in any system.
func (c *concept) is(codes ...string) bool {
	if c == nil {
		return false
	}
	for _, got := range c.Coding {
		if slices.Contains(codes, got.Code) {
			return true
		}
	}
	return false
}

// words is everything that the concept says to a human reader, each phrase once.
func (c *concept) words() []string {
	if c == nil {
		return nil
	}
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s == "" {
			return
		}
		for _, seen := range out {
			if strings.EqualFold(seen, s) {
				return
			}
		}
		out = append(out, s)
	}
	add(c.Text)
	for _, k := range c.Coding {
		add(k.Display)
	}
	return out
}

// medication is what a MedicationRequest is for, wherever it was written: inline, in a contained resource, or only as
// the display of a reference.
func (r *resource) medication() *concept {
	if r.Medication != nil {
		return r.Medication
	}
	if r.MedicationReference == nil {
		return nil
	}
	if id, ok := strings.CutPrefix(r.MedicationReference.Reference, "#"); ok {
		for i := range r.Contained {
			if r.Contained[i].ID == id && r.Contained[i].Code != nil {
				return r.Contained[i].Code
			}
		}
	}
	return &concept{Text: r.MedicationReference.Display}
}

// about is the id of the patient that the resource says it is about, or empty when it does not say.
func (r *resource) about() string {
	if r.Type == "Patient" {
		return r.ID
	}
	ref := r.Subject
	if ref == nil {
		ref = r.Patient
	}
	if ref == nil {
		return ""
	}
	return patientID(ref.Reference)
}

// patientID takes the id out of "Patient/x" or "https://server/base/Patient/x"; anything else has none.
func patientID(ref string) string {
	parts := strings.Split(strings.TrimRight(ref, "/"), "/")
	if n := len(parts); n >= 2 && parts[n-2] == "Patient" {
		return parts[n-1]
	}
	return ""
}
