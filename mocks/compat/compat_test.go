package compat_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/compat"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/nhs"
)

var worldTime = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

// sandbox is an open realm with all packs.
type sandbox struct {
	*mocks.Estate
	world *world.World
}

func newSandbox(t *testing.T, quirks ...compat.Quirk) sandbox {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(300))
	require.NoError(t, err)
	w := world.New(population, worldTime)
	require.NoError(t, compat.Load(w))
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{compat.Sandbox{On: quirks}},
		Default: &mocks.Realm{World: w, OpenAccess: true}})
	require.NoError(t, err)
	return sandbox{estate, w}
}

// send sends a request below the service's root; headers come in pairs.
func (s sandbox) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://example.test"+pds.Base+path, strings.NewReader(body))
	r.Header.Set("X-Request-ID", uuid.NewString())
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s sandbox) get(path string) *httptest.ResponseRecorder { return s.send(http.MethodGet, path, "") }

// part is what of a Patient the table holds.
type part struct {
	ID        string
	Gender    string
	BirthDate string
	Deceased  string `json:"deceasedDateTime"`
	Meta      struct {
		VersionID string
		Security  []struct{ Code string }
	}
	Name []struct {
		Use    string
		Family string
		Given  []string
	}
	GeneralPractitioner []struct{ Identifier struct{ Value string } }
	Address             []struct {
		Use, PostalCode string
		Line            []string
	}
}

// usual cuts a patient down to what the table keeps.
func (p part) usual() part {
	for k := range p.Name {
		if p.Name[k].Use == "usual" {
			p.Name = p.Name[k : k+1]
			break
		}
	}
	for k := range p.Address {
		if p.Address[k].Use == "home" {
			p.Address = p.Address[k : k+1]
			break
		}
	}
	return p
}

// TestThePublishedPatientsAreHere holds what PDS shows against the published stubs themselves.
func TestThePublishedPatientsAreHere(t *testing.T) {
	files, err := filepath.Glob("../../../shared/specs/pds/karate-stubs/patientResponses/patient_*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		if os.Getenv("SANDPIPER_CI") != "" {
			t.Fatal("the published stubs are not here")
		}
		t.Skip("the published stubs are not here")
	}
	s := newSandbox(t)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var want, have part
		require.NoError(t, json.Unmarshal(text, &want))
		w := s.get("/Patient/" + want.ID)
		require.Equal(t, 200, w.Code, "%s: %s", want.ID, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &have))
		if want.Gender == "" {
			have.Gender = "" // the one departure that doc.go names
		}
		assert.Equal(t, want.usual(), have.usual())
	}
}

// TestThePublishedCardIsHere holds what PDS shows of a health insurance card against the published stub itself.
func TestThePublishedCardIsHere(t *testing.T) {
	s := newSandbox(t)
	want, err := os.ReadFile("../../../shared/specs/pds/karate-stubs/coverageResponses/patient_with_coverage_9000000009.json")
	if err != nil {
		if os.Getenv("SANDPIPER_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the published stubs are not here")
	}
	card := func(text []byte) (total int, resource map[string]any) {
		var bundle struct {
			Total int
			Entry []struct{ Resource map[string]any }
		}
		require.NoError(t, json.Unmarshal(text, &bundle))
		if len(bundle.Entry) == 1 {
			resource = bundle.Entry[0].Resource
		}
		return bundle.Total, resource
	}
	_, published := card(want)
	require.NotEmpty(t, published)
	total, shown := card(s.get("/Coverage?subscriber:identifier=9000000009").Body.Bytes())
	assert.Equal(t, 1, total)
	assert.Equal(t, published, shown)
	total, _ = card(s.get("/Coverage?subscriber:identifier=9000000033").Body.Bytes())
	assert.Zero(t, total, "the sandbox has none for the person without a name")
}

