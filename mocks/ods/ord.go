package ods

import "time"

// The shapes of the ORD interface. Its mixed casing is the real one: Organisation.Name stands beside orgRecordClass
// (specs/ods-ord/organisation-97T.json).

type ordList struct {
	Organisations []ordSummary `json:"Organisations"`
}

type ordSummary struct {
	Name                   string `json:"Name"`
	OrgID                  string `json:"OrgId"`
	Status                 string `json:"Status"`
	OrgRecordClass         string `json:"OrgRecordClass"`
	PostCode               string `json:"PostCode"`
	LastChangeDate         string `json:"LastChangeDate"`
	PrimaryRoleID          string `json:"PrimaryRoleId"`
	PrimaryRoleDescription string `json:"PrimaryRoleDescription"`
	OrgLink                string `json:"OrgLink"`
}

type ordEnvelope struct {
	Organisation ordOrganisation `json:"Organisation"`
}

type ordOrganisation struct {
	Name           string       `json:"Name"`
	Date           []ordDate    `json:"Date"`
	OrgID          ordID        `json:"OrgId"`
	Status         string       `json:"Status"`
	LastChangeDate string       `json:"LastChangeDate"`
	OrgRecordClass string       `json:"orgRecordClass"`
	GeoLoc         ordGeo       `json:"GeoLoc"`
	Contacts       *ordContacts `json:"Contacts,omitempty"`
	Roles          ordRoles     `json:"Roles"`
}

type ordDate struct {
	Type  string `json:"Type"`
	Start string `json:"Start"`
}

type ordID struct {
	Root      string `json:"root"`
	Authority string `json:"assigningAuthorityName"`
	Extension string `json:"extension"`
}

type ordGeo struct {
	Location ordLocation `json:"Location"`
}

type ordLocation struct {
	AddrLn1  string `json:"AddrLn1,omitempty"`
	AddrLn2  string `json:"AddrLn2,omitempty"`
	AddrLn3  string `json:"AddrLn3,omitempty"`
	Town     string `json:"Town,omitempty"`
	PostCode string `json:"PostCode,omitempty"`
	Country  string `json:"Country"`
}

type ordContacts struct {
	Contact []ordContact `json:"Contact"`
}

type ordContact struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type ordRoles struct {
	Role []ordRole `json:"Role"`
}

// ordRole carries primaryRole only when it is true.
type ordRole struct {
	ID           string    `json:"id"`
	UniqueRoleID int       `json:"uniqueRoleId"`
	PrimaryRole  bool      `json:"primaryRole,omitempty"`
	Date         []ordDate `json:"Date"`
	Status       string    `json:"Status"`
}

// ordError is how the interface refuses. That the names are in camel case is not confirmed by a public source.
type ordError struct {
	ErrorCode int    `json:"errorCode"`
	ErrorText string `json:"errorText"`
}

func (o *Organisation) summary(link string) ordSummary {
	return ordSummary{
		Name: o.Name, OrgID: o.Code, Status: "Active", OrgRecordClass: recordClass, PostCode: o.Postcode,
		LastChangeDate: o.Opened.Format(time.DateOnly), PrimaryRoleID: primaryRole, PrimaryRoleDescription: primaryName,
		OrgLink: link,
	}
}

func (o *Organisation) detail() ordEnvelope {
	day := o.Opened.Format(time.DateOnly)
	dates := []ordDate{{"Operational", day}, {"Legal", day}}
	out := ordOrganisation{
		Name:           o.Name,
		Date:           dates,
		OrgID:          ordID{"2.16.840.1.113883.2.1.3.2.4.18.48", "HSCIC", o.Code},
		Status:         "Active",
		LastChangeDate: day,
		OrgRecordClass: recordClass,
		GeoLoc:         ordGeo{ordLocation{Town: o.Town, PostCode: o.Postcode, Country: "ENGLAND"}},
	}
	for i, into := range []*string{&out.GeoLoc.Location.AddrLn1, &out.GeoLoc.Location.AddrLn2, &out.GeoLoc.Location.AddrLn3} {
		if i < len(o.Lines) {
			*into = o.Lines[i]
		}
	}
	if o.Phone != "" {
		out.Contacts = &ordContacts{[]ordContact{{"tel", o.Phone}}}
	}
	for _, r := range o.Roles {
		out.Roles.Role = append(out.Roles.Role, ordRole{r.ID, r.Unique, r.Primary, dates, "Active"})
	}
	return ordEnvelope{out}
}
