package pds_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// Every code of an organisation that PDS shows is one that the organisations' register knows, and a practice where it says so.
func TestOrganisationsShownAreKnown(t *testing.T) {
	r := newRig(t, 1500, true)
	organisations := new(ods.Registers)
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{Organisations: organisations}}, Default: r.realm})
	require.NoError(t, err)
	r.Estate = estate
	register := organisations.For(r.realm.World.Population())
	nominated, near, hidden := 0, 0, 0
	for i := range 1500 {
		var p struct {
			GeneralPractitioner []struct{ Identifier struct{ Value string } }
			Extension           []struct {
				URL            string
				ValueReference *struct{ Identifier struct{ Value string } }
			}
		}
		require.NoError(t, json.Unmarshal(r.get("/Patient/"+r.number(i)).Body.Bytes(), &p))
		home := -1
		for _, gp := range p.GeneralPractitioner {
			o, known := register.Find(gp.Identifier.Value, ods.DayOf(worldTime))
			require.True(t, known, gp.Identifier.Value)
			assert.Equal(t, ods.Practice, o.Kind)
			home = o.Home
		}
		shown := false
		for _, e := range p.Extension {
			if e.ValueReference == nil {
				continue
			}
			shown = true
			nominated++
			o, known := register.Find(e.ValueReference.Identifier.Value, ods.DayOf(worldTime))
			require.True(t, known, e.ValueReference.Identifier.Value)
			assert.Equal(t, ods.Pharmacy, o.Kind)
			if o.Home == home {
				near++
			}
		}
		if q := r.realm.World.Particulars(i); q.Pharmacy != "" && !shown && !q.Access.Hidden() {
			hidden++
		}
	}
	assert.Greater(t, nominated, 500)
	assert.Greater(t, near, nominated*9/10, "the nearest is next to the practice")
	assert.Less(t, hidden, 60, "few pharmacies open later")
}

// A pharmacy that has closed cannot be nominated; one that is open can.
func TestOnlyOpenPharmaciesAreNominated(t *testing.T) {
	r := newRig(t, 10, false)
	organisations := new(ods.Registers)
	estate, err := mocks.NewEstate(mocks.Setup{Services: []mocks.Service{pds.Service{Organisations: organisations}}, Apps: []mocks.App{{ID: "app"}}, Default: r.realm})
	require.NoError(t, err)
	r.Estate = estate
	r = r.worker()
	i := subject(t, r)
	today := ods.DayOf(worldTime)
	var open, closed string
	for _, o := range organisations.For(r.realm.World.Population()).Of(ods.Pharmacy) {
		switch {
		case o.Active(today):
			open = o.Code
		case o.Known(today):
			closed = o.Code
		}
	}
	nominate := func(code string) int {
		return r.patch(i, `{"op":"add","path":"/extension/-","value":{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NominatedPharmacy","valueReference":{"identifier":{"value":"`+code+`"}}}}`).Code
	}
	assert.Equal(t, 400, nominate(closed))
	assert.Equal(t, 400, nominate("ZXF0000"))
	require.Equal(t, 200, nominate(open))
	assert.Equal(t, open, string(r.realm.World.Particulars(i).Pharmacy))
	assert.True(t, world.IsPharmacy("ZXF9999") && !world.IsPharmacy("ZXF0000") && !world.IsPharmacy("ZXF999"))
}
