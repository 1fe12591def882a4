package records_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

const numbered = "/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|"

// register changes what the register of demographics holds of somebody.
func (r rig) register(t *testing.T, person int, change func(*world.Person, *world.Particulars)) {
	t.Helper()
	_, err := r.realm.World.By("test").Register(person, 0, func(p *world.Person, q *world.Particulars) error {
		change(p, q)
		return nil
	})
	require.NoError(t, err)
}

// TestAMergedRecordLeadsToTheOther: an old number finds the record that theirs was merged into, the old record says so and takes nothing more.
func TestAMergedRecordLeadsToTheOther(t *testing.T) {
	r := newRig(t, 20)
	w := r.realm.World
	r.register(t, 3, func(_ *world.Person, q *world.Particulars) { q.SupersededBy = w.Number(4) })
	for _, number := range []nhs.Number{w.Number(3), w.Number(4)} {
		assert.Equal(t, []string{r.patient(4)}, ids(t, r.bundle(t, numbered+number.String())), "%s", number)
	}
	old := r.get("/Patient/" + r.patient(3))
	require.Equal(t, 200, old.Code)
	assert.Contains(t, old.Body.String(), `"active":false,"link":[{"other":{"reference":"Patient/`+r.patient(4)+`"},"type":"replaced-by"}]`)
	assert.NotContains(t, old.Body.String(), `"name"`)
	person, _ := w.Person(3)
	found := r.bundle(t, "/Patient?family="+person.Name.Family+"&birthdate="+person.Born.Format("2006-01-02"))
	assert.NotContains(t, ids(t, found), r.patient(3))
	post := func(body string) int { return r.do(http.MethodPost, records.Base+"/AllergyIntolerance", body).Code }
	assert.Equal(t, 422, post(r.allergy(3, "Latex")))
	byNumber := strings.Replace(r.allergy(3, "Latex"), `{"reference":"Patient/`+r.patient(3)+`"}`,
		`{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"`+w.Number(3).String()+`"}}`, 1)
	require.Equal(t, 201, post(byNumber))
	assert.Contains(t, r.get("/AllergyIntolerance?patient="+r.patient(4)).Body.String(), "Latex", "named by number alone, it lies in the other's record")
}

// TestWhoIsKnown: a record made in error is nobody's; newcomers and guests have a record.
func TestWhoIsKnown(t *testing.T) {
	r := newRig(t, 20)
	w := r.realm.World
	r.register(t, 5, func(_ *world.Person, q *world.Particulars) { q.Access = world.Invalid })
	assert.Equal(t, 404, r.get("/Patient/"+r.patient(5)).Code)
	assert.Equal(t, 404, r.get("/Patient/"+r.patient(5)+"/_history").Code)
	assert.Empty(t, ids(t, r.bundle(t, numbered+w.Number(5).String())))
	assert.Equal(t, 422, r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(5, "Latex")).Code)

	who := world.Person{Name: demography.Name{Family: "Newcomer", Given: []string{"Ada"}}, Born: worldTime.AddDate(-30, 0, 0)}
	newcomer, _, err := w.By("test").Enrol(func(nhs.Number) (world.Person, world.Particulars) { return who, world.Particulars{} })
	require.NoError(t, err)
	guest, err := w.By("test").Admit(9434765919, 3, who, world.Particulars{Gender: "other"})
	require.NoError(t, err)
	for _, person := range []int{newcomer, guest} {
		assert.Equal(t, []string{r.patient(person)}, ids(t, r.bundle(t, numbered+w.Number(person).String())))
		require.Equal(t, 201, r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(person, "Latex")).Code)
		assert.Len(t, r.bundle(t, "/AllergyIntolerance?patient="+r.patient(person)).Entry, 1)
		assert.Len(t, r.bundle(t, "/Patient/"+r.patient(person)+"/_history").Entry, 1)
	}
	assert.ElementsMatch(t, []string{r.patient(newcomer), r.patient(guest)}, ids(t, r.bundle(t, "/Patient?family=newcomer")))
	assert.Contains(t, r.get("/Patient/"+r.patient(guest)).Body.String(), `"gender":"other"`)
}

// TestWhatTheRegisterDoesNotKnow is not shown here either, nor found by.
func TestWhatTheRegisterDoesNotKnow(t *testing.T) {
	r := newRig(t, 20)
	const person = 7
	p, _ := r.realm.World.Person(person)
	search := "/Patient?family=" + p.Name.Family + "&address-postalcode=" + strings.ReplaceAll(p.Address.Postcode, " ", "%20")
	require.Contains(t, ids(t, r.bundle(t, search)), r.patient(person))
	r.register(t, person, func(_ *world.Person, q *world.Particulars) { q.NoAddress, q.Removal.Code = true, "EMB" })
	body := r.get("/Patient/" + r.patient(person)).Body.String()
	for _, gone := range []string{`"address"`, "managingOrganization", "generalPractitioner"} {
		assert.NotContains(t, body, gone)
	}
	assert.Contains(t, body, `"telecom"`)
	assert.NotContains(t, ids(t, r.bundle(t, search)), r.patient(person))
}
