package pds_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// outcome writes the body of an error: severity|issue code|Spine code|display|diagnostics.
func outcome(t *testing.T, issue string) string {
	t.Helper()
	part := strings.SplitN(issue, "|", 5)
	one := map[string]any{"severity": part[0], "code": part[1], "details": map[string]any{"coding": []any{map[string]any{
		"system": "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode", "version": "1", "code": part[2], "display": part[3],
	}}}}
	if part[4] != "" {
		one["diagnostics"] = part[4]
	}
	body, err := json.Marshal(map[string]any{"resourceType": "OperationOutcome", "issue": []any{one}})
	require.NoError(t, err)
	return string(body)
}

// found is what a test looks at of a searchset.
type found struct {
	ResourceType, Type, Timestamp string
	Total                         int
	Entry                         []struct {
		FullURL  string
		Search   struct{ Score float64 }
		Resource pds.Patient
	}
}

func (r rig) find(t *testing.T, pairs ...string) found {
	t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	w := r.get("/Patient?" + values.Encode())
	require.Equal(t, 200, w.Code, w.Body)
	var out found
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	conforms(t, w)
	return out
}

// scene is a world with five people whom the searches of this file are about.
func scene(t *testing.T, open bool) rig {
	r := newRig(t, 40, open)
	born := time.Date(2010, 10, 22, 0, 0, 0, 0, time.UTC)
	for i, who := range []struct {
		given    []string
		family   string
		postcode string
		born     time.Time
	}{
		{[]string{"Jane", "Marie"}, "Zzsmith", "LS1 6AE", born},
		{[]string{"Jayne"}, "Zzsmyth", "LS1 6AE", born},
		{[]string{"John Paul", "James"}, "Zzsmith", "LS9 1AB", born.AddDate(0, 0, 1)},
		{[]string{"Zzsmith"}, "Jane", "M1 1AA", born},
		{[]string{"Unalike"}, "Quux", "M1 1AA", born},
	} {
		r.realm.World.Amend(i, func(p *world.Person) {
			p.Name.Given, p.Name.Family, p.Address.Postcode, p.Born = who.given, who.family, who.postcode, who.born
			p.Sex, p.Email, p.Phone = 0, "jane@example.org", "01632 960587"
		})
	}
	return r
}

