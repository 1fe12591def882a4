package ods

import (
	"encoding/json"
	"net/http"
	"strings"

	"sandpiper/mocks"
)

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

type ordLinks struct {
	Organisations []ordLink `json:"Organisations"`
}

type ordLink struct {
	OrgLink string `json:"OrgLink"`
}

// ordConcepts is a code system under the interface's name for it.
type ordConcepts struct {
	name, element string
	rows          []ordConcept
}

// MarshalJSON is {"Roles":[…]}.
func (c ordConcepts) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string][]ordConcept{c.name: c.rows})
}

// ordConcept has primaryRole as a text, which two public accounts of the interface agree on.
type ordConcept struct {
	ID      string `json:"id"`
	Code    string `json:"code"`
	Display string `json:"displayName"`
	Primary string `json:"primaryRole,omitempty"`
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
	Rels           *ordRels     `json:"Rels,omitempty"`
	Succs          *ordSuccs    `json:"Succs,omitempty"`
}

// ordDate has an end only when that is past.
type ordDate struct {
	Type  string `json:"Type"`
	Start string `json:"Start"`
	End   string `json:"End,omitempty"`
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

type ordRels struct {
	Rel []ordRel `json:"Rel"`
}

type ordRel struct {
	Date        []ordDate `json:"Date"`
	Status      string    `json:"Status"`
	Target      ordTarget `json:"Target"`
	ID          string    `json:"id"`
	UniqueRelID int       `json:"uniqueRelId"`
}

type ordTarget struct {
	OrgID         ordID      `json:"OrgId"`
	PrimaryRoleID ordPrimary `json:"PrimaryRoleId"`
}

type ordPrimary struct {
	ID           string `json:"id"`
	UniqueRoleID int    `json:"uniqueRoleId"`
}

type ordSuccs struct {
	Succ []ordSucc `json:"Succ"`
}

type ordSucc struct {
	UniqueSuccID int       `json:"uniqueSuccId"`
	Date         []ordDate `json:"Date"`
	Type         string    `json:"Type"`
	Target       ordTarget `json:"Target"`
}

// ordError is how the interface refuses. That the names are in camel case is not confirmed by a public source.
type ordError struct {
	ErrorCode int    `json:"errorCode"`
	ErrorText string `json:"errorText"`
}

// notAcceptable is the interface's refusal of a parameter; the words after the first two are our own.
func notAcceptable(why string) *ordError {
	return &ordError{http.StatusNotAcceptable, "Not Acceptable. " + why}
}

func (e *ordError) write(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(e.ErrorText, "Not Acceptable.") {
		mocks.Explain(w.Header(), e.ErrorText+" Parameters are named as in Name, PostCode, PrimaryRoleId, LastChangeDate; values as in RO177, Active, 2026-04-01.")
	}
	writeORD(w, r, e.ErrorCode, *e)
}

// writeORD answers in the format that was asked for. Any page may read it: browsers call the real interface from pages of other sites (prm-gp2gp-dashboard).
func writeORD(w http.ResponseWriter, r *http.Request, code int, body any) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	if wantsXML(r) {
		writeXML(w, code, body)
		return
	}
	mocks.Answer(w, "application/json", code, body)
}
