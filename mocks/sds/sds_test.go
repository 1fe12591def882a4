package sds_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/sds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
)

const (
	odsID      = "https://fhir.nhs.uk/Id/ods-organization-code|"
	serviceID  = "https://fhir.nhs.uk/Id/nhsServiceInteractionId|"
	partyKeyID = "https://fhir.nhs.uk/Id/nhsMhsPartyKey|"
	metadata   = "urn:nhs:names:services:gpconnect:fhir:rest:read:metadata-1"
	structured = "urn:nhs:names:services:gpconnect:fhir:operation:gpc.getstructuredrecord-1"
	prescribe  = "urn:nhs:names:services:mm:PORX_IN020101UK31"
)

var (
	started   = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	registers = sync.OnceValue(func() *ods.Registers { return new(ods.Registers) })
)

type rig struct {
	*mocks.Estate
	realm    *mocks.Realm
	register *ods.Register
}

func newRig(t testing.TB, service *sds.Service) rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(t, err)
	service.Registers = registers()
	realm := &mocks.Realm{World: world.New(population, started)}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{service}, Apps: []mocks.App{{ID: "key"}}, Default: realm})
	require.NoError(t, err)
	return rig{estate, realm, registers().For(population)}
}

// request asks for a resource; parameters come in pairs.
func request(resource string, parameters ...string) *http.Request {
	var query []string
	for i := 0; i < len(parameters); i += 2 {
		query = append(query, url.QueryEscape(parameters[i])+"="+url.QueryEscape(parameters[i+1]))
	}
	r := httptest.NewRequest(http.MethodGet, published.Host+sds.Base+"/"+resource+"?"+strings.Join(query, "&"), nil)
	r.Header.Set("apikey", "key")
	r.Header.Set("X-Correlation-Id", "6d3d3674-7ce5-11ec-90d6-0242ac120003")
	return r
}

func (r rig) send(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

type bundle struct {
	Total int
	Link  []struct{ URL string }
	Entry []struct {
		FullURL  string
		Resource struct {
			ID, Address string
			Identifier  []struct{ System, Value string }
			Extension   []struct {
				URL            string
				ValueReference struct {
					Identifier struct{ System, Value string }
				}
			}
			Owner, ManagingOrganization struct{ Identifier struct{ Value string } }
		}
	}
}

func (r rig) find(t testing.TB, resource string, parameters ...string) bundle {
	t.Helper()
	w := r.send(request(resource, parameters...))
	require.Equal(t, 200, w.Code, w.Body)
	var b bundle
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &b))
	require.Len(t, b.Entry, b.Total)
	return b
}

func TestDevice(t *testing.T) {
	r := newRig(t, &sds.Service{})
	b := r.find(t, "Device", "organization", odsID+"ZX0412", "identifier", serviceID+metadata)
	require.Equal(t, 1, b.Total)
	d := b.Entry[0].Resource
	assert.Equal(t, published.Host+sds.Base+"/Device/"+d.ID, b.Entry[0].FullURL)
	assert.Equal(t, "ZX0412", d.Owner.Identifier.Value)
	assert.Regexp(t, `^000\d{9}$`, d.Identifier[0].Value)
	assert.Regexp(t, `^ZX0412-8\d{5}$`, d.Identifier[1].Value)
	assert.Equal(t, published.Host+sds.Base+"/Device?organization="+odsID+"ZX0412&identifier="+serviceID+metadata, b.Link[0].URL, "the link is not escaped")
	key, maker := d.Identifier[1].Value, d.Extension[0].ValueReference.Identifier.Value
	_, ok := r.register.Find(maker, ods.DayOf(started))
	assert.True(t, ok, "the maker is an organisation")
	for _, more := range [][]string{
		{"identifier", partyKeyID + key}, {"manufacturing-organization", odsID + maker}, {"identifier", partyKeyID + key, "manufacturing-organization", odsID + maker},
	} {
		again := r.find(t, "Device", append([]string{"organization", odsID + "ZX0412", "identifier", serviceID + metadata}, more...)...)
		assert.Equal(t, b.Entry, again.Entry)
	}
	for _, none := range [][]string{
		{"organization", odsID + "ZX9999", "identifier", serviceID + metadata},
		{"organization", odsID + "ZX0412", "identifier", serviceID + "urn:x"},
		{"organization", odsID + "ZX0412", "identifier", serviceID + metadata, "identifier", partyKeyID + "X"},
		{"organization", odsID + "ZX0412", "identifier", serviceID + metadata, "manufacturing-organization", odsID + "X26"},
	} {
		w := r.send(request("Device", none...))
		assert.Contains(t, w.Body.String(), "\"total\": 0,\n", "none is an answer, with an empty list")
		assert.Contains(t, w.Body.String(), `"entry": []`)
	}
}

