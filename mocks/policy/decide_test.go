package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/policy"
)

// The rows of this table are the policy, as somebody who may see records would say it.
func TestTheRehearsalPolicy(t *testing.T) {
	const (
		gp, nurse, desk, porter = "S0010:G0020:R0260", "R8001", "S8001:G8002:R8008", "S8002:G8003:R9999"
		own, wrote, far, ties   = policy.Registered, policy.Registered | policy.Author, policy.Relationship(0), policy.Legitimate
		emergency               = "found unconscious in the street"
		care, office            = policy.DirectCare, policy.Administration
		who, ill, pills         = policy.Demographics, policy.Problems, policy.Medicines
		plain, hidden           = policy.Ordinary, policy.Restricted
		third, secret           = policy.ThirdParty, policy.Confidential
		yes, no, part           = policy.Allow, policy.Deny, policy.Redact
	)
	staff := func(role string, how policy.Relationship, for_ policy.Purpose, kind policy.Kind, s policy.Sensitivity) policy.Request {
		return policy.Request{Actor: policy.Staff, Role: role, Organisation: "ZX0001", Relationship: how, Purpose: for_, Kind: kind, Sensitivity: s}
	}
	citizen := func(how policy.Relationship, kind policy.Kind, s policy.Sensitivity) policy.Request {
		return policy.Request{Actor: policy.Citizen, Relationship: how, Purpose: policy.OwnUse, Kind: kind, Sensitivity: s}
	}
	app := func(how policy.Relationship, kind policy.Kind, s policy.Sensitivity) policy.Request {
		return policy.Request{Actor: policy.App, Relationship: how, Purpose: policy.Unattended, Kind: kind, Sensitivity: s}
	}
	because := func(q policy.Request, reason string) policy.Request { q.BreakGlass = reason; return q }
	dissents := func(q policy.Request) policy.Request { q.Consent = policy.Refused; return q }
	writes := func(q policy.Request) policy.Request { q.Act = policy.Write; return q }

	for _, row := range []struct {
		says    string
		request policy.Request
		outcome policy.Outcome
		rule    string
	}{
		{"a patient's GP sees the record", staff(gp, own, care, ill, plain), yes, "own-practice"},
		{"so does the practice's nurse", staff(nurse, own, care, pills, plain), yes, "own-practice"},
		{"and what relatives have told", staff(gp, own, care, ill, third), yes, "own-practice"},
		{"but not what another practice keeps confidential", staff(gp, own, care, ill, secret), no, policy.NoRule},
		{"only what they wrote themselves", staff(gp, wrote, care, ill, secret), yes, "own-practice-confidential"},
		{"and no longer once the patient has left", staff(gp, policy.Author, care, ill, secret), no, policy.NoRule},
		{"the desk books", staff(desk, own, office, policy.Appointments, plain), yes, "own-practice-desk"},
		{"and does not read diagnoses", staff(desk, own, office, ill, plain), no, policy.NoRule},
		{"other organisations find out who somebody is", staff(nurse, far, care, who, plain), yes, "who-somebody-is"},
		{"whatever their role", staff(porter, far, care, who, plain), yes, "who-somebody-is"},
		{"and not where a restricted person is", staff(nurse, far, care, who, hidden), part, "where-somebody-is"},
		{"nor may the practice's own desk", staff(desk, own, care, who, hidden), part, "where-somebody-is"},
		{"the patient's own clinicians may", staff(gp, own, care, who, hidden), yes, "own-practice"},
		{"nobody writes where a restricted person is from elsewhere", writes(staff(gp, far, care, who, hidden)), no, policy.NoRule},
		{"other organisations do not see the record", staff(gp, far, care, ill, plain), no, policy.NoRule},
		{"unless the patient is theirs too", staff(gp, ties, care, ill, plain), yes, "legitimate-relationship"},
		{"and has not said no", dissents(staff(gp, ties, care, ill, plain)), no, "consent-refused"},
		{"a refusal does not bind the patient's own practice", dissents(staff(gp, own, care, ill, plain)), yes, "own-practice"},
		{"in an emergency the glass is broken", because(staff(gp, far, care, ill, plain), emergency), yes, "break-glass"},
		{"even against a refusal", because(dissents(staff(gp, far, care, ill, plain)), emergency), yes, "break-glass"},
		{"for a reason, not for a letter", because(staff(gp, far, care, ill, plain), " x "), no, policy.NoRule},
		{"not to write", because(writes(staff(gp, far, care, ill, plain)), emergency), no, policy.NoRule},
		{"not by the desk", because(staff(desk, far, care, ill, plain), emergency), no, policy.NoRule},
		{"not for what is confidential", because(staff(gp, far, care, ill, secret), emergency), no, policy.NoRule},
		{"not to find a restricted person", because(staff(gp, far, care, who, hidden), emergency), part, "where-somebody-is"},
		{"people see their record", citizen(policy.Self, ill, plain), yes, "own-record"},
		{"and where they live themselves", citizen(policy.Self, who, hidden), yes, "own-record"},
		{"not what others have told", citizen(policy.Self, ill, third), no, policy.NoRule},
		{"not what is confidential", citizen(policy.Self, ill, secret), no, policy.NoRule},
		{"they do not write in it", writes(citizen(policy.Self, ill, plain)), no, policy.NoRule},
		{"but say where they live", writes(citizen(policy.Self, who, plain)), yes, "own-details"},
		{"those who act for them see it too", citizen(policy.Proxy, ill, plain), yes, "for-another"},
		{"but not where a restricted child is", citizen(policy.Proxy, who, hidden), no, policy.NoRule},
		{"others see nothing", citizen(0, who, plain), no, policy.NoRule},
		{"breaking the glass is not for citizens", because(citizen(0, ill, plain), emergency), no, policy.NoRule},
		{"applications are held to their scopes", app(policy.InScope, ill, plain), yes, "app-in-scope"},
		{"and see nothing without", app(0, ill, plain), no, policy.NoRule},
		{"research gets nothing from here", staff(gp, own, policy.Research, ill, plain), no, "research"},
		{"not even with a reason", because(staff(gp, own, policy.Research, ill, plain), emergency), no, "research"},
		{"a slip in a word is refused", staff(gp, own, "reserch", ill, plain), no, policy.NotUnderstood},
	} {
		t.Run(row.says, func(t *testing.T) {
			q := row.request
			q.Subject = "9990000018"
			if q.Act == "" {
				q.Act = policy.Read
			}
			d := policy.Default().Decide(q)
			assert.Equal(t, row.outcome, d.Outcome, d.Why)
			assert.Equal(t, row.rule, d.Rule)
			assert.NotEmpty(t, d.Why)
			assert.Equal(t, row.rule == "break-glass", d.BreakGlass, "what a broken glass opens is marked")
		})
	}
}

func ExamplePolicy_Decide() {
	d := policy.Default().Decide(policy.Request{
		Actor: policy.Staff, Role: "S8000:G8000:R8000", Organisation: "ZX0412", Purpose: policy.DirectCare,
		Subject: "9990000018", Kind: policy.Medicines, Act: policy.Read, BreakGlass: "found unconscious, no name but the card",
	})
	fmt.Println(d.Outcome, d.Rule, d.BreakGlass)
	// Output: allow break-glass true
}
