package pds_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
)

// somebody is the first person of whom something is so.
func somebody(t testing.TB, r rig, so func(p *world.Person, q *world.Particulars) bool) int {
	t.Helper()
	for i := range r.realm.World.Population().Everyone() {
		if p, q, _ := r.realm.World.Registered(i); so(&p, q) {
			return i
		}
	}
	t.Fatal("nobody is like that")
	return 0
}

// urls are the extensions of a patient, without what they all begin with.
func urls(t testing.TB, body []byte) []string {
	t.Helper()
	var p struct{ Extension []struct{ URL string } }
	require.NoError(t, json.Unmarshal(body, &p))
	var out []string
	for _, e := range p.Extension {
		out = append(out, e.URL[strings.LastIndexByte(e.URL, '-')+1:])
	}
	return out
}

// The population brings people in every state that a product should meet, each in its share.
func TestStatesOfPeopleAreThereAndConform(t *testing.T) {
	r := newRig(t, 20000, true)
	for _, row := range []struct {
		name  string
		so    func(p *world.Person, q *world.Particulars) bool
		shows string
	}{
		{"restricted", func(_ *world.Person, q *world.Particulars) bool { return q.Access == world.Restricted }, `"code":"R","display":"restricted"`},
		{"very restricted", func(_ *world.Person, q *world.Particulars) bool { return q.Access == world.VeryRestricted }, `"code":"V"`},
		{"no address", func(_ *world.Person, q *world.Particulars) bool { return q.NoAddress && len(q.Addresses) == 0 }, `"versionId":"1"`},
		{"formally dead", func(p *world.Person, q *world.Particulars) bool { return q.DeathNotice == world.FormalDeath }, `"code":"2","display":"Formal`},
		{"informally dead", func(p *world.Person, q *world.Particulars) bool { return q.DeathNotice == world.InformalDeath }, `"code":"1","display":"Informal`},
		{"foreign letters", func(_ *world.Person, q *world.Particulars) bool {
			return len(q.Names) > 0 && q.Names[0].Use == "nickname" && q.Names[0].Given[0] > "z" || len(q.Names) > 0 && strings.ContainsRune(q.Names[0].Given[0], 'Ł')
		}, `"use":"nickname"`},
		{"former name", func(_ *world.Person, q *world.Particulars) bool {
			return len(q.Names) == 1 && q.Names[0].Use == "maiden"
		}, `"use":"maiden"`},
		{"temporary address", func(_ *world.Person, q *world.Particulars) bool {
			return len(q.Addresses) == 1 && q.Addresses[0].Use == "temp" && !q.Access.Hidden()
		}, `"use":"temp","text":`},
		{"nominated pharmacy", func(_ *world.Person, q *world.Particulars) bool { return q.Pharmacy != "" && !q.Access.Hidden() }, `NominatedPharmacy`},
		{"interpreter", func(p *world.Person, _ *world.Particulars) bool { return p.Interpreter && p.Language != "en" }, `"url":"interpreterRequired","valueBoolean":true`},
		{"contact preference", func(_ *world.Person, q *world.Particulars) bool { return q.Preference.Times != "" }, `"url":"PreferredContactTimes"`},
		{"emergency contact", func(_ *world.Person, q *world.Particulars) bool { return len(q.Contacts) > 0 && !q.Access.Hidden() }, `"Emergency Contact"`},
		{"textphone", func(_ *world.Person, q *world.Particulars) bool { return len(q.Telecoms) > 0 && !q.Access.Hidden() }, `"code":"textphone"`},
		{"removed", func(_ *world.Person, q *world.Particulars) bool { return q.Removal.Code == "SCT" && !q.Access.Hidden() }, `"code":"SCT","display":"Transferred to Scotland"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			i := somebody(t, r, row.so)
			number := r.realm.World.Number(i).String()
			w := r.get("/Patient/" + number)
			require.Equal(t, 200, w.Code)
			assert.Contains(t, w.Body.String(), row.shows)
			conforms(t, w)
			person, q, _ := r.realm.World.Registered(i)
			out := r.find(t, "family", person.Name.Family, "given", person.Name.Given[0], "birthdate", person.Born.Format(time.DateOnly))
			var found []string
			for _, e := range out.Entry {
				found = append(found, e.Resource.ID)
			}
			assert.Contains(t, found, number, "found by search too")
			if q.Access.Hidden() || q.NoAddress {
				assert.NotContains(t, w.Body.String(), `"use":"home","line"`)
			}
		})
	}
}

func TestRestrictedRecordsSayNothingOfWhere(t *testing.T) {
	r := newRig(t, 10, true)
	i := subject(t, r)
	practice := ""
	_, err := r.realm.World.By("scenario").Register(i, 0, func(p *world.Person, q *world.Particulars) error {
		q.Access, q.Pharmacy, q.BirthPlace = world.Restricted, "ZXF0001", world.Place{City: "Leeds"}
		q.Contacts = []world.Contact{{Telecoms: []world.Telecom{{System: "phone", Value: "01632960587"}}}}
		q.Preference.Method = "1"
		practice = string(p.Practice)
		return nil
	})
	require.NoError(t, err)
	w := r.get("/Patient/" + r.number(i))
	p := show(t, w)
	assert.Empty(t, p.Address)
	assert.Empty(t, p.Telecom)
	assert.Empty(t, p.Contact)
	assert.Empty(t, p.GeneralPractitioner)
	assert.Equal(t, []string{"NHSCommunication", "ContactPreference"}, urls(t, w.Body.Bytes()))
	query := []string{"family", "Smith", "given", "Jane", "birthdate", "1980-05-06"}
	require.Equal(t, 1, r.find(t, query...).Total)
	assert.Empty(t, r.find(t, query...).Entry[0].Resource.Address)
	assert.Zero(t, r.find(t, append(query, "address-postalcode", "LS1 6AE")...).Total, "never found by where they are")
	assert.Zero(t, r.find(t, append(query, "general-practitioner", practice)...).Total)
	assert.Equal(t, `{"resourceType":"Bundle","type":"searchset","timestamp":"2026-04-01T09:00:00+00:00","total":0}`,
		strings.TrimSpace(r.get("/Patient/"+r.number(i)+"/RelatedPerson").Body.String()))
}

func TestOldNumbersGiveTheRecordThatReplacedThem(t *testing.T) {
	r := newRig(t, 400, true)
	merged := 0
	for i := range 400 {
		old, ok := r.realm.World.FormerNumber(i)
		if !ok {
			continue
		}
		merged++
		w := r.get("/Patient/" + old.String())
		require.Equal(t, 200, w.Code)
		assert.Equal(t, r.number(i), show(t, w).ID, "another id and no other sign")
		require.NotEqual(t, r.number(i), old.String())
		refused := r.send("PATCH", "/Patient/"+old.String(), `{"patches":[{"op":"remove","path":"/gender"}]}`, "If-Match", `W/"1"`, "Content-Type", "application/json-patch+json")
		assert.Equal(t, 403, refused.Code)
		assert.JSONEq(t, outcome(t, "information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - Update Failed - NHS No. supplied has been superseded in a merge"),
			refused.Body.String(), "karate patientAccess/updateCoverageDetailsErrors.feature")
	}
	assert.Equal(t, 8, merged, "one in fifty")
}

func TestScenariosMergeAndInvalidate(t *testing.T) {
	r := newRig(t, 10, true)
	i := subject(t, r)
	change := func(i int, f func(q *world.Particulars)) {
		_, err := r.realm.World.By("scenario").Register(i, 0, func(_ *world.Person, q *world.Particulars) error { f(q); return nil })
		require.NoError(t, err)
	}
	change(i, func(q *world.Particulars) { q.SupersededBy = r.realm.World.Number(5) })
	assert.Equal(t, r.number(5), show(t, r.get("/Patient/"+r.number(i))).ID)
	out := r.find(t, "family", "Smith", "given", "Jane", "birthdate", "1980-05-06")
	require.Equal(t, 1, out.Total, "a match of the old record finds the one that replaced it")
	assert.Equal(t, r.number(5), out.Entry[0].Resource.ID)

	invalid := outcome(t, "error|processing|INVALIDATED_RESOURCE|Resource that has been marked as invalid was requested - invalid resources cannot be retrieved|")
	change(5, func(q *world.Particulars) { q.Access = world.Invalid })
	for _, path := range []string{"/Patient/" + r.number(5), "/Patient/" + r.number(i), "/Patient/" + r.number(5) + "/RelatedPerson"} {
		w := r.get(path)
		assert.Equal(t, 404, w.Code)
		assert.JSONEq(t, invalid, w.Body.String(), "stubs/errorResponses/INVALIDATED_RESOURCE.json")
	}
	assert.Zero(t, r.find(t, "family", "Smith", "given", "Jane", "birthdate", "1980-05-06").Total)
	change(5, func(q *world.Particulars) { q.SupersededBy = r.realm.World.Number(i) })
	assert.Equal(t, 404, r.get("/Patient/"+r.number(i)).Code, "a ring of mergers ends")

	made, ok := r.realm.World.InvalidNumber(0)
	require.True(t, ok)
	w := r.get("/Patient/" + made.String())
	assert.Equal(t, 404, w.Code)
	assert.JSONEq(t, invalid, w.Body.String())
}

// A nickname, a temporary address, a name and an address of the past find somebody as the specification says.
func TestWhatSomebodyIsFoundBy(t *testing.T) {
	r := newRig(t, 3000, true)
	total := func(pairs ...string) int { return r.find(t, pairs...).Total }
	alone := func(p *world.Person) bool {
		return total("family", p.Name.Family, "birthdate", p.Born.Format(time.DateOnly)) == 1
	}
	i := somebody(t, r, func(p *world.Person, q *world.Particulars) bool {
		return len(q.Names) > 0 && q.Names[0].Use == "nickname" && alone(p)
	})
	p, q, _ := r.realm.World.Registered(i)
	assert.Equal(t, 1, total("family", p.Name.Family, "given", q.Names[0].Given[0], "birthdate", p.Born.Format(time.DateOnly)), "by nickname")

	i = somebody(t, r, func(p *world.Person, q *world.Particulars) bool {
		return len(q.Addresses) > 0 && q.Addresses[0].Use == "temp" && !q.Access.Hidden() && alone(p)
	})
	p, q, _ = r.realm.World.Registered(i)
	out := r.find(t, "family", p.Name.Family, "address-postalcode", q.Addresses[0].Postcode, "birthdate", p.Born.Format(time.DateOnly))
	require.Equal(t, 1, out.Total, "by a temporary address")
	for _, a := range out.Entry[0].Resource.Address {
		assert.Equal(t, "home", a.Use, "but shown with the home")
	}

	i = somebody(t, r, func(p *world.Person, q *world.Particulars) bool {
		return len(q.Names) == 1 && q.Names[0].Use == "maiden" && q.Names[0].Family != p.Name.Family && alone(p)
	})
	p, q, _ = r.realm.World.Registered(i)
	was := []string{"family", q.Names[0].Family, "given", p.Name.Given[0], "birthdate", p.Born.Format(time.DateOnly)}
	before := total(was...)
	assert.Equal(t, before+1, total(append(was, "_history", "true")...), "by a former name, with history")
	assert.Equal(t, before+1, total(append(was, "_fuzzy-match", "true")...), "and by a fuzzy search, which always has history")

	i = somebody(t, r, func(p *world.Person, q *world.Particulars) bool {
		moves := r.realm.World.Population().Moves(p.Index)
		return len(moves) > 0 && moves[0].From.Postcode != p.Address.Postcode && !q.Access.Hidden() && alone(p) && p.Sex == demography.Male
	})
	p, _, _ = r.realm.World.Registered(i)
	lived := r.realm.World.Population().Moves(i)[0].From.Postcode
	was = []string{"family", p.Name.Family, "address-postalcode", lived, "birthdate", p.Born.Format(time.DateOnly)}
	assert.Zero(t, total(was...))
	assert.Equal(t, 1, total(append(was, "_history", "true")...), "by a former address")
}
