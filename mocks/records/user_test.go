package records_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// watcher is a service that keeps what the estate tells it.
type watcher struct {
	*records.Service
	told []mocks.Access
}

func (*watcher) Name() string { return "watched-records" }

func (w *watcher) Watch(c *mocks.Call, _ int) { w.told = append(w.told, c.Accesses...) }

// ward is a rig with a policy, and the people who use it.
type ward struct {
	rig
	desk    *access.Desk
	watcher *watcher
}

func newWard(t testing.TB) ward {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(400))
	require.NoError(t, err)
	realm := &mocks.Realm{World: world.New(population, worldTime)}
	desk := new(access.Desk)
	w := &watcher{Service: &records.Service{Access: desk}}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{w}, Apps: []mocks.App{{ID: "app"}}, Default: realm})
	require.NoError(t, err)
	return ward{rig{Estate: estate, realm: realm}, desk, w}
}

// staff is the ward as a member of staff of an organisation sees it.
func (w ward) staff(role string, organisation nhs.ODS) ward {
	w.token = w.realm.Tokens.IssueTo(&mocks.User{Kind: mocks.Staff, ID: "999000000001", Assurance: "aal3",
		Roles: []mocks.Role{{ID: "998000000001", Code: role, Organisation: string(organisation)}}},
		"app", []string{records.WorkerScope}, worldTime, time.Hour).Value
	return w
}

// citizen is the ward as a person of the population sees it.
func (w ward) citizen(i int, assurance string) ward {
	w.token = w.realm.Tokens.IssueTo(&mocks.User{Kind: mocks.Citizen, ID: "sub", Assurance: assurance,
		NHSNumber: w.realm.World.Number(i).String()}, "app", []string{records.CitizenScope}, worldTime, time.Hour).Value
	return w
}

// app is the ward as an application by itself sees it.
func (w ward) app() ward {
	w.token = w.realm.Tokens.Issue("app", []string{records.DefaultScope}, worldTime, time.Hour).Value
	return w
}

func (w ward) practice(i int) nhs.ODS {
	p, _ := w.realm.World.Person(i)
	return p.Practice
}

// total counts the matches of a search.
func (w ward) total(t testing.TB, path string, headers ...string) int {
	t.Helper()
	answer := w.get(path, headers...)
	require.Equal(t, 200, answer.Code, "%s: %s", path, answer.Body)
	var b fhir.Bundle
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &b))
	return len(b.Entry)
}

func TestUsersSeeWhatThePolicyOpens(t *testing.T) {
	w := newWard(t)
	person, n := w.withMost(chart.Problem)
	require.Positive(t, n)
	patient, ours := w.patient(person), w.practice(person)
	problems := "/Condition?_count=200&patient=" + patient
	const gp, desk, emergency = "S0010:G0020:R0260", "S8001:G8002:R8008", "brought in unconscious"

	all := len(w.realm.World.Through(world.Lens{Confidential: true}).Chart(person, chart.Problem))
	assert.Equal(t, all, w.staff(gp, ours).total(t, problems), "a GP of the practice, who wrote all of it")
	assert.Equal(t, n, w.citizen(person, "P9").total(t, problems), "the patient")
	assert.Equal(t, n, w.app().total(t, problems), "an application by itself, as ever")
	assert.Equal(t, n, w.staff(gp, "ZX9998").total(t, problems, access.BreakGlassHeader, emergency), "an emergency")

	for name, row := range map[string]struct {
		ward   ward
		header []string
		rule   string
	}{
		"a GP of another practice":       {w.staff(gp, "ZX9998"), nil, policy.NoRule},
		"the practice's desk":            {w.staff(desk, ours), nil, policy.NoRule},
		"research":                       {w.staff(gp, ours), []string{access.PurposeHeader, "research"}, "research"},
		"a purpose of no known name":     {w.staff(gp, ours), []string{access.PurposeHeader, "fun"}, policy.NotUnderstood},
		"a reason that is none":          {w.staff(gp, "ZX9998"), []string{access.BreakGlassHeader, "x"}, policy.NoRule},
		"another citizen":                {w.citizen((person+1)%400, "P9"), nil, policy.NoRule},
		"a number claimed and not shown": {w.citizen(person, "P5"), nil, policy.NoRule},
		"a role that nobody chose":       {w.staff(gp, ours), []string{"NHSD-Session-URID", "1"}, policy.NotUnderstood},
	} {
		t.Run(name, func(t *testing.T) {
			answer := row.ward.get(problems, row.header...)
			require.Equal(t, 403, answer.Code, answer.Body)
			assert.Contains(t, answer.Body.String(), "Refused by rule '"+row.rule+"'")
			last := w.watcher.told[len(w.watcher.told)-1]
			assert.Equal(t, "deny", last.Outcome)
			assert.Equal(t, row.rule, last.Rule)
			assert.Equal(t, person, last.Person)
			first := w.app().bundle(t, problems).Entry[0].FullURL
			assert.Equal(t, 403, row.ward.get(strings.TrimPrefix(first, base), row.header...).Code, "nor a single entry")
			assert.Equal(t, 403, row.ward.get(strings.TrimPrefix(first, base)+"/_history", row.header...).Code, "nor its past")
		})
	}
}

