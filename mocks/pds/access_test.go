package pds_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
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
