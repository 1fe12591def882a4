package product

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// hookRequest is what a CDS client posts (CDS Hooks 2.0, "HTTP Request"), as far as the product reads it.
type hookRequest struct {
	Hook          string `json:"hook"`
	Instance      string `json:"hookInstance"`
	FHIRServer    string `json:"fhirServer"`
	Authorization *struct {
		AccessToken string `json:"access_token"`
	} `json:"fhirAuthorization"`
	Context struct {
		UserID     string   `json:"userId"`
		PatientID  string   `json:"patientId"`
		Selections []string `json:"selections"`
		Drafts     *bundle  `json:"draftOrders"`
	} `json:"context"`
	Prefetch map[string]json.RawMessage `json:"prefetch"`
}

// maxQuestion bounds a posted request, in bytes.
const maxQuestion = 4 << 20

// readHook reads a request and checks what the hook must carry. Its errors are the caller's mistakes.
func readHook(from io.Reader, hook string) (*hookRequest, error) {
	var h hookRequest
	if err := json.NewDecoder(from).Decode(&h); err != nil {
		return nil, fmt.Errorf("the request is not JSON that this service can read: %w", err)
	}
	switch {
	case h.Hook != hook:
		return nil, fmt.Errorf("this service answers %s, not %q", hook, h.Hook)
	case h.Instance == "":
		return nil, fmt.Errorf("hookInstance is missing")
	case h.Context.PatientID == "":
		return nil, fmt.Errorf("context.patientId is missing")
	case hook != hookPatientView && h.Context.Drafts == nil:
		return nil, fmt.Errorf("context.draftOrders is missing")
	}
	return &h, nil
}

// drafts is the medicines being ordered. A draft for another patient is the caller's mistake, and a dangerous one.
func (h *hookRequest) drafts() ([]resource, error) {
	if h.Context.Drafts == nil {
		return nil, nil
	}
	var out []resource
	for i := range h.Context.Drafts.Entry {
		one := &h.Context.Drafts.Entry[i].Resource
		if err := one.sound(); err != nil {
			return nil, fmt.Errorf("context.draftOrders: %w", err)
		}
		if one.Type != "MedicationRequest" {
			continue
		}
		if one.about() != h.Context.PatientID {
			return nil, fmt.Errorf("context.draftOrders: MedicationRequest/%s is not for the patient in context", one.ID)
		}
		out = append(out, *one)
	}
	return out, nil
}

// selected reports whether the draft is one that the prescriber has just picked; without a list all are.
func (h *hookRequest) selected(id string) bool {
	if len(h.Context.Selections) == 0 {
		return true
	}
	for _, s := range h.Context.Selections {
		if strings.TrimPrefix(s, "MedicationRequest/") == id {
			return true
		}
	}
	return false
}