func TestSearch(t *testing.T) {
	r := scene(t, true)
	for _, row := range []struct {
		name  string
		query string
		want  []int
		score float64
	}{
		{"exact", "family=Zzsmith&birthdate=eq2010-10-22", []int{0}, 1},
		{"case and a bare date", "family=zzSMITH&birthdate=2010-10-22", []int{0}, 1},
		{"range", "family=Zzsmith&birthdate=ge2010-10-22&birthdate=le2010-10-23", []int{0, 2}, 1},
		{"wildcard", "family=Zzsm*&birthdate=eq2010-10-22", []int{0, 1}, 0.9455},
		{"wildcard within", "family=Zz*th&birthdate=eq2010-10-22", []int{0, 1}, 0.9455},
		{"exact match has no wildcards", "family=Zzsm*&_exact-match=true&birthdate=eq2010-10-22", nil, 0},
		{"given", "family=Zzsm*&given=jane&birthdate=eq2010-10-22", []int{0}, 0.9625},
		{"second given", "family=Zzsmith&given=Jane&given=Marie&birthdate=eq2010-10-22", []int{0}, 1},
		{"second given first", "family=Zzsmith&given=Marie&birthdate=eq2010-10-22", nil, 0},
		{"compound given", "family=Zzsmith&given=John+Paul&given=James&birthdate=ge2010-10-22", []int{2}, 1},
		{"start of a compound given", "family=Zzsmith&given=Joh*&birthdate=ge2010-10-22", []int{2}, 0.9688},
		{"postcode without its space", "family=Zzsmith&address-postalcode=ls16ae&birthdate=eq2010-10-22", []int{0}, 1},
		{"postcode wildcard", "family=Zzsmith&address-postcode=LS*&birthdate=ge2010-10-22", []int{0, 2}, 0.9846},
		{"gender", "family=Zzsmith&gender=male&birthdate=eq2010-10-22", nil, 0},
		{"email and phone", "family=Zzsmith&email=JANE@example.org&phone=%2B441632960587&birthdate=eq2010-10-22", []int{0}, 1},
		{"wrong phone", "family=Zzsmith&phone=0121111111&birthdate=eq2010-10-22", nil, 0},
		{"no history", "family=Sandpiper&given=nobody&birthdate=eq2010-10-22&_history=true", nil, 0},
		{"fuzzy", "_fuzzy-match=true&family=Zzsmith&given=Jane&birthdate=eq2010-10-22", []int{0, 1, 3}, 1},
		{"fuzzy by place", "_fuzzy-match=true&family=Zzsmythe&gender=female&address-postalcode=LS1+6AE&birthdate=eq2010-10-22", []int{0, 1}, 0.9357},
		{"fuzzy weighs the practice", "_fuzzy-match=true&family=Zzsmith&given=Jane&birthdate=eq2010-10-22&general-practitioner=NOWHERE", []int{0, 1, 3}, 0.9412},
		{"plain filters by practice", "family=Zzsmith&birthdate=eq2010-10-22&general-practitioner=NOWHERE", nil, 0},
		{"death date", "family=Zzsmith&birthdate=eq2010-10-22&death-date=ge2000-01-01", nil, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			var pairs []string
			for part := range strings.SplitSeq(row.query, "&") {
				name, value, _ := strings.Cut(part, "=")
				value, err := url.QueryUnescape(value)
				require.NoError(t, err)
				pairs = append(pairs, name, value)
			}
			out := r.find(t, pairs...)
			var got []string
			for i, entry := range out.Entry {
				got = append(got, entry.Resource.ID)
				assert.Equal(t, "http://example.test"+pds.Base+"/Patient/"+entry.Resource.ID, entry.FullURL)
				if i > 0 {
					assert.LessOrEqual(t, entry.Search.Score, out.Entry[i-1].Search.Score, "best first")
				}
			}
			var want []string
			for _, i := range row.want {
				want = append(want, r.number(i))
			}
			assert.ElementsMatch(t, want, got)
			assert.Equal(t, len(want), out.Total)
			if len(want) > 0 {
				assert.InDelta(t, row.score, out.Entry[0].Search.Score, 1e-9)
			}
		})
	}
}

func TestHistoryFindsWhoSomebodyWas(t *testing.T) {
	r := scene(t, true)
	r.realm.World.Amend(0, func(p *world.Person) { p.Name.Family = "Married" })
	query := []string{"family", "Zzsmith", "birthdate", "eq2010-10-22"}
	assert.Zero(t, r.find(t, query...).Total)
	out := r.find(t, append(query, "_history", "true")...)
	require.Equal(t, 1, out.Total)
	assert.Equal(t, "Married", out.Entry[0].Resource.Name[0].Family, "shown as they are now")
	assert.InDelta(t, 0.95, out.Entry[0].Search.Score, 1e-9)
}

func TestNobodyIsAnEmptyBundleWithoutEntry(t *testing.T) {
	r := newRig(t, 5, true)
	w := r.get("/Patient?family=Nobodyatall&birthdate=eq1850-01-01")
	assert.Equal(t, `{"resourceType":"Bundle","type":"searchset","timestamp":"2026-04-01T09:00:00+00:00","total":0}`, strings.TrimSpace(w.Body.String()))
}

func TestTooManyMatches(t *testing.T) {
	want := outcome(t, "information|multiple-matches|TOO_MANY_MATCHES|Too Many Matches|")
	app := scene(t, false)
	w := app.get("/Patient?family=Zzsm*&birthdate=eq2010-10-22")
	assert.Equal(t, 200, w.Code)
	assert.JSONEq(t, want, w.Body.String(), "an application gets one patient or none")
	assert.Equal(t, 1, app.find(t, "family", "Zzsmith", "birthdate", "eq2010-10-22", "_max-results", "1").Total)

	sandbox := scene(t, true)
	w = sandbox.get("/Patient?family=Zzsm*&birthdate=eq2010-10-22&_max-results=1")
	assert.JSONEq(t, want, w.Body.String())
}