func TestNumbersNeverCollide(t *testing.T) {
	seen := map[nhs.Number]bool{}
	for _, p := range compat.People() {
		assert.False(t, seen[p.Number], "%s is there twice", p.Number)
		assert.NotEmpty(t, p.Source)
		seen[p.Number] = true
		for _, seed := range []uint64{0, 1, 2, 1 << 40} {
			_, ours := nhs.NewNumbering(seed).Index(p.Number)
			assert.False(t, ours, "%s could be somebody of a population", p.Number)
		}
	}
	assert.Len(t, seen, len(compat.People(compat.PDSSandbox))+len(compat.People(compat.PDSIntegration))+len(compat.People(compat.NHSLoginSandpit)))
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	s := newSandbox(t)
	assert.ErrorIs(t, compat.Load(s.world), world.ErrTaken)
	assert.ErrorIs(t, compat.Load(s.world, "pds-sandpit"), compat.ErrPack)
}

// TestSpecialNumbers has a row for each number that is there for what happens.
func TestSpecialNumbers(t *testing.T) {
	s := newSandbox(t)
	for _, row := range []struct {
		number string
		status int
		holds  string
		lacks  string
	}{
		{"9000000009", 200, `"deceasedDateTime":"2010-10-22T00:00:00+00:00"`, ""},
		{"9000000025", 200, `"code":"R"`, `"address"`},
		{"9000000033", 200, `"versionId":"2"`, `"name"`},
		{"9111231130", 404, "RESOURCE_NOT_FOUND", ""},
		{"9000000000", 400, "INVALID_RESOURCE_ID", ""},
		{"9449310378", 404, "INVALIDATED_RESOURCE", ""},
		{"9727194737", 404, "RESOURCE_NOT_FOUND", ""},
		{"9727022820", 200, `"code":"R"`, `"address"`},
		{"9693632109", 200, `"versionId":"58"`, ""},
		{"5900053636", 200, `"id":"9732019395"`, "5900053636"},
		{"9686368973", 200, `"family":"MILLAR"`, ""},
	} {
		w := s.get("/Patient/" + row.number)
		assert.Equal(t, row.status, w.Code, row.number)
		assert.Contains(t, w.Body.String(), row.holds, row.number)
		if row.lacks != "" {
			assert.NotContains(t, w.Body.String(), row.lacks, row.number)
		}
	}
}

// TestPublishedSearches: the queries that the specification and the sandbox's tests make find whom they should.
func TestPublishedSearches(t *testing.T) {
	s := newSandbox(t)
	for query, numbers := range map[string][]string{
		"family=Smith&gender=female&birthdate=eq2010-10-22":                                         {"9000000009"},
		"family=Sm*&gender=female&birthdate=eq2010-10-22":                                           {"9000000009", "9000000017"},
		"family=Smith&gender=female&birthdate=ge2010-10-21&birthdate=le2010-10-23":                  {"9000000009"},
		"family=Smith&given=jane&gender=female&birthdate=eq2010-10-22&_fuzzy-match=true":            {"9000000009", "9000000017"},
		"family=Godsoe&given=Rodney&birthdate=eq1936-02-24":                                         {"9693632125"},
		"family=YOUDS&birthdate=eq1970-01-24":                                                       {"9693633679", "9693633687", "9693633695", "9693633709"},
		"family=Massam&birthdate=le1920-08-11":                                                      {"9693632966"},
		"family=CUFF&given=Jane&gender=female&birthdate=eq1926-01-07":                               {"9732019395"},
		"family=MED&given=Rowenad&birthdate=eq1999-09-09":                                           {"9733162450"},
		"family=attis*&birthdate=eq1960-07-14":                                                      {"9693633121", "9693633148"},
		"family=KNAPP&given=Kathy&gender=female&birthdate=eq1943-07-03&_exact-match=true":           {"9736363120"},
		"family=TUNNEY&given=DEBRA&gender=female&birthdate=ge1980-01-01&death-date=eq2019-02-07":    {"9733163201"},
		"family=McMatch-Multiple&birthdate=eq1997-08-20":                                            {"5900036502", "5900053679"},
		"family=Smith&gender=male&birthdate=eq2000-05-05&address-postalcode=DN17%204AA&given=Dave*": {"5900034372"},
	} {
		w := s.get("/Patient?" + query)
		require.Equal(t, 200, w.Code, "%s: %s", query, w.Body)
		for _, n := range numbers {
			assert.Contains(t, w.Body.String(), `"id":"`+n+`"`, query)
		}
	}
	assert.Contains(t, s.get("/Patient?family=Sm*&gender=female&birthdate=eq2010-10-22&_max-results=1").Body.String(), "TOO_MANY_MATCHES")
	assert.NotContains(t, s.get("/Patient?family=Smythe&birthdate=eq2010-10-22&address-postalcode=LS1%206AE").Body.String(), "9000000025")
}