func TestEndpoint(t *testing.T) {
	r := newRig(t, &sds.Service{})
	d := r.find(t, "Device", "organization", odsID+"ZX0412", "identifier", serviceID+structured).Entry[0].Resource
	key := d.Identifier[1].Value
	e := r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", serviceID+structured)
	require.Equal(t, 1, e.Total)
	assert.Equal(t, published.Host+"/ZX0412/STU3/1/gpconnect/structured/fhir", e.Entry[0].Resource.Address)
	assert.Equal(t, "ZX0412", e.Entry[0].Resource.ManagingOrganization.Identifier.Value)
	assert.Equal(t, key, e.Entry[0].Resource.Identifier[1].Value, "device and endpoint stand behind one message handler")
	assert.Equal(t, e.Entry, r.find(t, "Endpoint", "identifier", partyKeyID+key, "identifier", serviceID+structured).Entry)
	all := r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", partyKeyID+key)
	assert.Greater(t, all.Total, 8)
	assert.Zero(t, r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", serviceID+prescribe).Total, "a practice sends prescriptions and takes none")
	forwarded := r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", serviceID+"urn:nhs:names:services:gp2gp:COPC_IN000001UK01")
	assert.Equal(t, published.Host+"/reliablemessaging/intermediary", forwarded.Entry[0].Resource.Address)
	for _, code := range []string{"YES", "ZXZ01"} {
		spine := r.find(t, "Endpoint", "organization", odsID+code, "identifier", serviceID+"urn:nhs:names:services:psis:REPC_IN150016UK05")
		require.Equal(t, 1, spine.Total)
		assert.Equal(t, published.Host+"/reliablemessaging/reliablerequest", spine.Entry[0].Resource.Address)
	}
}

// TestInteractionsOfGPConnectConsumer: a practice is reached for everything that NHSDigital/integration-adaptor-gpc-consumer looks up
// (SdsRequestBuilder.java), and has what it reads of the answers (SdsClient.java).
func TestInteractionsOfGPConnectConsumer(t *testing.T) {
	r := newRig(t, &sds.Service{})
	const documents = "urn:nhs:names:services:gpconnect:documents:fhir:rest:"
	for _, interaction := range []string{
		structured, "urn:nhs:names:services:gpconnect:fhir:operation:gpc.migratestructuredrecord-1", documents + "search:patient-1",
		documents + "search:documentreference-1", documents + "read:binary-1", documents + "migrate:binary-1",
	} {
		device := r.find(t, "Device", "organization", odsID+"ZX0412", "identifier", serviceID+interaction)
		require.Equal(t, 1, device.Total, interaction)
		assert.Equal(t, "https://fhir.nhs.uk/Id/nhsSpineASID", device.Entry[0].Resource.Identifier[0].System)
		endpoint := r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", serviceID+interaction)
		require.Equal(t, 1, endpoint.Total, interaction)
		assert.Contains(t, endpoint.Entry[0].Resource.Address, "/ZX0412/STU3/1/gpconnect/")
	}
}

// TestClosedIsClosed follows a pharmacy over the day on which it closes, with and without a cache before the directory.
func TestClosedIsClosed(t *testing.T) {
	r := newRig(t, &sds.Service{})
	stale := newRig(t, &sds.Service{StaleFor: 30 * time.Minute})
	for _, o := range r.register.Of(ods.Pharmacy) {
		if o.Open.To <= ods.DayOf(started) {
			continue
		}
		ask := []string{"organization", odsID + o.Code, "identifier", serviceID + prescribe}
		assert.Equal(t, 1, r.find(t, "Device", ask...).Total)
		closed := (o.Open.To + 1).Time()
		r.realm.World.Clock().AdvanceTo(closed)
		stale.realm.World.Clock().AdvanceTo(closed)
		assert.Zero(t, r.find(t, "Device", ask...).Total)
		assert.Equal(t, 1, stale.find(t, "Device", ask...).Total, "the cache still has it")
		stale.realm.World.Clock().Advance(30 * time.Minute)
		assert.Zero(t, stale.find(t, "Device", ask...).Total)
		return
	}
	require.Fail(t, "no pharmacy closes")
}

func TestAddressesOfOnesOwn(t *testing.T) {
	r := newRig(t, &sds.Service{Address: func(_, organisation, _ string) string { return "https://" + organisation + ".example/fhir" }, Core: []string{"X26"}})
	assert.Equal(t, "https://ZX0412.example/fhir", r.find(t, "Endpoint", "organization", odsID+"ZX0412", "identifier", serviceID+metadata).Entry[0].Resource.Address)
	assert.Zero(t, r.find(t, "Endpoint", "organization", odsID+"YES", "identifier", serviceID+"urn:nhs:names:services:psis:REPC_IN150016UK05").Total)
}

func TestIdentifiersAreNobodyElses(t *testing.T) {
	r := newRig(t, &sds.Service{})
	seen := map[string]string{}
	asked := 0
	for k := ods.Practice; k <= ods.Spine; k++ {
		interactions := sds.Interactions(k)
		all := r.register.Of(k)
		for i := 0; i < len(all) && len(interactions) > 0; i += max(1, len(all)/40) {
			for _, urn := range interactions {
				for _, e := range r.find(t, "Device", "organization", odsID+all[i].Code, "identifier", serviceID+urn).Entry {
					asid := e.Resource.Identifier[0].Value
					require.True(t, seen[asid] == "" || seen[asid] == e.Resource.ID, "one ASID for two systems")
					seen[asid] = e.Resource.ID
					asked++
				}
			}
		}
	}
	assert.Greater(t, asked, 1000)
}

const published400 = `{
    "resourceType": "OperationOutcome",
    "id": "6d3d3674-7ce5-11ec-90d6-0242ac120003",
    "issue": [
        {
            "severity": "error",
            "code": "CODE",
            "details": {
                "coding": [
                    {
                        "system": "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1",
                        "code": "SPINE",
                        "display": "DISPLAY"
                    }
                ]
            },
            "diagnostics": "TEXT"
        }
    ]
}`

// TestErrors has a row for each refusal. Sources: research identity-demographics-registers §7 and the service's public handlers and tests
// (request/base_handler.py, routing_reliability_handler.py, accredited_system_handler.py, error_handler.py, tracking_ids_headers_reader.py).
func TestErrors(t *testing.T) {
	r := newRig(t, &sds.Service{})
	organization, interaction := []string{"organization", odsID + "ZX0412"}, []string{"identifier", serviceID + metadata}
	const (
		noOrganization = "HTTP 400: Bad Request (Missing or invalid 'organization' query parameter. Should be 'organization=https://fhir.nhs.uk/Id/ods-organization-code|value')"
		noInteraction  = "HTTP 400: Bad Request (Missing or invalid 'identifier' query parameter. Should be 'identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|value')"
		neither        = "HTTP 400: Bad Request (Missing or invalid 'identifier' query parameter. Should be one or both of: ['identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|value', 'identifier=https://fhir.nhs.uk/Id/nhsMhsPartyKey|value'])"
		combinations   = "HTTP 400: Bad Request (Missing or invalid query parameters. Should one of following combinations: ['organization=https://fhir.nhs.uk/Id/ods-organization-code|value&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|value&identifier=https://fhir.nhs.uk/Id/nhsMhsPartyKey|value''organization=https://fhir.nhs.uk/Id/ods-organization-code|value&identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|value''organization=https://fhir.nhs.uk/Id/ods-organization-code|value&identifier=https://fhir.nhs.uk/Id/nhsMhsPartyKey|value''identifier=https://fhir.nhs.uk/Id/nhsServiceInteractionId|value&identifier=https://fhir.nhs.uk/Id/nhsMhsPartyKey|value'])"
		badRequest     = "BAD_REQUEST,Bad request"
	)
	both := append(append([]string{}, organization...), interaction...)
	for _, row := range []struct {
		name    string
		request *http.Request
		change  func(*http.Request)
		status  int
		code    string
		spine   string
		text    string
	}{
		{"device: no organization", request("Device", interaction...), nil, 400, "required", badRequest, noOrganization},
		{"device: empty organization", request("Device", append([]string{"organization", odsID}, interaction...)...), nil, 400, "required", badRequest, noOrganization},
		{"device: organization of another system", request("Device", append([]string{"organization", "something_else|YES"}, interaction...)...), nil, 400, "required", badRequest, noOrganization},
		{"device: no interaction", request("Device", organization...), nil, 400, "required", badRequest, noInteraction},
		{"device: party key alone", request("Device", append(organization, "identifier", partyKeyID+"YES-0000806")...), nil, 400, "required", badRequest, noInteraction},
		{"device: identifier of another system", request("Device", append(organization, "identifier", "x|y")...), nil, 400, "required", badRequest, neither},
		{"device: maker of another system", request("Device", append(both, "manufacturing-organization", "x|y")...), nil, 400, "required", badRequest,
			"HTTP 400: Bad Request (Missing or invalid 'manufacturing-organization' query parameter. Should be 'manufacturing-organization=https://fhir.nhs.uk/Id/ods-organization-code|value')"},
		{"device: illegal parameter", request("Device", append(both, "x", "y")...), nil, 400, "required", badRequest, "HTTP 400: Bad Request (Illegal query parameter 'x')"},
		{"endpoint: nothing", request("Endpoint"), nil, 400, "required", badRequest, combinations},
		{"endpoint: organization alone", request("Endpoint", organization...), nil, 400, "required", badRequest, combinations},
		{"endpoint: interaction alone", request("Endpoint", interaction...), nil, 400, "required", badRequest, combinations},
		{"endpoint: identifier of another system", request("Endpoint", append(organization, "identifier", "x|y")...), nil, 400, "required", badRequest, neither},
		{"endpoint: takes no maker", request("Endpoint", append(both, "manufacturing-organization", odsID+"X26")...), nil, 400, "required", badRequest, "HTTP 400: Bad Request (Illegal query parameter 'manufacturing-organization')"},
		{"path", request("Nowhere"), nil, 404, "not-found", "NO_RECORD_FOUND,No record found", "HTTP endpoint not found"},
		{"method", request("Device", both...), func(r *http.Request) { r.Method = http.MethodPost }, 405, "not-supported", "NOT_IMPLEMENTED,Not implemented", "HTTP operation not supported"},
		{"accept", request("Endpoint", both...), func(r *http.Request) { r.Header.Set("Accept", "invalid-header") }, 406, "not-supported", "MISSING_OR_INVALID_HEADER,There is a required header missing or invalid", "Accept type not supported"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.change != nil {
				row.change(row.request)
			}
			w := r.send(row.request)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, "application/fhir+json", w.Header().Get("Content-Type"))
			spine, display, _ := strings.Cut(row.spine, ",")
			assert.Equal(t, strings.NewReplacer("CODE", row.code, "SPINE", spine, "DISPLAY", display, "TEXT", row.text).Replace(published400), w.Body.String())
			assert.Equal(t, row.status == 405, w.Header().Get("Allow") == "GET")
		})
	}
	bad := request("Device", both...)
	bad.Header.Set("X-Correlation-Id", "one")
	assert.Contains(t, r.send(bad).Body.String(), `"diagnostics": "HTTP 400: Invalid X-Correlation-ID header. Should be an UUIDv4 matching regex '^[0-9a-fA-F]{8}-`)
	none := request("Device", both...)
	none.Header.Del("X-Correlation-Id")
	assert.Regexp(t, regexp.MustCompile(`^[0-9A-F]{8}-`), r.send(none).Header().Get("X-Correlation-Id"), "one is made if none is sent")
	for _, key := range []string{"", "x"} {
		req := request("Device", both...)
		if req.Header.Set("apikey", key); key == "" {
			req.Header.Del("apikey")
		}
		assert.Equal(t, 401, r.send(req).Code)
	}
	json := request("Device", both...)
	json.Header.Set("Accept", "text/html, application/JSON;q=0.9")
	assert.Equal(t, "application/json", r.send(json).Header().Get("Content-Type"))
}
