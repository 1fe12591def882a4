package chart

import (
	"time"

	"sandpiper/synthetic/nhs"
)

// Kind is the drawer of the record that an entry lies in.
type Kind uint8

// The drawers, each with the FHIR resources that it is shown as.
const (
	Problem     Kind = iota + 1 // Condition
	Allergy                     // AllergyIntolerance
	Medicine                    // MedicationRequest and MedicationStatement
	Measurement                 // Observation
	Contact                     // Encounter
	Vaccination                 // FHIR's resource for one vaccination given
	Procedure                   // Procedure
	Document                    // DocumentReference: a letter or discharge summary
	Referral                    // ServiceRequest
	Appointment                 // Appointment, kept or missed
	Report                      // DiagnosticReport: the results of one sample together
)

// ID names an entry. Base entries count K from 0 within (Person, Kind); entries that a branch of the world adds start at FirstAdded.
type ID struct {
	Person int
	Kind   Kind
	K      int
}

// FirstAdded is the first K of entries that were not in the base population.
const FirstAdded = 1 << 16

// Coding is one code for a thing. System is the FHIR system URI.
type Coding struct {
	System  string
	Code    string
	Display string
}

// Status is where an entry stands. Each kind uses the words of its FHIR resource's own status or clinicalStatus.
type Status string

// Statuses in use.
const (
	Active         Status = "active"
	Resolved       Status = "resolved"
	Stopped        Status = "stopped"
	Completed      Status = "completed"
	EnteredInError Status = "entered-in-error"

	Booked    Status = "booked"    // appointments still to come
	Fulfilled Status = "fulfilled" // appointments that were kept
	NoShow    Status = "noshow"    // appointments that nobody came to
	Cancelled Status = "cancelled" // appointments called off
	Current   Status = "current"   // documents
	NotDone   Status = "not-done"  // screening that somebody was called to and did not have
)

// Mode is how a contact took place, or was meant to. Its zero value says that nobody wrote it down.
type Mode uint8

// The ways of meeting.
const (
	FaceToFace Mode = iota + 1
	Telephone
	Video
	Online
	HomeVisit
)

// String is the mode as appointment books write it: "face-to-face", "telephone" …; empty for the zero value.
func (m Mode) String() string {
	if m > HomeVisit {
		return ""
	}
	return [...]string{"", "face-to-face", "telephone", "video", "online", "home visit"}[m]
}

// Slip is how an entry departs from the truth that it describes. Recording slips are what real charts are full of.
type Slip string

// The usual slips. A missing entry has no entry: see Chart.Missing.
const (
	Faithful  Slip = ""
	Late      Slip = "late"      // recorded long after it was known
	FreeText  Slip = "free-text" // words without a code
	Duplicate Slip = "duplicate" // a second entry for one thing
	Miscoded  Slip = "miscoded"  // a neighbouring or retired code
	Unproven  Slip = "unproven"  // recorded, but not so (a penicillin label without an allergy)
)

// Entry is one thing that somebody wrote in a record: the neutral form that every API shows in its own way.
type Entry struct {
	ID     ID
	Coding []Coding // empty when only words were written
	Text   string   // the words, always there
	Status Status

	Onset    time.Time // when it began, as written; zero if not written. Of an appointment: when it is for
	Ended    time.Time // zero while it goes on, or for what takes no time. Of an appointment: when it is to end
	Authored time.Time // when it was said
	Recorded time.Time // when it was typed
	Visible  time.Time // when an API may first show it

	Author       int     // practitioner's number within Source, 0 …
	Source       nhs.ODS // organisation that wrote it
	Contact      int     // K of the contact it was written in, -1 if none
	Confidential bool
	Repeat       bool // medicines on repeat rather than acute
	Mode         Mode // contacts and appointments; 0 for a contact that is paper work (a letter filed, a text message sent)

	Verification string    // allergies and problems: confirmed, unconfirmed, refuted, entered-in-error
	Criticality  string    // allergies: low, high, unable-to-assess
	Severity     string    // allergies: mild, moderate, severe
	Reaction     *Coding   // allergies: what happened
	Substance    string    // allergies: allergen key, empty when the writer did not say
	Value        *Quantity // measurements
	Answer       *Coding   // measurements whose result is a code (smoking status)
	Parts        []Part    // measurements with components (blood pressure)
	Category     string    // measurements: vital-signs, laboratory, social-history, survey; reports: laboratory
	Dose         *Dose     // medicines
	Every        int       // medicines on repeat: days from one issue to the next, 0 if issued once; see Issues
	For          string    // medicines: condition key of the reason, empty if not written
	Letter       *Letter   // documents
	Request      *Request  // referrals, and appointments in hospital
	Results      []int     // reports: K of the measurements in it
	About        *ID       // documents and appointments: the referral that they answer

	Slip  Slip
	Truth string // what it is about, "condition/asthma", "allergy/penicillin", "event/pneumonia" …; empty if about nothing true
	Raw   []byte // FHIR JSON exactly as a client sent it; nil for entries that we wrote
}

// Letter is what a document says and where it came from.
type Letter struct {
	Type string // "discharge-summary", "clinic-letter", "emergency-letter", "death-notification"
	From string // the organisation that wrote it, an invented name
	Text string // plain text, paragraphs apart by empty lines
}

// Request is what is asked for in a referral. A referral's Onset is the day it was sent, its Ended the day it was answered.
type Request struct {
	Specialty string // in words: "Cardiology"
	To        string // the organisation asked, an invented name
	Urgency   string // "routine", "urgent" or "two-week-wait"
}

// Quantity is a measured value in UCUM units.
type Quantity struct {
	Value float64
	Unit  string // as printed
	Code  string // UCUM
}

// Part is one component of a measurement.
type Part struct {
	Coding []Coding
	Text   string
	Value  Quantity
}

// Dose is how a medicine is to be taken.
type Dose struct {
	Text       string  // "Take one tablet once a day"
	Quantity   float64 // per administration, in Unit
	Unit       string  // "tablet"
	Times      int     // administrations per Period
	Period     float64
	PeriodUnit string // UCUM time unit: d, wk
	Route      Coding
	Supply     float64 // issued quantity
}

// Chart is one person's record in the order of writing. It is a pure function of the recipe, the index and the day.
type Chart struct {
	Person  int
	Entries []Entry
	Missing []string // truths that are on no list, as in Entry.Truth; a letter may tell of them

	Ethnicity Ethnicity // as the practice holds it, which need not be what the person would say
}

// Ethnicity is a recorded NHS ethnic category, "Z" (not stated) and "99" (not known) among them. Its zero value says that
// nobody has asked.
type Ethnicity struct {
	Code     string
	Recorded time.Time
}

// Issues counts the issues of a medicine up to a moment, at excluded, and says when the last one was: the first on the day
// of the order, the next ones every Every days until the order ended.
func (e *Entry) Issues(at time.Time) (n int, last time.Time) {
	if !e.Ended.IsZero() && e.Ended.Before(at) {
		at = e.Ended
	}
	first := e.Recorded
	if !first.Before(at) {
		return 0, time.Time{}
	}
	if e.Every <= 0 {
		return 1, first
	}
	n = int((at.Sub(first)-1)/(24*time.Hour)) / e.Every
	return n + 1, first.AddDate(0, 0, n*e.Every)
}

// Of yields the chart's entries of one kind.
func (c *Chart) Of(k Kind) []Entry {
	var out []Entry
	for _, e := range c.Entries {
		if e.ID.Kind == k {
			out = append(out, e)
		}
	}
	return out
}