func TestQuirksAreSwitches(t *testing.T) {
	const (
		fuzzy   = "/Patient?family=Godsoe&given=Rodney&birthdate=eq1936-02-24&_fuzzy-match=true"
		nobody  = "/Patient?family=Nobodyhere&birthdate=eq1936-02-24"
		janes   = "/Patient/9000000009"
		patch   = `{"patches":[{"op":"replace","path":"/gender","value":"unknown"}]}`
		warning = "no example response"
	)
	update := func(s sandbox) *httptest.ResponseRecorder {
		return s.send(http.MethodPatch, "/Patient/9693632109", patch, "If-Match", `W/"58"`, "Content-Type", "application/json-patch+json")
	}
	plain := newSandbox(t)
	assert.Contains(t, plain.get(fuzzy).Body.String(), "9693632125")
	assert.Contains(t, plain.get(nobody).Body.String(), `"total":0`)
	require.Equal(t, 200, update(plain).Code)
	assert.Contains(t, plain.get("/Patient/9693632109").Body.String(), `"gender":"unknown"`, "without quirks updates are kept")
	assert.Equal(t, 409, update(plain).Code)

	same := func(s sandbox) int { // as Jane Smith is already
		return s.send(http.MethodPatch, janes, `{"patches":[{"op":"replace","path":"/gender","value":"female"}]}`, "If-Match", `W/"2"`, "Content-Type", "application/json-patch+json").Code
	}
	assert.Equal(t, 400, same(plain), "nothing would change")
	assert.Equal(t, 200, same(newSandbox(t, compat.Forgets)), "the sandbox does not compare")

	jayne := newSandbox(t, compat.FuzzyIsJayne)
	assert.Contains(t, jayne.get(fuzzy).Body.String(), `"id":"9000000017"`)
	assert.NotContains(t, jayne.get(fuzzy).Body.String(), "9693632125")
	assert.NotContains(t, jayne.get(fuzzy+"&phone=01632960587").Body.String(), `"id":"9000000017"`)

	silent := newSandbox(t, compat.NoExample)
	w := silent.get(nobody)
	assert.Equal(t, 200, w.Code)
	assert.Contains(t, w.Body.String(), warning)
	assert.Contains(t, silent.get("/Patient?family=Godsoe&birthdate=eq1936-02-24").Body.String(), "9693632125")
	assert.Equal(t, 400, silent.get("/Patient?family=Godsoe").Code)
	assert.Equal(t, 200, silent.get(janes).Code)

	forgetful := newSandbox(t, compat.Forgets)
	for range 2 {
		w := update(forgetful)
		require.Equal(t, 200, w.Code, w.Body)
		assert.Contains(t, w.Body.String(), `"gender":"unknown"`)
		assert.Contains(t, w.Body.String(), `"versionId":"59"`)
	}
	assert.Contains(t, forgetful.get("/Patient/9693632109").Body.String(), `"versionId":"58"`)
	assert.Len(t, compat.Quirks(), 3)
}

// TestWhoSignsInHasARecord: the accounts of NHS login that are published are people of the register here, by the same name and birthday.
func TestWhoSignsInHasARecord(t *testing.T) {
	s := newSandbox(t)
	matched := 0
	for _, p := range compat.People(compat.NHSLoginSandpit) {
		_, account, _ := strings.Cut(p.Note, "signs in as ")
		account, _, _ = strings.Cut(account, ";")
		c, err := people.FindCitizen(s.world.View(), account)
		if err != nil {
			continue // mocks/login has some of the accounts
		}
		matched++
		person, how := s.world.Holder(p.Number)
		require.Equal(t, world.Current, how)
		who, _ := s.world.Person(person)
		assert.Equal(t, c.Number, p.Number.String())
		assert.True(t, strings.EqualFold(c.Family, who.Name.Family), account)
		assert.Equal(t, c.Born, who.Born.Format(time.DateOnly), account)
		assert.Equal(t, c.GP, string(who.Practice), account)
	}
	assert.Equal(t, 8, matched)
}
