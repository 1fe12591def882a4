package catalogue_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
	"sandpiper/synthetic"
)

// Sizes of the measurement.
const (
	nationwide  = 1_000_000 // people whom the mock NHS serves
	hot         = 200       // of them, whom every server has, and who are read
	repetitions = 3         // of each measurement, those of one kind taking turns
	window      = 3 * time.Second
	warming     = 2 * time.Second
	warmingJVM  = 10 * time.Second
)

// BenchmarkPeers measures the mock NHS as it is shipped, with a million people, beside a bare net/http server and what else people rehearse against, in one
// run: all servers are processes of their own with two processors, asked by one generator over 16 kept connections on the same machine, in turns, three
// times. It prints a table and what the front door promises; it fails if a promise is not kept. With SANDPIPER_BENCH=folder both are written there as well.
//
//	bash .ci/bench/run             or a part of it: bash .ci/bench/run searches
//	go test ./mocks/catalogue -run '^$' -bench '^BenchmarkPeers$' -benchtime 1x -timeout 15m     once the peers are installed
func BenchmarkPeers(b *testing.B) {
	folder, reason := peersFolder()
	if reason != "" {
		b.Skip(reason)
	}
	t := &table{Began: time.Now().UTC(), Machine: machine()}
	people, err := synthetic.Open(synthetic.DefaultRecipe(nationwide))
	require.NoError(b, err)
	d := newDoor(b, people)
	for _, part := range []struct {
		name    string
		measure func(b *testing.B, t *table, d *door, folder string)
	}{{"reads", measureReads}, {"searches", measureSearches}, {"tokens", measureTokens}, {"memory", measureMemory}} {
		b.Run(part.name, func(b *testing.B) { part.measure(b, t, d, folder) })
	}
	t.finish(b)
}

