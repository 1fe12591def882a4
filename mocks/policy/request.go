package policy

import (
	"strings"
)

// Request is a question to the policy: may this one do that, to this thing, of that person, for this purpose?
type Request struct {
	Actor        Actor
	Role         string       // of staff: the job role code, S8000:G8000:R8000 or its last part
	Organisation string       // ODS code for which staff act; no rule looks at it but through Relationship
	Relationship Relationship // all that hold
	Purpose      Purpose
	Subject      string // whose it is: an NHS number or any other name that is not empty; for the record, no rule looks at it
	Kind         Kind   // Demographics or a drawer
	Act          Act
	Sensitivity  Sensitivity
	Consent      Consent
	BreakGlass   string // the reason for going past what is usual; empty for none
}

// Decision is the answer. Every decision names a rule.
type Decision struct {
	Outcome    Outcome
	Rule       string // its id in the policy file, NoRule or NotUnderstood
	Why        string // in plain words
	BreakGlass bool   // the reason that was given has opened it, or lifted a refusal
}

// The rules that every policy has.
const (
	NoRule        = "no-rule"        // nothing opens it
	NotUnderstood = "not-understood" // the request is not in the policy's words
)

// shortest is how many letters a reason for breaking the glass has at least: a single x is no reason.
const shortest = 8

// Reason is the reason for breaking the glass as the policy takes it: spaces trimmed, and empty if too short to be one.
func (r *Request) Reason() string {
	reason := strings.Join(strings.Fields(r.BreakGlass), " ")
	if len([]rune(reason)) < shortest {
		return ""
	}
	return reason
}

// trouble says what of the request is in no known word; empty if all is.
func (r *Request) trouble() string {
	switch {
	case r.Subject == "":
		return "it does not say whose record is asked for"
	case r.Actor != App && r.Actor != Citizen && r.Actor != Staff:
		return "it comes from an unknown kind of actor"
	case !r.Purpose.known():
		return "its purpose is not known"
	case !r.Kind.known():
		return "it asks for an unknown kind of thing"
	case r.Act != Read && r.Act != Write:
		return "it neither reads nor writes"
	case r.Sensitivity >= sensitivities:
		return "how sensitive it is, is not known"
	case r.Consent != Unstated && r.Consent != Given && r.Consent != Refused:
		return "the subject's consent is not known"
	case r.Relationship >= relationships:
		return "how the actor stands to the subject is not known"
	}
	return ""
}
