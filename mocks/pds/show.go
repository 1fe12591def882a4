package pds

import (
	"strconv"
	"strings"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
)

// show turns somebody's state into the lists of a resource.
type show struct {
	number      string
	person      *world.Person
	particulars *world.Particulars
}

// id is a part's identifier: its own, or one that follows from what it is.
func (s *show) id(part world.Part, what string) string {
	if part.ID != "" {
		return part.ID
	}
	return partID(s.number, what)
}

func (s *show) names() []humanName {
	p, q := s.person, s.particulars
	name := func(part world.Part, what, use string, n *demography.Name, suffix []string) humanName {
		out := humanName{ID: s.id(part, what), Use: use, Period: span(part), Given: n.Given, Family: n.Family, Suffix: suffix}
		if n.Prefix != "" {
			out.Prefix = []string{n.Prefix}
		}
		return out
	}
	var out []humanName
	if p.Name.Family != "" || len(p.Name.Given) > 0 { // the register has records without any name (Minimal_Patient.json)
		out = append(out, name(q.Usual, "name", "usual", &p.Name, q.Suffix))
	}
	for k := range q.Names {
		n := &q.Names[k]
		out = append(out, name(n.Part, "name"+strconv.Itoa(k+1), n.Use, &n.Name, n.Suffix))
	}
	return out
}

func (s *show) practice() []reference {
	p, q := s.person, s.particulars
	if p.Practice == "" || q.Removal.Code != "" {
		return nil
	}
	return []reference{{ID: s.id(q.GP, "practice"), Type: "Organization",
		Identifier: identifier{System: odsSystem, Value: string(p.Practice), Period: span(q.GP)}}}
}

// managing is who keeps the record of somebody who is on no practice's list, or whoever an update has named (ManagingOrganizationReference.yaml).
func (s *show) managing() *reference {
	r := &s.particulars.Removal
	if r.Managing == "" || r.Code == "DEA" {
		return nil
	}
	return &reference{Type: "Organization", Identifier: identifier{System: odsSystem, Value: string(r.Managing), Period: span(world.Part{From: r.From})}}
}

func (s *show) telecoms() []telecom {
	p, q := s.person, s.particulars
	var out []telecom
	if p.Phone != "" {
		use := q.PhoneUse
		if use == "" {
			use = phoneUse(p.Phone)
		}
		out = append(out, telecom{ID: s.id(q.Phone, "phone"), Period: span(q.Phone), System: "phone", Value: p.Phone, Use: use})
	}
	if p.Email != "" {
		use := q.EmailUse
		if use == "" {
			use = "home"
		}
		out = append(out, telecom{ID: s.id(q.Email, "email"), Period: span(q.Email), System: "email", Value: p.Email, Use: use})
	}
	for k := range q.Telecoms {
		t := oneTelecom(&q.Telecoms[k])
		t.ID = s.id(q.Telecoms[k].Part, "telecom"+strconv.Itoa(k))
		out = append(out, t)
	}
	return out
}

// oneTelecom shows a telecom without an identifier.
func oneTelecom(t *world.Telecom) telecom {
	out := telecom{Period: span(t.Part), System: t.System, Value: t.Value, Use: t.Use}
	if t.Textphone {
		out.Extension = []extension{{URL: urlTextphone,
			Coding: &coding{System: ukCoreSystem + "OtherContactSystem", Code: "textphone", Display: "Minicom (Textphone)"}}}
	}
	return out
}

func (s *show) contacts() []contact {
	var out []contact
	for k := range s.particulars.Contacts {
		c := &s.particulars.Contacts[k]
		one := contact{ID: s.id(c.Part, "contact"+strconv.Itoa(k)), Period: span(c.Part), Relationship: []concept{{[]coding{
			{System: contactRole, Code: "C", Display: "Emergency Contact"}}}}}
		for i := range c.Telecoms {
			one.Telecom = append(one.Telecom, oneTelecom(&c.Telecoms[i]))
		}
		out = append(out, one)
	}
	return out
}

func (s *show) addresses() []address {
	p, q := s.person, s.particulars
	one := func(part world.Part, what, use, text string, a *demography.Address, keys []world.AddressKey) address {
		out := address{ID: s.id(part, what), Period: span(part), Use: use, Text: text, PostalCode: a.Postcode}
		for _, line := range a.Lines {
			if strings.TrimSpace(line) != "" { // blank lines are never returned (Address.yaml)
				out.Line = append(out.Line, line)
			}
		}
		for _, k := range keys {
			out.Extension = append(out.Extension, extension{URL: urlAddressKey, Extension: []extension{
				{URL: "type", Coding: &coding{System: ukCoreSystem + "AddressKeyType", Code: k.Type}}, {URL: "value", Text: k.Value}}})
		}
		return out
	}
	var out []address
	if !q.NoAddress && (p.Address.Postcode != "" || len(p.Address.Lines) > 0) {
		out = append(out, one(q.Home, "address", "home", "", &p.Address, q.HomeKeys))
	}
	for k := range q.Addresses {
		a := &q.Addresses[k]
		out = append(out, one(a.Part, "address"+strconv.Itoa(k+1), a.Use, a.Text, &a.Address, a.Keys))
	}
	return out
}

