package catalogue

import (
	"sandpiper/mocks"
	"sandpiper/mocks/login"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
)

// Services makes every service of the made-up NHS, new each time: a service may keep caches, which two estates should not share.
func Services() []mocks.Service {
	return []mocks.Service{
		&login.Service{},
		pds.Service{},
		ods.Directory{},
		ods.Terminology{},
		&records.Service{},
	}
}

// Entry says what one service stands for.
type Entry struct {
	Service string // mocks.Service.Name, which scenarios use in their faults
	Root    string // where its paths begin
	Stands  string // the real service that it stands for
	Access  string // what a caller needs
}

// Table lists the services in the order of Services, for people to read.
func Table() []Entry {
	return []Entry{
		{"login", "/oauth2, /oauth2-mock, /mock-jwks", "API platform identity service: application access tokens", "an RS512 client assertion"},
		{"pds", pds.Base, "Personal Demographics Service FHIR API: read and search", "a token with " + pds.AppScope},
		{"ods", "/ORD/2-0-0", "Organisation Data Service, ORD interface", "nothing"},
		{"ods-fhir", "/organisation-data-terminology-api/fhir", "Organisation Data Terminology API, FHIR R4", "an apikey header"},
		{"records", records.Base, "a local record server with UK Core FHIR R4 resources", "a token with " + records.DefaultScope + " or " + records.SMARTScope},
	}
}
