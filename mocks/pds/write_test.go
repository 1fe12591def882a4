package pds_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// Of 64 writers who all read and then write, each accepted update is in the record at the end, and every version once.
func TestNoAcceptedUpdateIsLost(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	const writers, each = 64, 4
	var wg sync.WaitGroup
	var mismatches atomic.Int64
	versions := make(chan string, writers*each)
	for writer := range writers {
		wg.Go(func() {
			for k := 0; k < each; {
				read := r.get("/Patient/" + r.number(i))
				body := fmt.Sprintf(`{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"Writer %d-%d"}}]}`, writer, k)
				w := r.send(http.MethodPatch, "/Patient/"+r.number(i), body, "If-Match", read.Header().Get("ETag"),
					"Content-Type", "application/json-patch+json", "X-Request-ID", uuid.NewString())
				switch w.Code {
				case 200:
					versions <- w.Header().Get("ETag")
					var p pds.Patient
					if assert.NoError(t, json.Unmarshal(w.Body.Bytes(), &p)) {
						assert.Equal(t, w.Header().Get("ETag"), `W/"`+p.Meta.VersionID+`"`)
						assert.Equal(t, fmt.Sprintf("Writer %d-%d", writer, k), p.Name[len(p.Name)-1].Family, "the answer is that of this update")
					}
					k++
				case 409:
					mismatches.Add(1)
				default:
					t.Errorf("%d: %s", w.Code, w.Body)
					return
				}
			}
		})
	}
	wg.Wait()
	close(versions)
	seen := map[string]bool{}
	for v := range versions {
		assert.False(t, seen[v], "version %s was given twice", v)
		seen[v] = true
	}
	final := show(t, r.get("/Patient/"+r.number(i)))
	names := map[string]bool{}
	for _, n := range final.Name {
		names[n.Family] = true
	}
	for writer := range writers {
		for k := range each {
			assert.True(t, names[fmt.Sprintf("Writer %d-%d", writer, k)])
		}
	}
	assert.Len(t, seen, writers*each)
	t.Logf("%d updates were refused as stale and tried again", mismatches.Load())
}

func TestTheSameRequestIsAnsweredOnceAndTheSame(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	const patches = `{"op":"add","path":"/name/-","value":{"use":"old","family":"Once"}}`
	id := uuid.NewString()
	send := func(patches string, headers ...string) (int, string) {
		w := r.patch(i, patches, append([]string{"X-Request-ID", id, "If-Match", `W/"2"`}, headers...)...)
		return w.Code, w.Body.String()
	}
	var wg sync.WaitGroup
	var answers [16]string
	for k := range answers {
		wg.Go(func() {
			var code int
			code, answers[k] = send(patches)
			assert.Equal(t, 200, code)
		})
	}
	wg.Wait()
	for _, a := range answers {
		assert.Equal(t, answers[0], a)
	}
	_, version := r.realm.World.Person(i)
	assert.Equal(t, 3, version.N, "written once")
	code, _ := send(`{"op":"add","path":"/name/-","value":{"use":"old","family":"Twice"}}`)
	assert.Equal(t, 409, code, "another content is another request, whatever its identifier")
	id = uuid.NewString()
	code, _ = send(patches)
	assert.Equal(t, 409, code, "another identifier is another request")
}

func TestNoTimeToWait(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	id := uuid.NewString()
	headers := []string{"X-Request-ID", id, "If-Match", `W/"2"`, "X-Sync-Wait", "0"}
	w := r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`, headers...)
	require.Equal(t, 503, w.Code)
	assert.Equal(t, "5", w.Header().Get("Retry-After"))
	assert.JSONEq(t, outcome(t, "error|timeout|SERVICE_UNAVAILABLE|Service unavailable|The downstream domain processing has not completed within the configured timeout period. "+
		"Using the same 'X-Request-ID' header, retry your request after the time specified by the 'Retry-After' response header."), w.Body.String(), "patient-patch.yaml, 503")
	conforms(t, w)
	w = r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`, headers...)
	assert.Equal(t, "male", show(t, w).Gender)
	assert.Equal(t, `W/"3"`, w.Header().Get("ETag"))
}

func TestBranchesKeepTheirWritesApart(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	other := r.realm.World.Branch(worldTime)
	require.Equal(t, 200, r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`).Code)
	p, q, v := other.Registered(i)
	assert.Equal(t, 2, v.N)
	assert.Equal(t, "female", p.Sex.String())
	assert.Equal(t, "N1", q.Usual.ID)
	code, made, _ := r.post(newborn)
	require.Equal(t, 201, code)
	number, err := nhs.ParseNumber(fmt.Sprint(made["id"]))
	require.NoError(t, err)
	_, how := other.Holder(number)
	assert.Equal(t, world.Unissued, how)
}

const newborn = `{"resourceType":"Patient","name":[{"use":"usual","given":["Zebedee"],"family":"Newcomer","prefix":["Mr"]}],"gender":"male","birthDate":"1989-08-10",
	"address":[{"use":"home","line":["42405 Bayer Glen"],"postalCode":"ZU1 9UT","period":{"start":"2024-05-02"}}],
	"telecom":[{"system":"email","use":"home","value":"zebedee@example.org"}],
	"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-RegisteringAuthority","extension":[
		{"url":"registeringAuthorityType","valueCodeableConcept":{"coding":[{"system":"https://fhir.nhs.uk/CodeSystem/UKCore-RegisteringAuthorityType","code":"x"}]}},
		{"url":"organisationIdentifier","valueString":"RGS"}]}]}`

func (r rig) post(body string, headers ...string) (int, map[string]any, string) {
	w := r.send(http.MethodPost, "/Patient", body, append([]string{"Content-Type", "application/json", "X-Request-ID", uuid.NewString()}, headers...)...)
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w.Code, out, w.Body.String()
}