func TestPrivilegedSearchShowsNoPlace(t *testing.T) {
	r := scene(t, false)
	r.token = r.issue(pds.PrivilegedScope)
	out := r.find(t, "family", "Zzsmith", "birthdate", "eq2010-10-22")
	require.Equal(t, 1, out.Total)
	assert.Empty(t, out.Entry[0].Resource.Address)
	assert.Empty(t, out.Entry[0].Resource.Telecom)
	assert.Empty(t, out.Entry[0].Resource.GeneralPractitioner)
}

func TestEverybodyIsFoundByTheirOwnDetails(t *testing.T) {
	r := newRig(t, 30, true)
	for i := range 30 {
		person, _ := r.realm.World.Person(i)
		for _, fuzzy := range []string{"false", "true"} {
			out := r.find(t, "family", person.Name.Family, "given", person.Name.Given[0], "gender", person.Sex.String(),
				"birthdate", person.Born.Format(time.DateOnly), "address-postalcode", person.Address.Postcode, "_fuzzy-match", fuzzy)
			numbers := []string{}
			for _, entry := range out.Entry {
				if entry.Search.Score == 1 {
					numbers = append(numbers, entry.Resource.ID)
				}
			}
			assert.Contains(t, numbers, r.number(i))
		}
	}
}

func TestScoresLieBetweenNoughtAndOne(t *testing.T) {
	r := newRig(t, 200, true)
	scored := 0
	rapid.Check(t, func(t *rapid.T) {
		person, _ := r.realm.World.Person(rapid.IntRange(0, 199).Draw(t, "person"))
		query := url.Values{
			"family": {rapid.SampledFrom([]string{person.Name.Family, "Smythe", person.Name.Family[:2] + "*"}).Draw(t, "family")},
			"given":  {rapid.SampledFrom([]string{person.Name.Given[0], "Jane"}).Draw(t, "given")}, "birthdate": {"ge1900-01-01"},
		}
		if rapid.Bool().Draw(t, "fuzzy") {
			query.Set("_fuzzy-match", "true")
		}
		var bundle found
		if w := r.get("/Patient?" + query.Encode()); json.Unmarshal(w.Body.Bytes(), &bundle) != nil {
			t.Fatalf("%d: %s", w.Code, w.Body)
		}
		for _, entry := range bundle.Entry {
			if score := entry.Search.Score; !(score > 0 && score <= 1) {
				t.Fatalf("%s: score %v of %s", query.Encode(), score, entry.FullURL)
			}
			scored++
		}
	})
	assert.Positive(t, scored)
}

func TestSoundex(t *testing.T) {
	for name, want := range map[string]string{
		"Smith": "S530", "Smythe": "S530", "Robert": "R163", "Rupert": "R163", "Ashcraft": "A261", "Tymczak": "T522", "Pfister": "P236",
		"O'Reilly": "O640", "Lee": "L000", "": "", "123": "",
		"Élise": "E420", "Elise": "E420", "MÖM": "M500", "Łukasz": "L220", "Ørsted": "O623", "Öztürk": "O236", "PÀULINÉ": "P450", // searchParams.feature, "Unicode search"
	} {
		assert.Equal(t, want, pds.Soundex(name), name)
	}
}

func FuzzSearch(f *testing.F) {
	r := newRig(f, 3, true)
	f.Add("family=Smith&birthdate=eq1980-01-01")
	f.Add("_fuzzy-match=true&family=%FF&given=*&birthdate=ge0001-01-01&birthdate=le9999-12-31&gender=other&address-postalcode=a")
	f.Add("family=Sm*t**h*&birthdate=2000-01-01&_max-results=1")
	f.Fuzz(func(t *testing.T, query string) {
		request := httptest.NewRequest(http.MethodGet, "http://example.test"+pds.Base+"/Patient", nil)
		request.URL.RawQuery = query
		request.Header.Set("X-Request-ID", requestID)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		require.Less(t, w.Code, 500, query)
		require.True(t, json.Valid(w.Body.Bytes()))
	})
}