// measureReads reads 200 patients by number, round and round.
func measureReads(b *testing.B, t *table, d *door, folder string) {
	token := d.token()
	bodies, patients := map[string]json.RawMessage{}, []json.RawMessage{}
	for i := range hot {
		path := d.path(i)
		body := d.get(path, token)
		bodies[path] = body
		patients = append(patients, body)
	}
	written := func(name string, v any) string {
		text, err := json.Marshal(v)
		require.NoError(b, err)
		path := filepath.Join(b.TempDir(), name)
		require.NoError(b, os.WriteFile(path, text, 0o600))
		return path
	}
	bare := launch(b, []string{referenceBodies + "=" + written("bodies.json", bodies), referenceToken + "=" + token}, os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkReference$", "-test.benchtime=1x")
	medplum := launch(b, []string{"NODE_ENV=production"}, "node", filepath.Join(folder, "medplum.mjs"), "PORT", written("patients.json", patients), token)
	stubs := stub(b, token, patients[0])
	jar := []string{"-jar", filepath.Join(folder, "node_modules", "wiremock", "build", "wiremock-standalone-3.13.2.jar"), "--port", "PORT", "--root-dir", stubs, "--disable-banner"}
	usual := launch(b, nil, "java", jar...)
	without := launch(b, nil, "java", append(jar, "--no-request-journal")...)

	shots := func(p *running, number func(i int) int, n int) []shot {
		out := make([]shot, n)
		for i := range out {
			out[i] = aim(b, http.MethodGet, p.url(d.path(number(i))), "", "Authorization", "Bearer "+token, "X-Request-Id", uuid.NewString())
		}
		return out
	}
	few := func(i int) int { return i }
	t.measure(b, []*row{
		{Name: "bare", Does: "net/http: token, scope, X-Request-ID, check digit, then bytes from a map", server: bare, shots: shots(bare, few, hot), warm: warming},
		{Name: "pds", Does: "GET Patient of the mock NHS, 200 of a million people", server: d.running, shots: shots(d.running, few, hot), warm: warming},
		{Name: "medplum", Does: "MemoryRepository 4.5.2 of 200 patients behind node:http, token and X-Request-ID checked", server: medplum, shots: shots(medplum, few, hot), warm: warming},
		{Name: "wiremock", Does: "3.13.2, one stub: path pattern, both headers, one body; --no-request-journal", server: without, shots: shots(without, few, hot), warm: warmingJVM},
		{Name: "wiremock-journal", Does: "the same with its default journal", server: usual, shots: shots(usual, few, hot), warm: warmingJVM},
		{Name: "pds-anybody", Does: "as pds, anybody of the million: most are shown for the first time", server: d.running, shots: shots(d.running, func(i int) int { return i * 7919 % nationwide }, 100_000)},
	}, window)
	t.promise("pds is at least 0.6 of bare", t.ratio("pds", "bare"), 0.6)
	t.promise("pds is at least twice wiremock", t.ratio("pds", "wiremock"), 2)
	t.promise("pds is at least twice wiremock-journal", t.ratio("pds", "wiremock-journal"), 2)
	t.promise("pds is at least 1.3 of medplum", t.ratio("pds", "medplum"), 1.3)
}

// stub writes what WireMock is to answer: the least that gives somebody's body to whoever has a token. It is the same body for all.
func stub(b *testing.B, token string, body json.RawMessage) (folder string) {
	folder = b.TempDir()
	require.NoError(b, os.Mkdir(filepath.Join(folder, "mappings"), 0o755))
	text, err := json.Marshal(map[string]any{
		"request": map[string]any{
			"method": "GET", "urlPathPattern": pds.Base + "/Patient/[0-9]{10}",
			"headers": map[string]any{
				"Authorization": map[string]string{"equalTo": "Bearer " + token},
				"X-Request-ID":  map[string]string{"matches": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"},
			},
		},
		"response": map[string]any{
			"status": 200, "body": string(body), "headers": map[string]string{"Content-Type": "application/fhir+json", "ETag": `W/"1"`},
		},
	})
	require.NoError(b, err)
	require.NoError(b, os.WriteFile(filepath.Join(folder, "mappings", "patient.json"), text, 0o600))
	return folder
}

// measureSearches looks for people among a million, another one each time.
func measureSearches(b *testing.B, t *table, d *door, _ string) {
	token, worker := d.token(), d.worker()
	var exact, fuzzy []shot
	for i := range 20_000 {
		who := (i*7919 + 13) * 104_729 % nationwide
		exact = append(exact, aim(b, http.MethodGet, d.url("/records/FHIR/R4/Patient?identifier="+url.QueryEscape("https://fhir.nhs.uk/Id/nhs-number|"+d.people.Number(who).String())), "",
			"Authorization", "Bearer "+token))
	}
	for i := range 10_000 {
		p := d.people.Person((i*7919 + 13) * 104_729 % nationwide)
		query := url.Values{"_fuzzy-match": {"true"}, "family": {p.Name.Family}, "given": {p.Name.Given[0]}, "birthdate": {p.Born.Format(time.DateOnly)}}
		fuzzy = append(fuzzy, aim(b, http.MethodGet, d.url(pds.Base+"/Patient?"+query.Encode()), "", "Authorization", "Bearer "+worker, "X-Request-Id", uuid.NewString()))
	}
	t.measure(b, []*row{
		{Name: "identifier", Does: "GET records Patient?identifier=, by an application, among a million", server: d.running, shots: exact, warm: warming},
		{Name: "fuzzy", Does: "GET pds Patient?_fuzzy-match=true with family, given, birthdate, by a health worker, among a million", server: d.running, shots: fuzzy, warm: warming},
	}, window)
	t.promise("identifier searches a second", t.median("identifier"), 5000)
	t.promise("fuzzy searches a second", t.median("fuzzy"), 1000)
}

// get is the body of a good answer.
func (d *door) get(path, token string) []byte {
	r, err := http.NewRequestWithContext(d.b.Context(), http.MethodGet, d.url(path), nil)
	require.NoError(d.b, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("X-Request-Id", uuid.NewString())
	response, err := http.DefaultClient.Do(r)
	require.NoError(d.b, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d.b, err)
	require.Equal(d.b, http.StatusOK, response.StatusCode, "%s: %s %s", path, body, response.Header.Get("X-Sandpiper-Why"))
	return body
}

// path is where somebody's demographics are.
func (d *door) path(person int) string {
	return fmt.Sprintf("%s/Patient/%s", pds.Base, d.people.Number(person))
}
