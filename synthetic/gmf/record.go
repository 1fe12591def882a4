package gmf

import (
	"slices"
	"time"
)

// Kind is the drawer of the record that an entry lies in.
type Kind uint8

// The drawers of a guests' record.
const (
	Condition   Kind = iota + 1
	Allergy          // or intolerance
	Medication       // an order, or an administration
	Encounter        // a contact, a stay
	Procedure        // something done
	Observation      // one value, or several parts under one code
	Report           // of observations
	Imaging          // a study
	Device           // implanted or supplied for good
	Supply           // given once
	CarePlan         // with activities and goals
	Vaccination      // one dose
	Symptom          // its severity from now on, 0 … 100
	Attribute        // a change of an attribute; Name is its name
	Death            // a module says that the person dies at Start
)

// String is the kind in a word.
func (k Kind) String() string {
	return [...]string{"", "condition", "allergy", "medication", "encounter", "procedure", "observation", "report", "imaging", "device",
		"supply", "care plan", "vaccination", "symptom", "attribute", "death"}[k]
}

// Entry is one thing that a module wrote. Entries are in the order of Start.
type Entry struct {
	Kind      Kind
	Module    string // path of the top-level module, "" for what the host wrote (health checks)
	State     string // the state that wrote it, in whichever submodule
	Name      string // attribute or symptom
	Codes     []Code // as the module gives them; the first is what conditions ask for. Shared: do not change
	Start     time.Time
	End       time.Time // zero while it lasts, and for what has no end
	Onset     time.Time // conditions and allergies: when it began; Start is when it was diagnosed
	Encounter int       // place of the encounter in Record.Entries, -1 if it was written outside of all
	Reason    []Code
	EndReason *Code // why a medication or care plan was ended; where somebody went from an encounter

	Value   Value // observations, symptoms, attributes
	Unit    string
	Parts   []Part      // of an observation of several
	Results []int       // reports: places of the observations
	Renewed []time.Time // chronic medication: when it was renewed
	Detail  *Detail     // what the module says besides; nil if nothing. Shared: do not change

	Reactions []Reaction // allergies

	seq int32
}

// Part is one component of an observation.
type Part struct {
	Codes []Code
	Value Value
	Unit  string
}

// Reaction is what an allergy does to this person.
type Reaction struct {
	Code     Code
	Severity string // MILD, MODERATE, SEVERE
}

// Detail is what a state says about an entry that does not depend on the person.
type Detail struct {
	Class        string        // encounters: ambulatory, emergency, inpatient, virtual, wellness …
	Category     string        // observations: vital-signs, laboratory …; allergies: food, medication, environment, biologic
	Type         string        // allergies: allergy or intolerance; content type of an attachment
	Title        string        // of an attachment
	Chronic      bool          // medication: renewed at checks
	Administered bool          // medication: given there and then, not prescribed
	Prescription *Prescription // medication
	Activities   []Code        // care plans
	Goals        []string      // care plans
	Series       []ImageSeries // imaging
	Maker, Model string        // devices
	Quantity     int           // supplies
	Number       int           // vaccinations: which of the series
}

// Prescription is how a medicine is to be taken. Zero means not said.
type Prescription struct {
	AsNeeded                  bool
	Amount, Frequency, Period float64
	PeriodUnit                string // days, hours …
	Duration                  float64
	DurationUnit              string
	Instructions              []Code
	Refills                   int
}

// ImageSeries is one series of an imaging study.
type ImageSeries struct {
	Site, Modality Code
	Instances      []ImageInstance
}

// ImageInstance is one kind of image in a series.
type ImageInstance struct {
	Title string
	Class Code // SOP class
}

// Fault is something that a module did that the framework calls an error. The condition counts as false, the state does
// nothing, and the module goes on; each is said once.
type Fault struct {
	Module, State, Says string
	At                  time.Time
}

// Record is what the guests wrote about one person, in order of Start.
type Record struct {
	Entries []Entry
	Faults  []Fault
}

// Of yields the entries of one kind.
func (r *Record) Of(k Kind) []Entry {
	var out []Entry
	for _, e := range r.Entries {
		if e.Kind == k {
			out = append(out, e)
		}
	}
	return out
}

// At is the record as it stood at t: nothing that starts at t or later, and nothing ended that ends then. The record of a life
// until t is the At of every longer one.
func (r *Record) At(t time.Time) Record {
	out := Record{Entries: slices.Clone(r.Entries), Faults: slices.Clone(r.Faults)}
	out.cut(t)
	return out
}

// cut forgets what had not happened by t.
func (r *Record) cut(t time.Time) {
	n, _ := slices.BinarySearchFunc(r.Entries, t, func(e Entry, t time.Time) int { return e.Start.Compare(t) })
	r.Entries = r.Entries[:n:n]
	for i := range r.Entries {
		r.Entries[i].until(t)
	}
	r.Faults = slices.DeleteFunc(r.Faults, func(f Fault) bool { return !f.At.Before(t) })
}

// until forgets what had not happened to an entry by t.
func (e *Entry) until(t time.Time) {
	if !e.End.Before(t) {
		e.End, e.EndReason = time.Time{}, nil
	}
	if n := len(e.Renewed); n > 0 && !e.Renewed[n-1].Before(t) {
		e.Renewed = slices.Clone(e.Renewed)
		e.Renewed = slices.DeleteFunc(e.Renewed, func(at time.Time) bool { return !at.Before(t) })
	}
}
