package records_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// strike puts one fault into the rig's realm.
func (r rig) strike(do fault.Effect) {
	r.realm.Faults = fault.NewPlan(1, []fault.Rule{{ID: do.Kind(), On: fault.On{Service: "records"}, Do: do}})
}

func TestWrongPatientIsSomebodyElseInEveryAnswer(t *testing.T) {
	r := newRig(t, 30)
	for i := range 30 {
		r.realm.World.Graft(i, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "Own", Contact: -1, Status: chart.Active})
	}
	r.strike(fault.WrongPatient{})
	own := r.patient(4)
	read := r.get("/Patient/" + own)
	require.Equal(t, 200, read.Code)
	assert.NotContains(t, read.Body.String(), own)

	found := r.bundle(t, "/AllergyIntolerance?patient="+own+"&clinical-status=active")
	require.NotEmpty(t, found.Entry, "the other's allergies are shown")
	for _, entry := range found.Entry {
		assert.NotContains(t, string(entry.Resource), own)
	}
	assert.Empty(t, r.bundle(t, "/AllergyIntolerance?patient="+own+"&clinical-status=resolved&criticality=low").Entry, "the rest of the search still counts")
	assert.NotContains(t, ids(t, r.bundle(t, "/Patient?_id="+own)), own)
	assert.NotEmpty(t, r.realm.Faults.Fired())
}

func TestMissingAllergiesAreMissingHereOnly(t *testing.T) {
	r := newRig(t, 30)
	record := r.realm.World.Graft(3, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "Own", Contact: -1, Status: chart.Active})
	r.strike(fault.MissingAllergies{})
	assert.Empty(t, r.bundle(t, "/AllergyIntolerance?patient="+r.patient(3)).Entry)
	id := r.realm.World.IDs().Encode("AllergyIntolerance", record.Entry.ID)
	assert.Equal(t, 404, r.get("/AllergyIntolerance/"+id).Code)
	r.realm.Faults = nil
	assert.Equal(t, 200, r.get("/AllergyIntolerance/"+id).Code)
}

func TestStaleReadsShowNothingNewer(t *testing.T) {
	r := newRig(t, 30)
	r.realm.World.Amend(3, func(p *world.Person) { p.Name.Family = "Newer" })
	r.strike(fault.Stale{Back: 1})
	w := r.get("/Patient/" + r.patient(3))
	assert.Equal(t, `W/"1"`, w.Header().Get("ETag"))
	assert.NotContains(t, w.Body.String(), "Newer")
	assert.Equal(t, 1, *r.bundle(t, "/Patient/"+r.patient(3)+"/_history").Total)
	assert.Equal(t, 404, r.get("/Patient/"+r.patient(3)+"/_history/2").Code)
}

func TestConfidentialAndUnreleasedAreNotShown(t *testing.T) {
	r := newRig(t, 5)
	hidden := r.realm.World.Add(0, chart.Entry{ID: chart.ID{Kind: chart.Problem}, Text: "Secret", Contact: -1, Status: chart.Active, Confidential: true})
	later := r.realm.World.Add(0, chart.Entry{ID: chart.ID{Kind: chart.Problem}, Text: "Later", Contact: -1, Status: chart.Active, Visible: worldTime.AddDate(0, 0, 1)})
	body := r.get("/Condition?patient=" + r.patient(0) + "&_count=200").Body.String()
	assert.NotContains(t, body, "Secret")
	assert.NotContains(t, body, "Later")
	for _, record := range []world.Record{hidden, later} {
		id := r.realm.World.IDs().Encode("Condition", record.Entry.ID)
		assert.Equal(t, 404, r.get("/Condition/"+id).Code)
		assert.Equal(t, 404, r.get("/Condition/"+id+"/_history/1").Code)
		assert.Equal(t, 404, r.get("/Condition/"+id+"/_history").Code)
	}
}
