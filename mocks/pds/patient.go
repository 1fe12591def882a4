package pds

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks/world"
)

// patient shows what the register holds about somebody at a version, in full but for what their access withholds.
func patient(p *world.Person, q *world.Particulars, version int) *Patient {
	s := show{number: p.Number.String(), person: p, particulars: q}
	out := &Patient{
		ResourceType: "Patient",
		ID:           s.number,
		Identifier: []identifier{{System: numberSystem, Value: s.number, Extension: []extension{{
			URL: ukCore + "NHSNumberVerificationStatus",
			Concept: &concept{[]coding{{ukCoreSystem + "NHSNumberVerificationStatus", "1.0.0", "01",
				"Number present and verified"}}},
		}}}},
		Meta:                 &meta{strconv.Itoa(version), []coding{security(q.Access)}},
		Name:                 s.names(),
		Gender:               gender(p, q),
		BirthDate:            written(p.Born),
		MultipleBirthInteger: q.BirthOrder,
		GeneralPractitioner:  s.practice(),
		ManagingOrganization: s.managing(),
		Telecom:              s.telecoms(),
		Contact:              s.contacts(),
		Address:              s.addresses(),
	}
	if !p.Died.IsZero() {
		out.DeceasedDateTime = p.Died.UTC().Format(dateTimeInZone)
	}
	out.Extension = s.extensions()
	if q.Access.Hidden() {
		out.withhold()
	}
	return out
}

// withhold takes away what says where a restricted patient is (patient-get.yaml, "Restricted patients"; Patient.yaml, extension).
func (p *Patient) withhold() {
	p.Address, p.Telecom, p.Contact, p.GeneralPractitioner, p.ManagingOrganization = nil, nil, nil, nil, nil
	p.Extension = slices.DeleteFunc(p.Extension, func(e extension) bool {
		return e.URL == urlPharmacy || e.URL == urlDispenser || e.URL == urlAppliances || e.URL == urlBirthPlace
	})
}

// found cuts a patient down to what a search shows: of names the usual, nickname and temporary ones, of addresses the home, of
// extensions the death notice; and in privileged mode no place, contact or practice (patient-search.yaml, "Patient data returned").
func (p *Patient) found(mode Mode) *Patient {
	p.Extension = slices.DeleteFunc(p.Extension, func(e extension) bool { return e.URL != urlDeath })
	p.Name = slices.DeleteFunc(p.Name, func(n humanName) bool { return n.Use == "old" || n.Use == "maiden" })
	p.Address = slices.DeleteFunc(p.Address, func(a address) bool { return a.Use != "home" })
	p.ManagingOrganization = nil
	if mode == PrivilegedRestricted {
		p.Address, p.Telecom, p.GeneralPractitioner = nil, nil, nil
	}
	return p
}

// reveal says why somebody is on no practice's list to a caller who may know, where that is confidential. What is confidential and not on the list stays
// an other reason for everybody (karate confidentialRemovalReasons/getPatientByNHSNumber.feature: LDN).
func (p *Patient) reveal(q *world.Particulars) {
	text, known := display("confidential", q.Removal.Code)
	if e := p.extension(urlRemoval); e != nil && known {
		c := &e.inner("removalFromRegistrationCode").Concept.Coding[0]
		c.Code, c.Display = q.Removal.Code, text
	}
}

// security is the label of an access. The schema knows no display for V (Meta.yaml).
func security(a world.Access) coding {
	switch a {
	case world.Restricted:
		return coding{System: confidential, Code: "R", Display: "restricted"}
	case world.VeryRestricted:
		return coding{System: confidential, Code: "V"}
	}
	return coding{System: confidential, Code: "U", Display: "unrestricted"}
}

// gender is the one on record.
func gender(p *world.Person, q *world.Particulars) string {
	if q.Gender != "" {
		return q.Gender
	}
	return p.Sex.String()
}

// written is a day as the service writes it; empty for none.
func written(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

// span is a period, nil if nothing is known of it.
func span(part world.Part) *period {
	if part.From.IsZero() && part.To.IsZero() {
		return nil
	}
	return &period{written(part.From), written(part.To)}
}

// phoneUse tells a mobile from a landline by its prefix.
func phoneUse(number string) string {
	if strings.HasPrefix(digits(number), "07") {
		return "mobile"
	}
	return "home"
}

// partID is the identifier of one part of a record: eight hexadecimal digits, as on the live service, and always the same ones.
func partID(number, part string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(number + "/" + part))
	id := strings.ToUpper(strconv.FormatUint(uint64(h.Sum32()), 16))
	return strings.Repeat("0", 8-len(id)) + id
}
