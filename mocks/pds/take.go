package pds

import (
	"slices"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// take writes a resource that has passed the rules into somebody's state, so that every service sees it. version is the one that
// it becomes; the identifiers of new items follow from it.
type take struct {
	from        *Patient
	person      *world.Person
	particulars *world.Particulars
	number      string
	version     string
}

// all writes everything that an update or a creation may hold.
func (t *take) all() {
	p, q := t.person, t.particulars
	p.Born = readDay(t.from.BirthDate)
	q.Gender = ""
	switch t.from.Gender {
	case demography.Male.String():
		p.Sex = demography.Male
	case demography.Female.String():
		p.Sex = demography.Female
	default:
		q.Gender = t.from.Gender
	}
	q.BirthOrder = t.from.MultipleBirthInteger
	p.Died, _ = readMoment(t.from.DeceasedDateTime)
	t.names()
	t.addresses()
	t.telecoms()
	t.contacts()
	t.practice()
	t.extensions()
}

// part is what the register notes about an item.
func (t *take) part(id string, p *period, what string) world.Part {
	if id == "" {
		id = partID(t.number, what+"/"+t.version)
	}
	out := world.Part{ID: id}
	if p != nil {
		out.From, out.To = readDay(p.Start), readDay(p.End)
	}
	return out
}

// readDay is a day that has been checked; zero for none.
func readDay(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return day
}

func (t *take) names() {
	p, q := t.person, t.particulars
	p.Name, q.Usual, q.Suffix, q.Names = demography.Name{}, world.Part{}, nil, nil
	for k := range t.from.Name {
		n := &t.from.Name[k]
		part := t.part(n.ID, n.Period, "name"+index(k))
		name := demography.Name{Prefix: strings.Join(n.Prefix, " "), Given: slices.Clone(n.Given), Family: n.Family}
		if n.Use == "usual" {
			p.Name, q.Usual, q.Suffix = name, part, slices.Clone(n.Suffix)
			continue
		}
		q.Names = append(q.Names, world.Name{Part: part, Use: n.Use, Name: name, Suffix: slices.Clone(n.Suffix)})
	}
}

func (t *take) addresses() {
	p, q := t.person, t.particulars
	p.Address, q.Home, q.HomeKeys, q.Addresses, q.NoAddress = demography.Address{}, world.Part{}, nil, nil, true
	for k := range t.from.Address {
		a := &t.from.Address[k]
		part := t.part(a.ID, a.Period, "address"+index(k))
		at := demography.Address{Lines: slices.Clone(a.Line), Postcode: a.PostalCode}
		var keys []world.AddressKey
		for i := range a.Extension {
			if kind, value := a.Extension[i].inner("type"), a.Extension[i].inner("value"); kind != nil && kind.Coding != nil && value != nil {
				keys = append(keys, world.AddressKey{Type: kind.Coding.Code, Value: value.Text})
			}
		}
		if a.Use == "home" && q.NoAddress {
			p.Address, q.Home, q.HomeKeys, q.NoAddress = at, part, keys, false
			continue
		}
		q.Addresses = append(q.Addresses, world.Address{Part: part, Use: a.Use, Text: a.Text, Address: at, Keys: keys})
	}
}

// telecoms keeps the first telephone and the first e-mail address as the person's own, the rest beside.
func (t *take) telecoms() {
	p, q := t.person, t.particulars
	p.Phone, p.Email, q.Phone, q.Email, q.PhoneUse, q.EmailUse, q.Telecoms = "", "", world.Part{}, world.Part{}, "", "", nil
	for k := range t.from.Telecom {
		c := &t.from.Telecom[k]
		part := t.part(c.ID, c.Period, "telecom"+index(k))
		switch {
		case c.System == "phone" && p.Phone == "":
			p.Phone, q.Phone, q.PhoneUse = c.Value, part, c.Use
		case c.System == "email" && p.Email == "":
			p.Email, q.Email, q.EmailUse = c.Value, part, c.Use
		default:
			q.Telecoms = append(q.Telecoms, world.Telecom{Part: part, System: c.System, Use: c.Use, Value: c.Value, Textphone: len(c.Extension) > 0})
		}
	}
}

func (t *take) contacts() {
	t.particulars.Contacts = nil
	for k := range t.from.Contact {
		c := &t.from.Contact[k]
		one := world.Contact{Part: t.part(c.ID, c.Period, "contact"+index(k))}
		for i := range c.Telecom {
			at := &c.Telecom[i]
			one.Telecoms = append(one.Telecoms, world.Telecom{System: at.System, Value: at.Value, Textphone: len(at.Extension) > 0})
		}
		t.particulars.Contacts = append(t.particulars.Contacts, one)
	}
}

// practice registers somebody. Whoever was on no list is so no longer when a practice takes them.
func (t *take) practice() {
	p, q := t.person, t.particulars
	if len(t.from.GeneralPractitioner) > 0 {
		gp := &t.from.GeneralPractitioner[0]
		p.Practice, q.GP = nhs.ODS(gp.Identifier.Value), t.part(gp.ID, gp.Identifier.Period, "practice")
		q.Removal = world.Removal{}
	}
	if q.Removal.Code != "DEA" { // who kept the record of somebody who has died is held and not shown
		q.Removal.Managing = ""
	}
	if m := t.from.ManagingOrganization; m != nil {
		q.Removal.Managing = nhs.ODS(m.Identifier.Value)
	}
}

func (t *take) extensions() {
	p, q := t.person, t.particulars
	p.Language, p.Interpreter, q.InterpreterUnsaid = "en", false, false
	q.Pharmacy, q.Dispenser, q.Appliances, q.Preference, q.BirthPlace = "", "", "", world.Preference{}, world.Place{}
	for k := range t.from.Extension {
		e := &t.from.Extension[k]
		switch e.URL {
		case urlPharmacy:
			q.Pharmacy = nhs.ODS(e.Reference.Identifier.Value)
		case urlDispenser:
			q.Dispenser = nhs.ODS(e.Reference.Identifier.Value)
		case urlAppliances:
			q.Appliances = nhs.ODS(e.Reference.Identifier.Value)
		case urlCommunication:
			p.Language = e.code("language")
			x := e.inner("interpreterRequired")
			if q.InterpreterUnsaid = x == nil || x.Bool == nil; !q.InterpreterUnsaid {
				p.Interpreter = *x.Bool
			}
		case urlPreference:
			q.Preference = world.Preference{Format: e.code("PreferredWrittenCommunicationFormat"), Method: e.code("PreferredContactMethod")}
			if x := e.inner("PreferredContactTimes"); x != nil {
				q.Preference.Times = x.Text
			}
		case urlBirthPlace:
			q.BirthPlace = world.Place{City: e.Address.City, District: e.Address.District, Country: e.Address.Country}
		case urlDeath:
			q.DeathNotice = world.DeathNotice(e.code("deathNotificationStatus"))
			q.DeathNoticed = time.Time{}
			if x := e.inner("systemEffectiveDate"); x != nil {
				q.DeathNoticed, _ = readMoment(x.DateTime)
			}
		}
	}
}
