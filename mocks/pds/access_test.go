package pds_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/world"
)

// TestUsersAreHeldToThePolicy: the service's own rules hold as ever, and the purpose of a call counts.
func TestUsersAreHeldToThePolicy(t *testing.T) {
	r := newRig(t, 20, false)
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{pds.Service{Access: new(access.Desk)}}, Apps: []mocks.App{{ID: "app"}}, Default: r.realm,
	})
	require.NoError(t, err)
	r.Estate = estate
	person, _ := r.realm.World.Person(3)
	path := "/Patient/" + r.number(3)
	search := "/Patient?family=" + person.Name.Family + "&birthdate=eq" + person.Born.Format("2006-01-02")
	for _, path := range []string{path, search, path + "/RelatedPerson"} {
		assert.Equal(t, 200, r.get(path).Code, "an application, as ever")
		assert.Equal(t, 200, r.get(path, access.PurposeHeader, "research").Code, "of which no purpose is asked")
		assert.Equal(t, 200, r.worker().get(path).Code)
		w := r.worker().get(path, access.PurposeHeader, "research")
		require.Equal(t, 403, w.Code)
		assert.Contains(t, w.Body.String(), "ACCESS_DENIED")
	}
	assert.Equal(t, 200, r.citizen(3).get(path).Code)
	assert.Equal(t, 403, r.citizen(4).get(path).Code)
	_, err = r.realm.World.By("").Register(3, 0, func(_ *world.Person, q *world.Particulars) error {
		q.Access = world.Restricted
		return nil
	})
	require.NoError(t, err)
	assert.NotContains(t, r.worker().get(path).Body.String(), `"address"`)
}

// obeys makes an estate whose PDS asks a policy of one's own.
func obeys(t *testing.T, r rig, rules string) rig {
	t.Helper()
	p, err := policy.Parse("p.yaml", []byte("policy: own\ntitle: Own\nroles: {clinician: [R8000]}\nrules:\n"+rules))
	require.NoError(t, err)
	r.Estate, err = mocks.NewEstate(mocks.Setup{
		Services: []mocks.Service{pds.Service{Access: &access.Desk{Policy: p}}}, Apps: []mocks.App{{ID: "app"}}, Default: r.realm,
	})
	require.NoError(t, err)
	return r
}

// watcher is a service that keeps whose data calls asked for, by their status.
type watcher struct {
	mocks.Service
	touched map[int][]int
}

func (w watcher) Watch(c *mocks.Call, status int) {
	w.touched[status] = append(w.touched[status], c.Touched...)
}

func rule(id, then, actor, act, upTo string) string {
	return "  - {id: " + id + ", then: " + then + ", actor: " + actor + ", kind: demographics, act: " + act + ", up-to: " + upTo + ", why: of a test, source: assumed}\n"
}

func TestAWriteIsAskedAboutAsOne(t *testing.T) {
	r := obeys(t, newRig(t, 20, false), rule("reads", "allow", "[staff, citizen]", "read", "restricted"))
	path, update := "/Patient/"+r.number(3), []string{"If-Match", `W/"1"`, "Content-Type", "application/json-patch+json"}
	for who, api := range map[string]rig{"staff": r.worker(), "citizen": r.citizen(3)} {
		assert.Equal(t, 200, api.get(path).Code, who)
		w := api.send("PATCH", path, `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`, update...)
		require.Equal(t, 403, w.Code, who)
		assert.Contains(t, w.Body.String(), "ACCESS_DENIED", who)
		assert.Equal(t, "refused by rule 'no-rule' of the policy: no rule opens it", w.Header().Get("X-Sandpiper-Why"), who)
	}
	for _, path := range []string{"/Patient", "/Patient/$process-birth-details"} {
		w := r.worker().send("POST", path, `{}`, "Content-Type", "application/fhir+json")
		require.Equal(t, 403, w.Code, path)
		assert.Equal(t, "refused by rule 'no-rule' of the policy: no rule opens it", w.Header().Get("X-Sandpiper-Why"))
	}
}

func TestWhatThePolicyRedactsIsWithheldFromAnybody(t *testing.T) {
	r := obeys(t, newRig(t, 20, false), rule("in-part", "redact", "staff", "[read, write]", "ordinary")+rule("whole", "allow", "app", "read", "ordinary"))
	person, _ := r.realm.World.Person(3)
	search := "/Patient?family=" + person.Name.Family + "&birthdate=eq" + person.Born.Format("2006-01-02")
	for _, path := range []string{"/Patient/" + r.number(3), search} {
		assert.Contains(t, r.get(path).Body.String(), person.Address.Postcode, path)
		w := r.worker().get(path)
		require.Equal(t, 200, w.Code, path)
		assert.Contains(t, w.Body.String(), person.Name.Family, path)
		assert.NotContains(t, w.Body.String(), person.Address.Postcode, path)
		assert.NotContains(t, w.Body.String(), `"generalPractitioner"`, path)
	}
	found := func(api rig, search string) string { return api.get(search).Body.String() }
	search += "&address-postalcode=" + url.QueryEscape(person.Address.Postcode)
	assert.Contains(t, found(r, search), `"total":1`)
	assert.Contains(t, found(r.worker(), search), `"total":0`, "who is found by what is withheld is not found")
}

func TestAnApplicationIsHeldToHowSensitiveSomebodysWhereaboutsAre(t *testing.T) {
	r := obeys(t, newRig(t, 20, false), rule("ordinary", "allow", "app", "read", "ordinary"))
	_, err := r.realm.World.By("").Register(3, 0, func(_ *world.Person, q *world.Particulars) error {
		q.Access = world.Restricted
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 200, r.get("/Patient/"+r.number(4)).Code)
	assert.Equal(t, 403, r.get("/Patient/"+r.number(3)).Code)
}

// The service refuses every change of a restricted record by itself, in its own words and not as one that the policy refuses.
func TestAWriteAboutARestrictedPersonIsRefusedInTheServicesWords(t *testing.T) {
	r := newRig(t, 20, false)
	for name, api := range map[string]rig{"default": r, "nobody writes": obeys(t, r, rule("reads", "allow", "staff", "read", "restricted"))} {
		_, err := r.realm.World.By("").Register(3, 0, func(_ *world.Person, q *world.Particulars) error {
			q.Access = world.Restricted
			return nil
		})
		require.NoError(t, err)
		etag := api.worker().get("/Patient/" + r.number(3)).Header().Get("ETag")
		w := api.worker().send("PATCH", "/Patient/"+r.number(3), `{"patches":[{"op":"replace","path":"/gender","value":"male"}]}`,
			"If-Match", etag, "Content-Type", "application/json-patch+json")
		assert.Equal(t, 403, w.Code, name)
		assert.Contains(t, w.Body.String(), "FORBIDDEN_UPDATE", name)
	}
}

func TestWhoseRecordAnotherCitizenTriedIsNoted(t *testing.T) {
	r := newRig(t, 20, false)
	watch := watcher{pds.Service{Access: new(access.Desk)}, map[int][]int{}}
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{watch}, Apps: []mocks.App{{ID: "app"}}, Default: r.realm})
	require.NoError(t, err)
	r.Estate = estate
	require.Equal(t, 403, r.citizen(3).get("/Patient/"+r.number(4)).Code)
	require.Equal(t, 403, r.citizen(3).get("/Patient/9111231130").Code)
	assert.Equal(t, map[int][]int{403: {4}}, watch.touched)
}