func TestTiesAndRefusals(t *testing.T) {
	w := newWard(t)
	person, n := w.withMost(chart.Problem)
	problems := "/Condition?_count=200&patient=" + w.patient(person)
	other := w.staff("R8000", "ZX9998")
	w.desk.Tie(w.realm, person, "ZX9998", worldTime.Add(time.Hour))
	assert.Equal(t, n, other.total(t, problems), "a legitimate relationship")
	w.desk.Consent(w.realm, person, policy.Refused)
	assert.Equal(t, 403, other.get(problems).Code, "the patient does not want it")
	assert.GreaterOrEqual(t, w.staff("R8000", w.practice(person)).total(t, problems), n, "which does not bind their practice")
	assert.Equal(t, n, other.total(t, problems, access.BreakGlassHeader, "brought in unconscious"))
	told := w.watcher.told[len(w.watcher.told)-1]
	assert.Equal(t, mocks.Access{Person: person, Role: "R8000", ODS: "ZX9998", Kind: "problems", Act: "read", Purpose: "direct-care", Reason: "brought in unconscious",
		Outcome: "allow", Rule: "legitimate-relationship"}, told, "the reason has lifted the refusal")
	w.desk.Consent(w.realm, person, policy.Given)
	w.desk.Tie(w.realm, person, "ZX9998", time.Time{})
	assert.Equal(t, 403, other.get(problems).Code, "the relationship has ended")
	elsewhere := &mocks.Realm{Name: "other", World: w.realm.World.Branch(worldTime)}
	w.desk.Tie(elsewhere, person, "ZX9998", worldTime.Add(time.Hour))
	assert.Equal(t, 403, other.get(problems).Code, "another realm's is another's")
}

func TestConfidentialEntriesAreForTheirAuthors(t *testing.T) {
	w := newWard(t)
	person, n := w.withMost(chart.Allergy)
	ours := w.practice(person)
	secret := func(source nhs.ODS) string {
		record := w.realm.World.Add(person, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "Latex", Status: chart.Active, Source: source,
			Contact: -1, Confidential: true, Verification: "confirmed"})
		return "/AllergyIntolerance/" + w.realm.World.IDs().Encode("AllergyIntolerance", record.Entry.ID)
	}
	mine, theirs := secret(ours), secret("ZX9998")
	all := "/AllergyIntolerance?_count=200&patient=" + w.patient(person)
	assert.Equal(t, n, w.app().total(t, all), "applications do not see confidential entries")
	assert.Equal(t, n, w.citizen(person, "P9").total(t, all))
	assert.Equal(t, n+1, w.staff("R8000", ours).total(t, all), "the practice sees what it wrote")
	for path, codes := range map[string][3]int{mine: {404, 404, 200}, theirs: {404, 404, 404}} {
		assert.Equal(t, codes, [3]int{w.app().get(path).Code, w.citizen(person, "P9").get(path).Code, w.staff("R8000", ours).get(path).Code}, path)
		assert.Equal(t, codes[1], w.citizen(person, "P9").get(path+"/_history").Code)
		assert.Equal(t, codes[2], w.staff("R8000", ours).get(path+"/_history/1").Code)
	}
}

func TestWhereARestrictedPersonIsIsWithheld(t *testing.T) {
	w := newWard(t)
	const person = 7
	require.Equal(t, world.Unrestricted, w.realm.World.Particulars(person).Access)
	_, err := w.realm.World.By("").Register(person, 0, func(_ *world.Person, q *world.Particulars) error {
		q.Access = world.Restricted
		return nil
	})
	require.NoError(t, err)
	p, _ := w.realm.World.Person(person)
	require.NotEmpty(t, p.Address.Postcode)
	path := "/Patient/" + w.patient(person)
	for name, other := range map[string]ward{"app": w.app(), "their own clinicians": w.staff("R8000", p.Practice), "themselves": w.citizen(person, "P9"),
		"elsewhere": w.staff("R8000", "ZX9998"), "desk": w.staff("R8008", p.Practice)} {
		for _, path := range []string{path, path + "/_history", path + "/_history/1", path + "/_history/2", "/Patient?_id=" + w.patient(person)} {
			body := other.get(path, access.BreakGlassHeader, "brought in unconscious").Body.String()
			assert.Contains(t, body, p.Name.Family, "%s %s", name, path)
			for _, where := range []string{p.Address.Postcode, string(p.Practice), `"telecom"`, `"address"`} {
				assert.NotContains(t, body, where, "%s %s", name, path)
			}
		}
		code := strings.ReplaceAll(p.Address.Postcode, " ", "%20")
		search := "/Patient?family=" + p.Name.Family + "&address-postalcode=" + code
		assert.NotContains(t, other.get(search).Body.String(), w.patient(person), "nor found by where they are")
		assert.Contains(t, w.app().get("/Patient?family="+p.Name.Family+"&birthdate="+p.Born.Format(time.DateOnly)).Body.String(), w.patient(person))
	}
}

func TestUsersWriteWhatTheyMay(t *testing.T) {
	w := newWard(t)
	const person = 3
	body := w.allergy(person, "Nuts")
	write := func(as ward) int { return as.do(http.MethodPost, records.Base+"/AllergyIntolerance", body).Code }
	assert.Equal(t, 201, write(w.staff("R8000", w.practice(person))))
	assert.Equal(t, 403, write(w.staff("R8000", "ZX9998")))
	assert.Equal(t, 403, write(w.citizen(person, "P9")), "people do not write in their record")
	assert.Equal(t, "write", w.watcher.told[len(w.watcher.told)-1].Act)
}

func TestUsersComeInOnlyWhereAPolicyIs(t *testing.T) {
	r := newRig(t, 3)
	r.token = r.realm.Tokens.IssueTo(&mocks.User{Kind: mocks.Staff, Roles: []mocks.Role{{ID: "1", Code: "R8000"}}}, "app",
		[]string{records.WorkerScope}, worldTime, time.Hour).Value
	assert.Equal(t, 403, r.get("/Patient/"+r.patient(0)).Code)
}
