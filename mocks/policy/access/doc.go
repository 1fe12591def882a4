// Package access asks the policy on behalf of services: it makes a policy.Request of a call, and notes what was decided.
//
//	call: token ─▶ user, role, organisation ─┐
//	      headers ─▶ purpose, reason         ├─▶ Gate ─▶ policy.Decide ─▶ the service shows, redacts or refuses
//	world: practice, flag of the register ───┤              └──▶ Call.Note ─▶ mocks/citizen
//	Desk: ties and consents of the realm ────┘
//
// A user is asked about for each person and entry. An application by itself is held to its scopes by the services, and the policy says for each kind of
// thing whether such applications see it at all. Whoever sends no token, in an open-access realm, opens no Gate and passes.
//
// # Headers
//
// No national interface has a header for purpose or for breaking the glass; these are ours, and may be left out:
//
//	Sandpiper-Purpose      direct-care (of staff, if left out), administration, own-use (of citizens, if left out), research
//	Sandpiper-Break-Glass  the reason, in words of at least eight letters
//
// # What stands for what
//
//	registered   the subject's practice now, as the world has it, is the organisation of the role in which staff act; who was removed has none
//	legitimate   Desk.Tie has said so: no service of this rehearsal keeps legitimate relationships yet
//	consent      what the subject has said at mocks/citizen, or Desk.Consent has; nobody has said anything to begin with
//	author       the organisation is the entry's source
//	self         the NHS number that a citizen has proven (P9) is the subject's, or was merged into it; a claimed one (P5) is nobody's
//	proxy        likewise, when another acts for them (User.Actor)
//	restricted   the register's flag, on demographics, also of applications by themselves; whether somebody lives there is not hidden in their clinical entries
//	third-party  nothing: charts do not yet say what was told by others
//
// Sibling rooms: mocks/policy decides; mocks/records and mocks/pds ask; mocks/citizen shows what was noted.
package access
