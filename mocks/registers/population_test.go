package registers_test

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// TestRegistersAgree follows every link between registers, and holds the practitioners against the population that they come from.
func TestRegistersAgree(t *testing.T) {
	r := newRig(t, &registers.Service{})
	population := r.realm.World.Population()
	held := make(map[string]*registers.Snapshot)
	for _, d := range registers.Definitions() {
		held[d.ID] = r.log(t, d.ID)
	}
	links := 0
	for _, d := range registers.Definitions() {
		if d.ID == "product-under-test" {
			continue // its links are the operator's
		}
		for n := 1; n <= held[d.ID].Size(); n++ {
			e, ok := held[d.ID].Entry(n)
			require.True(t, ok)
			it, ok := held[d.ID].Item(e.Item)
			require.True(t, ok)
			if n%97 == 1 {
				require.NoError(t, d.Check(e.Key, it), "%s %s", d.ID, e.Key)
			}
			for _, f := range d.Fields {
				if link := it.Get(f.Name).One; f.Datatype == "curie" && link != "" {
					register, key, _ := strings.Cut(link, ":")
					_, ok := held[register].Record(key)
					require.True(t, ok, "%s %s: %s", d.ID, e.Key, link)
					links++
				}
			}
		}
	}
	assert.Greater(t, links, 60_000)

	n := 0
	for p := range population.Practices() {
		_, ok := held["organisation"].Record(string(p.Code))
		require.True(t, ok)
		if n++; n%50 != 0 {
			continue
		}
		for k := range p.Practitioners {
			who := population.Practitioner(p.Code, k)
			register := map[string]string{"General practitioner": "practitioner-gmc", "Practice nurse": "practitioner-nmc",
				"Nurse practitioner": "practitioner-nmc", "Clinical pharmacist": "practitioner-gphc"}[who.Role]
			if register == "" {
				continue // nobody registers healthcare assistants
			}
			record, ok := held[register].Record(registers.RegistrationNumber(&who))
			require.True(t, ok)
			assert.Equal(t, who.SDSUser, record.Item.Get("sds-user-id").One)
			assert.Equal(t, who.Name.Family, record.Item.Get("surname").One)
		}
	}
	assert.Greater(t, held["organisation"].Len(), 3*n, "practices, and what lies around them")
	assert.Zero(t, held["practitioner-hcpc"].Size(), "no clinician of the population is of its professions")
}

// No council's numbers look like ours: the GMC and the GPhC issue seven digits, the NMC two digits, a letter, four digits and a letter, the HCPC
// letters and digits.
func TestNumbersAreNobodys(t *testing.T) {
	r := newRig(t, &registers.Service{})
	issued := regexp.MustCompile(`^(\d{7}|\d{2}[A-Z]\d{4}[A-Z]|[A-Z]{1,3}\d+)$`)
	for _, name := range []string{"practitioner-gmc", "practitioner-nmc", "practitioner-gphc"} {
		for record := range r.log(t, name).Records(0) {
			require.NotRegexp(t, issued, record.Entry.Key)
			require.Regexp(t, `^ZX\d{4}-\d\d$`, record.Entry.Key)
		}
	}
}

// TestLogsTellOfChanges looks that what changed in the year before is there in two states, in the order of days.
func TestLogsTellOfChanges(t *testing.T) {
	r := newRig(t, &registers.Service{})
	s := r.log(t, "practitioner-gmc")
	assert.InDelta(t, 0.02, float64(s.Size()-s.Len())/float64(s.Len()), 0.004)
	var last time.Time
	for n := 1; n <= s.Size(); n++ {
		e, _ := s.Entry(n)
		require.False(t, e.At.Before(last))
		require.False(t, e.At.After(r.realm.World.Population().Recipe().AsOf))
		last = e.At
	}
	e, _ := s.Entry(s.Size())
	trail := s.Trail(e.Key)
	require.Len(t, trail, 2)
	was, _ := s.Item(trail[0].Item)
	is, _ := s.Item(trail[1].Item)
	assert.Equal(t, "Registered without a licence to practise", was.Get("registration-status").One)
	assert.Equal(t, "Registered with a licence to practise", is.Get("registration-status").One)
}

// TestSameWhateverTheWorkers: the roots depend on the recipe alone, not on how many processors worked them out nor on how many people there are.
func TestSameWhateverTheWorkers(t *testing.T) {
	roots := func() map[string]string {
		r := newRig(t, &registers.Service{})
		out := make(map[string]string)
		for _, d := range registers.Definitions() {
			var one, two proved
			r.read(t, "/"+d.ID+"/proof/register/merkle:sha-256", &one)
			r.read(t, "/"+d.ID+"/next/proofs/register", &two)
			out[d.ID] = one.Root + " " + two.Root
		}
		return out
	}
	many := roots()
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	assert.Equal(t, many, roots())
}

// TestRealmsGoTheirOwnWays appends in one realm while others read.
func TestRealmsGoTheirOwnWays(t *testing.T) {
	r := newRig(t, &registers.Service{})
	other := &mocks.Realm{Name: "other", World: world.New(r.realm.World.Population(), r.realm.World.Clock().Now())}
	_, closeRealm := r.Open(other)
	defer closeRealm()
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 25 {
				key := fmt.Sprintf("ZXD-9%d-%d", w, i)
				_, err := r.service.Append(r.Estate, r.realm, "medical-device", key, item(t, registers.Text("medical-device", key), registers.Text("name", "Found")))
				assert.NoError(t, err)
			}
		})
		wg.Go(func() {
			for range 25 {
				s := r.log(t, "medical-device")
				_, err := s.EntryProof(registers.V2, s.Size(), s.Size())
				assert.NoError(t, err)
				assert.Equal(t, 200, r.get("/medical-device/next/records").Code)
			}
		})
	}
	wg.Wait()
	s := r.log(t, "medical-device")
	assert.Equal(t, 116, s.Size())
	e, _ := s.Entry(116)
	assert.Equal(t, r.realm.World.Clock().Now(), e.At)
	elsewhere, err := r.service.Snapshot(r.Estate, other, "medical-device")
	require.NoError(t, err)
	assert.Equal(t, 16, elsewhere.Size())

	_, err = r.service.Append(r.Estate, r.realm, "medical-devices", "A", nil)
	require.ErrorIs(t, err, registers.ErrNoRegister)
	assert.ErrorContains(t, err, `"medical-device" is the nearest`)
	_, err = r.service.Append(r.Estate, r.realm, "medical-device", "A", item(t, registers.Text("medical-device", "B")))
	require.ErrorIs(t, err, registers.ErrItem)
}

// TestProducts: what is registered with the estate is in the register, with an organisation that exists.
func TestProducts(t *testing.T) {
	r := newRig(t, &registers.Service{})
	record, ok := r.log(t, "product-under-test").Record("my-alerts")
	require.True(t, ok)
	assert.Equal(t, []string{"a", "b"}, record.Item.Get("scopes").Many)
	_, code, _ := strings.Cut(record.Item.Get("organisation").One, ":")
	_, ok = r.realm.World.Population().Practice(nhs.ODS(code))
	assert.True(t, ok)
	_, ok = r.log(t, "product-under-test").Record("my-alerts-2")
	assert.True(t, ok, "two ids that would be one key are two products")
}
