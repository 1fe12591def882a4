package mocks_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/mockstest"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

func TestTheSuiteOnASmallService(t *testing.T) {
	mockstest.Service(t, mockstest.Subject{
		Service: clinic{},
		Good:    func(*mocks.Realm, string) *http.Request { return mockstest.Get(clinicBase + "/Patient/3") },
		Unknown: "/clinic/FHIR/R4/Patient/3/nothing",
	})
}

// open is a service without a login check, an error shape or names for its routes.
type open struct{ name, path string }

func (o open) Name() string { return o.name }
func (o open) Mount(r *mux.Router) {
	if o.path == "" {
		return
	}
	r.HandleFunc(o.path, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(o.name)) }).Methods("GET")
}

func TestTheSuiteOnAnOpenService(t *testing.T) {
	mockstest.Service(t, mockstest.Subject{
		Service: open{"leaflets", "/leaflets/{id}"},
		Good:    func(_ *mocks.Realm, base string) *http.Request { return mockstest.Get(base + "/leaflets/1") },
		Unknown: "/leaflets/1/2",
	})
}

func TestNewEstateRefusesWhatCannotWork(t *testing.T) {
	for _, c := range []struct {
		setup mocks.Setup
		want  string
	}{
		{mocks.Setup{}, "no services"},
		{mocks.Setup{Services: []mocks.Service{open{"a", "/a"}, open{"a", "/b"}}}, `two services named "a"`},
		{mocks.Setup{Services: []mocks.Service{open{"a", ""}}}, "mount a: it names no route"},
		{mocks.Setup{Services: []mocks.Service{open{"a", "/a"}}, Apps: []mocks.App{{ID: "x"}, {ID: "x"}}}, `two apps with the id "x"`},
	} {
		_, err := mocks.NewEstate(c.setup)
		assert.ErrorContains(t, err, c.want)
	}
}

func TestRealmsByPathAndByDefault(t *testing.T) {
	b := newBench(t, nil)
	assert.Equal(t, "/@one", b.path)
	second := &mocks.Realm{Name: "one", World: b.realm.World.Branch(start)}
	path, closeSecond := b.estate.Open(second)
	assert.Equal(t, "/@one~2", path, "a name that is taken is altered")
	odd, closeOdd := b.estate.Open(&mocks.Realm{Name: "a/b c", World: b.realm.World})
	defer closeOdd()
	assert.Equal(t, "/@a-b-c", odd)

	status := func(path string) int {
		r := httptest.NewRecorder()
		b.estate.ServeHTTP(r, httptest.NewRequest("GET", path, nil))
		return r.Code
	}
	assert.Equal(t, 200, status("/@one~2"+clinicBase+"/metadata"))
	closeSecond()
	assert.Equal(t, 404, status("/@one~2"+clinicBase+"/metadata"))
	assert.Equal(t, 404, status("/@one"))
	assert.Equal(t, 404, status(clinicBase+"/metadata"), "there is no default realm yet")
	_, closeDefault := b.estate.Open(&mocks.Realm{World: b.realm.World})
	assert.Equal(t, 200, status(clinicBase+"/metadata"))
	closeDefault()
	assert.Equal(t, 404, status(clinicBase+"/metadata"))
}

func TestBaseIsWhatTheCallerUsed(t *testing.T) {
	b := newBench(t, nil)
	_, body := b.get(clinicBase + "/metadata")
	assert.JSONEq(t, `{"url":"`+b.url+`/@one/clinic/FHIR/R4"}`, body)
	b = newBench(t, func(s *mocks.Setup) { s.PublicURL = "https://nhs.example/" })
	_, body = b.get(clinicBase + "/metadata")
	assert.JSONEq(t, `{"url":"https://nhs.example/@one/clinic/FHIR/R4"}`, body)
}

func TestWritesChangeTheWorldInTheCallersName(t *testing.T) {
	b := newBench(t, nil)
	response, _, err := b.do("POST", clinicBase+"/AllergyIntolerance", "penicillin")
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	changes := b.realm.World.Changes()
	require.Len(t, changes, 1)
	assert.Equal(t, "app-1", changes[0].Actor)
	_, body := b.get(clinicBase + "/AllergyIntolerance?patient=1")
	assert.Contains(t, body, "penicillin")
	x := b.last()
	assert.Equal(t, []int{1}, x.People)
	assert.Equal(t, "patient=1", x.Query)
	assert.Equal(t, "search", x.Operation)
}

func TestHeadIsAnsweredAsGet(t *testing.T) {
	b := newBench(t, nil)
	response, body, err := b.do("HEAD", clinicBase+"/Patient/3", "")
	require.NoError(t, err)
	assert.Equal(t, 200, response.StatusCode)
	assert.Empty(t, body)
	_, whole := b.get(clinicBase + "/Patient/3")
	assert.Equal(t, int64(len(whole)), response.ContentLength)
}

func TestWhyNamesTheNearestRoute(t *testing.T) {
	b := newBench(t, nil)
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/clinic/fhir/R4/Patient/3", "nearest is GET /clinic/FHIR/R4/Patient/{id:[0-9]+} (clinic)"},
		{"GET", "/clinic/FHIR/R4/Pateint/3", "nearest is GET /clinic/FHIR/R4/Patient/{id:[0-9]+} (clinic)"},
		{"GET", "/clinc/FHIR/R4/metadata", "nearest is GET /clinic/FHIR/R4/metadata (clinic)"},
		{"PUT", "/clinic/FHIR/R4/metadata", "PUT is not taken there; there is GET /clinic/FHIR/R4/metadata"},
		{"GET", "/" + strings.Repeat("x/", 5000), "no service lies at /x; paths begin with /clinic"},
		{"GET", "/Patient/3", "no service lies at /Patient; there is GET /clinic/FHIR/R4/Patient/{id:[0-9]+} (clinic); paths begin with"},
		{"DELETE", "/Patient/3", "no service lies at /Patient; paths begin with /clinic"},
		{"GET", "/", "no service lies at /; paths begin with /clinic"},
	} {
		response, _, err := b.do(c.method, c.path, "")
		require.NoError(t, err)
		assert.Contains(t, response.Header.Get("X-Sandpiper-Why"), c.want, c.path)
		assert.Contains(t, []int{404, 405}, response.StatusCode)
	}
}

