package catalogue_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/mockstest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/sds"
	"sandpiper/mocks/servicesearch"
	"sandpiper/mocks/worker"
	"sandpiper/synthetic/nhs"
)

// TestEveryServicePassesTheSuite runs the common suite on each service of the catalogue.
func TestEveryServicePassesTheSuite(t *testing.T) {
	practice := func(realm *mocks.Realm) string {
		for practice := range realm.World.Population().Practices() {
			return string(practice.Code)
		}
		return ""
	}
	subjects := map[string]mockstest.Subject{
		"login": {
			Unknown: "/oauth2/nowhere",
			Good:    func(*mocks.Realm, string) *http.Request { return mockstest.Get("/oauth2/_ping") },
		},
		"nhs-login": {
			Unknown: "/nhs-login/nowhere",
			Good: func(*mocks.Realm, string) *http.Request {
				return mockstest.Get("/nhs-login/.well-known/openid-configuration")
			},
		},
		"cis2": {
			Unknown: "/openam/nowhere",
			Good: func(*mocks.Realm, string) *http.Request {
				return mockstest.Get(cis2.Root + "/.well-known/openid-configuration")
			},
		},
		"keycloak": {
			Unknown: "/realms/nowhere",
			Good: func(*mocks.Realm, string) *http.Request {
				return mockstest.Get("/realms/Cis2-mock-internal-dev/.well-known/openid-configuration")
			},
		},
		"pds": {
			Unknown: pds.Base + "/Nowhere",
			Scopes:  []string{pds.AppScope},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				return mockstest.Get(pds.Base + "/Patient/" + realm.World.Population().Number(0).String())
			},
		},
		"ods": {
			Unknown: "/ORD/2-0-0/nowhere",
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				return mockstest.Get("/ORD/2-0-0/organisations/" + practice(realm))
			},
		},
		"ods-fhir": {
			Unknown: "/organisation-data-terminology-api/fhir/Nowhere",
			Apps:    []mocks.App{{ID: "key"}},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				r := mockstest.Get("/organisation-data-terminology-api/fhir/Organization/" + practice(realm))
				r.Header.Set("apikey", "key")
				return r
			},
		},
		"sds": {
			Unknown: sds.Base + "/Nowhere",
			Apps:    []mocks.App{{ID: "key"}},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				r := mockstest.Get(sds.Base + "/Device?organization=https://fhir.nhs.uk/Id/ods-organization-code%7C" + practice(realm) +
					"&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId%7Curn:nhs:names:services:gpconnect:fhir:rest:read:metadata-1")
				r.Header.Set("apikey", "key")
				return r
			},
		},
		"servicesearch": {
			Unknown: servicesearch.Base + "/nowhere",
			Apps:    []mocks.App{{ID: "key"}},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				r := mockstest.Get(servicesearch.Base + "/?api-version=3&searchFields=ODSCode&search=" + practice(realm))
				r.Header.Set("apikey", "key")
				return r
			},
		},
		"dos": {
			Unknown: dos.Base + "/Nowhere",
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				r := mockstest.Get(dos.Base + "/Organization?_revinclude=Endpoint:organization&identifier=https://fhir.nhs.uk/Id/ods-organization-code%7C" + practice(realm))
				r.Header.Set("Version", "1")
				return r
			},
		},
		"worker": {
			Unknown: worker.Base + "/nowhere",
			Apps:    []mocks.App{{ID: "key"}},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				who := realm.World.Population().Practitioner(nhs.ODS(practice(realm)), 0)
				r := mockstest.Get(worker.Base + "/Worker?identifier=" + who.SDSUser)
				r.Header.Set("apikey", "key")
				return r
			},
		},
		"records": {
			Unknown: records.Base + "/Patient/1/2/3",
			Scopes:  []string{"system/Patient.r"},
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				return mockstest.Get(records.Base + "/Patient/" + realm.World.IDs().PatientID(0))
			},
		},
		"citizen": {
			Unknown: "/citizen/nowhere",
			Good:    func(*mocks.Realm, string) *http.Request { return mockstest.Get("/citizen") },
		},
		"registers": {
			Unknown: registers.Root + "/organisation/nowhere",
			Good: func(realm *mocks.Realm, _ string) *http.Request {
				return mockstest.Get(registers.Root + "/organisation/records/" + practice(realm))
			},
		},
	}
	for _, service := range catalogue.Services() {
		t.Run(service.Name(), func(t *testing.T) {
			subject, ok := subjects[service.Name()]
			require.True(t, ok, "say how to call %s", service.Name())
			subject.Service = service
			mockstest.Service(t, subject)
		})
	}
}
