package policy

// Actor is as what somebody asks.
type Actor string

// The actors.
const (
	App     Actor = "app"     // an application by itself
	Citizen Actor = "citizen" // somebody who has signed in through NHS login
	Staff   Actor = "staff"   // somebody who has signed in through CIS2
)

// Purpose is what a thing is asked for.
type Purpose string

// The purposes.
const (
	DirectCare     Purpose = "direct-care"
	Administration Purpose = "administration" // booking, registering, sending letters
	OwnUse         Purpose = "own-use"        // citizens, about themselves or those for whom they act
	Unattended     Purpose = "unattended"     // applications by themselves
	Research       Purpose = "research"
)

// Kind is the kind of thing that is asked for: who somebody is, or a drawer of their record.
type Kind string

// The kinds. Record stands for all drawers in a policy file; a Request names one.
const (
	Demographics  Kind = "demographics"
	Problems      Kind = "problems"
	Allergies     Kind = "allergies"
	Medicines     Kind = "medicines"
	Results       Kind = "results"
	Contacts      Kind = "contacts"
	Immunisations Kind = "immunisations"
	Procedures    Kind = "procedures"
	Documents     Kind = "documents"
	Referrals     Kind = "referrals"
	Appointments  Kind = "appointments"
	Reports       Kind = "reports"

	Record Kind = "record"
)

// Act is what is to be done.
type Act string

// The acts.
const (
	Read  Act = "read"
	Write Act = "write"
)

// Sensitivity is how sensitive a thing is. A greater one is never more open than a lesser one.
type Sensitivity uint8

// The sensitivities, the least first.
const (
	Ordinary     Sensitivity = iota
	Restricted               // where somebody is, whose record in the demographics register is flagged
	ThirdParty               // told by, or about, somebody else
	Confidential             // marked by its author as not to be shared
	sensitivities
)

// String is the word for it in a policy file.
func (s Sensitivity) String() string {
	if s < sensitivities {
		return levels()[s]
	}
	return "unknown"
}

// Consent is what the subject has said about others seeing their record.
type Consent string

// The consents.
const (
	Unstated Consent = ""
	Given    Consent = "given"
	Refused  Consent = "refused"
)

// Relationship is how who asks stands to the subject: a set, since one practice may both have the patient and have written the entry.
type Relationship uint8

// The relationships. Elsewhere is never given in a Request: it holds whenever Registered does not.
const (
	Self       Relationship = 1 << iota // the subject themselves, proven
	Proxy                               // acts for the subject, and the subject's provider knows
	Registered                          // works for the practice at which the subject is registered
	Legitimate                          // works for an organisation that has a legitimate relationship with the subject
	Author                              // works for the organisation that wrote the entry
	InScope                             // an application whose token holds the scope for it
	Elsewhere
	relationships
)

// Outcome is what is decided. A greater one is more open.
type Outcome uint8

// The outcomes.
const (
	Deny   Outcome = iota
	Redact         // where the subject is and how to reach them is left out
	Allow
)

// String is the word for it in a policy file.
func (o Outcome) String() string { return outcomes()[min(int(o), len(outcomes())-1)] }

// What follows are the words of policy files, in the order in which errors and explanations list them.

func actors() []string   { return []string{string(App), string(Citizen), string(Staff)} }
func acts() []string     { return []string{string(Read), string(Write)} }
func consents() []string { return []string{"unstated", string(Given), string(Refused)} }
func levels() []string   { return []string{"ordinary", "restricted", "third-party", "confidential"} }
func outcomes() []string { return []string{"deny", "redact", "allow"} }

func purposes() []string {
	return []string{string(DirectCare), string(Administration), string(OwnUse), string(Unattended), string(Research)}
}

func related() []string {
	return []string{"self", "proxy", "registered", "legitimate", "author", "in-scope", "elsewhere"}
}

func (p Purpose) known() bool {
	switch p {
	case DirectCare, Administration, OwnUse, Unattended, Research:
		return true
	}
	return false
}

// known reports whether a request may be about it: about demographics, or one drawer.
func (k Kind) known() bool {
	switch k {
	case Demographics, Problems, Allergies, Medicines, Results, Contacts, Immunisations, Procedures, Documents, Referrals, Appointments, Reports:
		return true
	}
	return false
}

// Drawers lists the kinds that Record stands for.
func Drawers() []Kind {
	return []Kind{Problems, Allergies, Medicines, Results, Contacts, Immunisations, Procedures, Documents, Referrals, Appointments, Reports}
}

func kinds() []string {
	out := []string{string(Demographics)}
	for _, k := range Drawers() {
		out = append(out, string(k))
	}
	return append(out, string(Record))
}
