package scenarios

import "sandpiper/mocks/fault"

// Fault is something that goes wrong in the world around the product while the story is played.
type Fault struct {
	Pos `json:"-"`

	ID        string    `json:"id,omitempty"`        // Name that faults.fired uses. If absent, it is the service that the fault is on.
	On        string    `json:"on"`                  // The service that it strikes: records (also gp-record, epr), pds, ods, sds, login, nhs-login, cis2 and so on, or any; with /Type, only that resource type. link/… is of a device.
	Kind      FaultKind `json:"kind"`                // What goes wrong.
	At        Moment    `json:"at,omitzero"`         // When it begins: +PT10M after the step or the start, or a time.
	For       Duration  `json:"for,omitzero"`        // How long it lasts. If absent, to the end of the step or of the run.
	By        Duration  `json:"by,omitzero"`         // For delay, how late each answer is, in real time; 2 seconds if absent. For clock-skew, how far the clock is ahead, or with a minus behind; 10 minutes if absent.
	Versions  int       `json:"versions,omitempty"`  // For stale, how many versions back the service stands; 1 if absent.
	Operation string    `json:"operation,omitempty"` // Only calls of this operation of the service.
	Method    string    `json:"method,omitempty"`    // Only calls with this HTTP method.
	Path      string    `json:"path,omitempty"`      // Only calls whose path fits this pattern, with * for anything.
	Resource  string    `json:"resource,omitempty"`  // Only calls about this FHIR resource type.
	First     int       `json:"first,omitempty"`     // From the nth call on, counted from 1.
	Last      int       `json:"last,omitempty"`      // Up to the nth call.
	Share     float64   `json:"share,omitempty"`     // Share of those calls that it strikes, above 0 and up to 1. If absent, all of them.
	Buffer    string    `json:"buffer,omitempty"`    // For partition, what a cut link does with what it cannot send. Declared; no version plays links yet.
	Hazard    string    `json:"hazard,omitempty"`    // The hazard that it provokes.
}

// Name is what faults.fired and the trace call the fault: its id, or else the service that it is on.
func (f *Fault) Name() string {
	if f.ID != "" {
		return f.ID
	}
	return f.On
}

// FaultKind is what goes wrong.
type FaultKind string

// Words lists the kinds: those that the mock services can play, and those of the links between devices and the world.
func (FaultKind) Words() []string {
	out := fault.Kinds()
	for _, k := range linkFaults() {
		out = append(out, k.name)
	}
	return out
}

// About says in words what goes wrong.
func (k FaultKind) About() string {
	for _, l := range linkFaults() {
		if l.name == string(k) {
			return l.about
		}
	}
	return fault.About(string(k))
}

type linkFault struct{ name, about string }

// linkFaults are the faults that this version lints but cannot play.
func linkFaults() []linkFault {
	return []linkFault{
		{"partition", "nothing gets through"},
		{"duplicate-and-reorder", "readings arrive twice and out of order"},
	}
}