func (s *show) extensions() []extension {
	p, q := s.person, s.particulars
	var out []extension
	for _, supplier := range []struct {
		url, code string
	}{{urlPharmacy, string(q.Pharmacy)}, {urlDispenser, string(q.Dispenser)}, {urlAppliances, string(q.Appliances)}} {
		if supplier.code != "" {
			out = append(out, extension{URL: supplier.url, Reference: &reference{Identifier: identifier{System: odsSystem, Value: supplier.code}}})
		}
	}
	if !p.Died.IsZero() || q.DeathNotice != "" {
		out = append(out, deathNotice(p, q))
	}
	if p.Language != "" && p.Language != "en" { // English is never given: patient-patch.yaml, "Communication"
		interpreter := p.Interpreter
		e := extension{URL: urlCommunication, Extension: []extension{
			{URL: "language", Concept: &concept{[]coding{{ukCoreSystem + "HumanLanguage", "1.0.0", p.Language, shown("language", p.Language)}}}},
		}}
		if interpreter || !q.InterpreterUnsaid { // Communication.yaml: it "can optionally include" whether an interpreter is required
			e.Extension = append(e.Extension, extension{URL: "interpreterRequired", Bool: &interpreter})
		}
		out = append(out, e)
	}
	if q.Preference != (world.Preference{}) {
		out = append(out, preference(q.Preference))
	}
	if q.BirthPlace != (world.Place{}) {
		out = append(out, extension{URL: urlBirthPlace, Address: &birthPlace{q.BirthPlace.City, q.BirthPlace.District, q.BirthPlace.Country}})
	}
	if q.Removal.Code != "" {
		out = append(out, removal(&q.Removal))
	}
	return out
}

// deathNotice says who has told of the death. A death that a story has written without a notice is formal.
func deathNotice(p *world.Person, q *world.Particulars) extension {
	status, at := q.DeathNotice, q.DeathNoticed
	if status == "" {
		status = world.FormalDeath
	}
	if at.IsZero() {
		at = p.Died
	}
	out := extension{URL: urlDeath, Extension: []extension{{URL: "deathNotificationStatus", Concept: &concept{[]coding{
		{ukCoreSystem + "DeathNotificationStatus", "1.0.0", string(status), shown("death", string(status))}}}}}}
	if !at.IsZero() {
		out.Extension = append(out.Extension, extension{URL: "systemEffectiveDate", DateTime: at.UTC().Format(dateTimeInZone)})
	}
	return out
}

// preference shows how somebody wants to be reached.
func preference(p world.Preference) extension {
	out := extension{URL: urlPreference}
	if p.Format != "" {
		out.Extension = append(out.Extension, extension{URL: "PreferredWrittenCommunicationFormat", Concept: &concept{[]coding{
			{System: ukCoreSystem + "PreferredWrittenCommunicationFormat", Code: p.Format, Display: shown("format", p.Format)}}}})
	}
	if p.Method != "" {
		out.Extension = append(out.Extension, extension{URL: "PreferredContactMethod", Concept: &concept{[]coding{
			{System: ukCoreSystem + "PreferredContactMethod", Code: p.Method, Display: shown("method", p.Method)}}}})
	}
	if p.Times != "" {
		out.Extension = append(out.Extension, extension{URL: "PreferredContactTimes", Text: p.Times})
	}
	return out
}

// removal says why somebody is on no practice's list. Confidential reasons are shown as other (identity-demographics-registers §5.6).
func removal(r *world.Removal) extension {
	code := r.Code
	if _, known := display("removal", code); !known {
		code = "ORR"
	}
	effective := &period{Start: r.From.UTC().Format(dateTimeInZone)}
	if !r.To.IsZero() {
		effective.End = r.To.UTC().Format(dateTimeInZone)
	}
	return extension{URL: urlRemoval, Extension: []extension{
		{URL: "removalFromRegistrationCode", Concept: &concept{[]coding{
			{System: "https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode", Code: code, Display: shown("removal", code)}}}},
		{URL: "effectiveTime", Period: effective},
	}}
}
