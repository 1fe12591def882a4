package pds

import (
	"net/http"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
)

// relatedPerson is somebody who may be asked about a patient (RelatedPerson.yaml). Either their NHS number stands in for who they are,
// or their details do.
type relatedPerson struct {
	ID           string      `json:"id"`
	ResourceType string      `json:"resourceType"`
	Patient      who         `json:"patient"`
	Active       bool        `json:"active"`
	Period       *period     `json:"period,omitempty"`
	Name         []humanName `json:"name,omitempty"`
	Relationship []concept   `json:"relationship"`
	Extension    []extension `json:"extension,omitempty"`
	Telecom      []telecom   `json:"telecom,omitempty"`
	Address      []address   `json:"address,omitempty"`
}

// who names a patient by number, or nobody.
type who struct {
	Identifier *identifier `json:"identifier,omitempty"`
	Type       string      `json:"type,omitempty"`
}

// relatedBundle is the answer; without related people it has no entry.
type relatedBundle struct {
	ResourceType string         `json:"resourceType"`
	Type         string         `json:"type"`
	Timestamp    string         `json:"timestamp"`
	Total        int            `json:"total"`
	Entry        []relatedEntry `json:"entry,omitempty"`
}

type relatedEntry struct {
	FullURL  string         `json:"fullUrl"`
	Resource *relatedPerson `json:"resource"`
}

const (
	relationType = "http://hl7.org/fhir/ValueSet/relatedperson-relationshiptype"
	relationRole = "https://fhir.nhs.uk/R4/CodeSystem/UKCore-AdditionalRelatedPersonRole"
	urlRank      = "https://fhir.nhs.uk/R4/StructureDefinition/Extension-UKCore-ContactRank"
	urlCopy      = "https://fhir.nhs.uk/R4/StructureDefinition/Extension-UKCore-CopyCorrespondenceIndicator"
)

// related gives the people who may be asked about a patient: those of their household (relatedpersons-get.yaml). A restricted patient has none.
func (s Service) related(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	person, _, wrong, ok := holder(call, c, mux.Vars(r)["id"])
	if !ok {
		refuse(w, wrong)
		return
	}
	p, q, version := call.View.Registered(person)
	out := relatedBundle{ResourceType: "Bundle", Type: "searchset", Timestamp: call.View.Now().UTC().Format(dateTimeInZone)}
	if !q.Access.Hidden() && !c.withheld(person) {
		for _, one := range call.View.World().Related(p.Index) {
			call.Touch(one.Person)
			shown := relative(call.View, &p, one, len(out.Entry)+1)
			out.Entry = append(out.Entry, relatedEntry{call.URL(Base + "/Patient/" + p.Number.String() + "/RelatedPerson/" + shown.ID), shown})
		}
	}
	if out.Total = len(out.Entry); out.Total == 0 && s.Quirks.RelatedNone404 {
		refuse(w, notFound())
		return
	}
	send(w, http.StatusOK, version.N, encode(out))
}

// unrelated refuses to write a related person, whoever asks (karate postRelatedPerson.feature).
func unrelated(w http.ResponseWriter, _ *http.Request, _ *mocks.Call, c caller) {
	if c.mode == PatientAccess {
		refuse(w, patientMayNot())
		return
	}
	refuse(w, forbiddenMethod("create", c.mode))
}

// relative shows one of a household. rank is their place in the list.
func relative(view *world.View, patient *world.Person, one world.Relation, rank int) *relatedPerson {
	p, q, _ := view.Registered(one.Person)
	out := &relatedPerson{
		ID: partID(patient.Number.String(), "related"+index(one.Person)), ResourceType: "RelatedPerson", Active: true,
		Period: &period{Start: written(one.Since)}, Relationship: []concept{{relationship(&p, one, rank)}},
		Extension: []extension{{URL: urlRank, PositiveInt: rank}},
	}
	if rank == 1 {
		yes := true
		out.Extension = append([]extension{{URL: urlCopy, Bool: &yes}}, out.Extension...)
	}
	if one.ByNumber || q.Access != world.Unrestricted {
		out.Patient = who{Identifier: &identifier{System: numberSystem, Value: p.Number.String()}, Type: "Patient"}
		return out
	}
	s := show{number: p.Number.String(), person: &p, particulars: q}
	for _, n := range s.names() {
		if n.Use == "usual" {
			n.ID = ""
			out.Name = []humanName{n}
		}
	}
	for _, a := range s.addresses() {
		if a.Use == "home" {
			a.ID = ""
			out.Address = []address{a}
		}
	}
	for k, t := range s.telecoms() {
		if k < 5 { // RelatedPerson.yaml, maxItems
			t.ID = ""
			out.Telecom = append(out.Telecom, t)
		}
	}
	return out
}

// relationship codes what somebody is to the patient: a role and a type, or Guardian for both; the first is the next of kin.
func relationship(p *world.Person, one world.Relation, rank int) []coding {
	code := map[string]string{"partner": "SPS", "child": "CHILD"}[one.Kind]
	if one.Kind == "parent" {
		code = "MTH"
		if p.Sex == demography.Male {
			code = "FTH"
		}
	}
	if one.Guardian {
		return []coding{{System: relationRole, Code: "Guardian", Display: shown("related", "Guardian")}}
	}
	out := []coding{
		{System: relationRole, Code: "Personal", Display: shown("related", "Personal")},
		{System: relationType, Code: code, Display: shown("related", code)},
	}
	if rank == 1 {
		out = append(out, coding{System: relationType, Code: "N", Display: shown("related", "N")})
	}
	return out
}
