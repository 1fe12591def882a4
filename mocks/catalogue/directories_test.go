package catalogue_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/sds"
	"sandpiper/mocks/servicesearch"
	"sandpiper/mocks/worker"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/draw"
)

// directories is the whole estate, asked about organisations through every service that knows any.
type directories struct {
	*mocks.Estate
	t        testing.TB
	realm    *mocks.Realm
	register *ods.Register
	token    string
}

// standing is what a directory says of an organisation; empty members it does not show.
type standing struct {
	known, active  bool
	name, postcode string
}

const odsID = "https://fhir.nhs.uk/Id/ods-organization-code|"

func newDirectories(t testing.TB) *directories {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(500))
	require.NoError(t, err)
	started := population.Recipe().AsOf
	realm := &mocks.Realm{World: world.New(population, started)}
	estate, err := mocks.NewEstate(mocks.Setup{Services: catalogue.Services(), Apps: []mocks.App{{ID: "key"}}, Default: realm})
	require.NoError(t, err)
	return &directories{estate, t, realm, new(ods.Registers).For(population), realm.Tokens.Issue("key", []string{dos.AppScope}, started, 20*365*24*time.Hour).Value}
}

// ask gets JSON; status 404 is an answer too.
func (d *directories) ask(path string, query url.Values, into any) int {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://example.test"+path+"?"+query.Encode(), nil)
	r.Header.Set("apikey", "key")
	r.Header.Set("Authorization", "Bearer "+d.token)
	r.Header.Set("X-Request-ID", "60E0B220-8136-4CA5-AE46-1D97EF59D068")
	r.Header.Set("X-Correlation-ID", "11C46F5F-CDEF-4865-94B2-0EE0EDCC26DA")
	if strings.HasPrefix(path, dos.Base) { // which refuses headers that it does not know
		r.Header.Set("Version", "1")
		r.Header.Del("apikey")
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	require.Less(d.t, w.Code, 500, "%s", w.Body)
	if w.Code == http.StatusOK {
		require.NoError(d.t, json.Unmarshal(w.Body.Bytes(), into), "%s", w.Body)
	}
	return w.Code
}

// views is one way of asking for each directory. Those that show only what is open say of the closed what they say of the unknown.
func (d *directories) views() map[string]func(code string) standing {
	return map[string]func(code string) standing{
		"ord": func(code string) (s standing) {
			var body struct {
				Organisation struct {
					Name, Status string
					GeoLoc       struct{ Location struct{ PostCode string } }
				}
			}
			s.known = d.ask("/ORD/2-0-0/organisations/"+code, nil, &body) == 200
			o := body.Organisation
			s.name, s.postcode, s.active = o.Name, o.GeoLoc.Location.PostCode, o.Status == "Active"
			return s
		},
		"ord search": func(code string) (s standing) {
			o, ok := d.register.Find(code, ods.DayOf(d.realm.World.Clock().Now()))
			if !ok {
				return s
			}
			var body struct {
				Organisations []struct{ Name, OrgID, Status, PostCode string }
			}
			d.ask("/ORD/2-0-0/organisations", url.Values{"PostCode": {o.Postcode}, "PrimaryRoleId": {o.Primary().ID}, "Limit": {"1000"}}, &body)
			for _, found := range body.Organisations {
				if found.OrgID == code {
					return standing{true, found.Status == "Active", found.Name, found.PostCode}
				}
			}
			return s
		},
		"fhir": func(code string) (s standing) {
			var body struct {
				Active  bool
				Name    string
				Address []struct{ PostalCode string }
			}
			s.known = d.ask("/organisation-data-terminology-api/fhir/Organization/"+code, nil, &body) == 200
			if s.known {
				s.name, s.postcode, s.active = body.Name, body.Address[0].PostalCode, body.Active
			}
			return s
		},
		"dos": func(code string) (s standing) {
			var body struct {
				Entry []struct {
					Resource struct {
						Name   string
						Active bool
					}
				}
			}
			d.ask(dos.Base+"/Organization", url.Values{"identifier": {odsID + code}, "_revinclude": {"Endpoint:organization"}}, &body)
			if s.known = len(body.Entry) > 0; s.known {
				s.name, s.active = strings.ToUpper(body.Entry[0].Resource.Name), body.Entry[0].Resource.Active
			}
			return s
		},
		"servicesearch": func(code string) (s standing) {
			var body struct {
				Value []struct{ OrganisationName, Postcode string }
			}
			d.ask(servicesearch.Base+"/", url.Values{"api-version": {"3"}, "$filter": {"ODSCode eq '" + code + "'"}, "$select": {"OrganisationName,Postcode"}}, &body)
			if s.known = len(body.Value) > 0; s.known {
				s.active, s.name, s.postcode = true, strings.ToUpper(body.Value[0].OrganisationName), body.Value[0].Postcode
			}
			return s
		},
		"sds": func(code string) (s standing) {
			o, ok := d.register.Find(code, ods.DayOf(d.realm.World.Clock().Now()))
			interactions := []string{"urn:nhs:names:services:mm:PORX_IN020101UK31"}
			if ok {
				interactions = append(interactions, sds.Interactions(o.Kind)...)
			}
			for _, urn := range interactions[len(interactions)-1:] {
				var body struct{ Total int }
				d.ask(sds.Base+"/Device", url.Values{"organization": {odsID + code}, "identifier": {"https://fhir.nhs.uk/Id/nhsServiceInteractionId|" + urn}}, &body)
				s.known = s.known || body.Total > 0
			}
			s.active = s.known
			return s
		},
	}
}

// shows reports whether a directory shows organisations of a kind at all.
func shows(view string, k ods.Kind) bool {
	switch view {
	case "servicesearch":
		return slices.Contains([]ods.Kind{ods.Practice, ods.Branch, ods.Pharmacy, ods.Appliance, ods.Dentist, ods.Site, ods.Trust, ods.Urgent, ods.OutOfHours}, k)
	case "sds":
		return len(sds.Interactions(k)) > 0
	}
	return true
}

// TestDirectoriesAgree asks two directories about one organisation, thousands of times, drawn at random, as the world's clock moves over three years:
// what one knows the other knows, what is closed in one is closed in the other, under the same name at the same postcode.
func TestDirectoriesAgree(t *testing.T) {
	d := newDirectories(t)
	views := d.views()
	var names []string
	for name := range views {
		names = append(names, name)
	}
	slices.Sort(names)
	all := d.register.All()
	open, closed, unknown := 0, 0, 0
	const pairs = 3000
	for i := range pairs {
		if i%100 == 99 {
			d.realm.World.Clock().Advance(36 * 24 * time.Hour)
		}
		on := ods.DayOf(d.realm.World.Clock().Now())
		r := draw.Key(1, uint64(i), 0xfe01, 0)
		code, kind := "ZX"+fmt.Sprint(7000+r.IntN(2000)), ods.Practice // of no organisation
		var o *ods.Organisation
		if i%10 > 0 {
			o = all[r.IntN(len(all))]
			code, kind = o.Code, o.Kind
		}
		a, b := names[r.IntN(len(names))], names[r.IntN(len(names))]
		for _, name := range []string{a, b} {
			if !shows(name, kind) {
				continue
			}
			s := views[name](code)
			switch {
			case o == nil || !o.Known(on):
				unknown++
				require.False(t, s.known, "%s knows %s", name, code)
				continue
			case !o.Active(on):
				closed++
				require.False(t, s.active, "%s has %s open on %s", name, code, on)
				continue
			}
			open++
			require.True(t, s.known && s.active, "%s does not have %s (%s) open on %s", name, code, kind, on)
			require.True(t, s.name == "" || s.name == strings.ToUpper(o.Name), "%s calls %s %s", name, code, s.name)
			require.True(t, s.postcode == "" || s.postcode == o.Postcode, "%s has %s at %s", name, code, s.postcode)
		}
	}
	t.Logf("%d pairs: asked about open %d, closed %d and unknown %d organisations", pairs, open, closed, unknown)
	require.Positive(t, closed)
}

// TestPeopleAreWhereOrganisationsAre looks at what ties people to organisations: a patient's practice is open everywhere, can be asked for records over the
// national infrastructure, and its staff belong to it.
func TestPeopleAreWhereOrganisationsAre(t *testing.T) {
	d := newDirectories(t)
	views := d.views()
	population := d.realm.World.Population()
	for i := range 150 {
		person := population.Person(i * 3)
		code := string(person.Practice)
		for name, view := range views {
			require.True(t, view(code).active, "%s does not have the practice of person %d", name, i*3)
		}
		var endpoint struct {
			Entry []struct {
				Resource struct {
					Address              string
					ManagingOrganization struct{ Identifier struct{ Value string } }
				}
			}
		}
		d.ask(sds.Base+"/Endpoint", url.Values{"organization": {odsID + code},
			"identifier": {"https://fhir.nhs.uk/Id/nhsServiceInteractionId|urn:nhs:names:services:gpconnect:fhir:operation:gpc.getstructuredrecord-1"}}, &endpoint)
		require.Len(t, endpoint.Entry, 1)
		require.Equal(t, code, endpoint.Entry[0].Resource.ManagingOrganization.Identifier.Value)
		var body struct {
			Person struct {
				OrgPersons []struct{ OrgID, OrgName string }
			}
		}
		who := population.Practitioner(person.Practice, i)
		require.Equal(t, 200, d.ask(worker.Base+"/Worker", url.Values{"identifier": {who.SDSUser}}, &body))
		require.Equal(t, code, body.Person.OrgPersons[0].OrgID)
		for _, at := range body.Person.OrgPersons {
			s := views["ord"](at.OrgID)
			require.True(t, s.active)
			require.Equal(t, s.name, at.OrgName)
		}
	}
}