func TestNoServiceIsTheGatewaysRefusal(t *testing.T) {
	b := newBench(t, nil)
	response, body := b.get("/personal-demographics/FHIR/R4/Patient")
	assert.Equal(t, 404, response.StatusCode)
	assert.Contains(t, body, `"errorcode":"messaging.adaptors.http.flow.ApplicationNotFound"`)
}

func TestLimitPerAppAndVirtualMinute(t *testing.T) {
	b := newBench(t, func(s *mocks.Setup) { s.PerMinute = 2 })
	status := func() int {
		response, body := b.get(clinicBase + "/Patient/3")
		if response.StatusCode == 429 {
			assert.Contains(t, body, "Your application, First App, has exceeded its quota of 2 requests every 1 minute(s) and is being rate limited.")
		}
		return response.StatusCode
	}
	assert.Equal(t, []int{200, 200, 429}, []int{status(), status(), status()})
	b.realm.World.Clock().Advance(59 * time.Second)
	assert.Equal(t, 429, status())
	b.realm.World.Clock().Advance(time.Second)
	assert.Equal(t, 200, status())
	_, _, err := b.do("GET", clinicBase+"/Patient/3", "", "Authorization", "Bearer "+b.token("app-2"))
	require.NoError(t, err)
	assert.Equal(t, 200, b.last().Status, "another app has its own quota")
}

func TestPanicsOfAServiceNeverKillTheConnectionUnlessTheAnswerHasBegun(t *testing.T) {
	b := newBench(t, nil)
	response, body := b.get("/clinic/odd/panic")
	assert.Equal(t, 500, response.StatusCode)
	assert.Contains(t, body, "UNKNOWN_ERROR")
	_, _, err := b.do("GET", "/clinic/odd/panic-after-flush", "")
	require.Error(t, err)
	assert.Equal(t, mocks.CutShort, b.last().Outcome)
}

func TestAnswersOfEverySize(t *testing.T) {
	b := newBench(t, nil)
	response, body := b.get("/clinic/odd/big")
	assert.Len(t, body, 40<<16)
	assert.Equal(t, int64(-1), response.ContentLength, "a long answer is streamed")
	x := b.last()
	assert.Equal(t, int64(40<<16), x.Sent)
	assert.Regexp(t, `^\{"bytes":2621440,"sha256":"[0-9a-f]{64}"\}$`, string(x.ResponseBody))
	assert.Equal(t, "/clinic/odd/{what}", x.Operation, "a route without a name goes by its template")
	response, body = b.get("/clinic/odd/nothing")
	assert.Equal(t, 200, response.StatusCode)
	assert.Empty(t, body)
	assert.Equal(t, 200, b.last().Status)
	response, _ = b.get("/clinic/odd/no-content")
	assert.Equal(t, 204, response.StatusCode)
	assert.Empty(t, response.Header.Get("Content-Length"))
}

func TestManyRealmsAtOnce(t *testing.T) {
	b := newBench(t, nil)
	var closers []func()
	for range 2000 {
		_, closeRealm := b.estate.Open(&mocks.Realm{Name: "many", World: b.realm.World.Branch(start)})
		closers = append(closers, closeRealm)
		if len(closers) > 50 {
			closers[0]()
			closers = closers[1:]
		}
	}
	for _, c := range closers {
		c()
	}
	path, _ := b.estate.Open(&mocks.Realm{Name: "many", World: b.realm.World.Branch(start)})
	assert.Equal(t, "/@many", path)
}

func TestATokenValueRepeatsInARealmOfTheSameName(t *testing.T) {
	one, two, other := mocks.NewTokens(1, "a"), mocks.NewTokens(1, "a"), mocks.NewTokens(1, "b")
	value := func(s *mocks.Tokens) string { return s.Issue("app", nil, start, time.Hour).Value }
	first := value(one)
	assert.Equal(t, first, value(two))
	assert.NotEqual(t, first, value(one))
	assert.NotEqual(t, first, value(other))
	token, err := one.Find(first, start.Add(time.Hour-1))
	require.NoError(t, err)
	assert.Equal(t, "app", token.App)
	_, err = one.Find(first, start.Add(time.Hour))
	require.ErrorIs(t, err, mocks.ErrExpiredToken)
	_, err = one.Find("x", start)
	require.ErrorIs(t, err, mocks.ErrUnknownToken)
	for range 10_000 {
		first = value(one)
	}
	_, err = one.Find(first, start)
	require.NoError(t, err, "the newest are remembered")
}

func TestCallOutsideAnEstate(t *testing.T) {
	assert.Nil(t, mocks.CallFrom(t.Context()))
	c := &mocks.Call{Realm: &mocks.Realm{World: world.New(newPopulation(t, 2), start)}}
	c.Touch(2)
	c.Touch(1)
	c.Touch(2)
	assert.Equal(t, []int{1, 2}, c.Touched)
	c.Pen().Add(0, chart.Entry{ID: chart.ID{Kind: chart.Allergy}})
	assert.Equal(t, "anonymous", c.Realm.World.Changes()[0].Actor)
}
