package registers_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/tlog"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/registers"
)

// agrees holds the register of organisations against the directory on the day of the realm's clock: the same ones are there, under the same names,
// and open in the one if they are in the other.
func agrees(t *testing.T, r rig, directory *ods.Register) {
	t.Helper()
	s := r.log(t, "organisation")
	on := ods.DayOf(r.realm.World.Clock().Now())
	known := 0
	for _, o := range directory.All() {
		record, ok := s.Record(o.Code)
		require.Equal(t, o.Known(on), ok, o.Code)
		if !ok {
			continue
		}
		known++
		require.Equal(t, o.Name, record.Item.Get("name").One)
		require.Equal(t, o.Postcode, record.Item.Get("postcode").One)
		require.Equal(t, o.Open.From.String(), record.Item.Get("start-date").One)
		require.Equal(t, o.Active(on), record.Item.Get("end-date").One == "", o.Code)
	}
	require.Equal(t, known, s.Len())
}

// An organisation that opens or closes as the clock goes on appends an entry; what was there before stays, and the log proves that it only grew.
func TestOrganisationsComeAndGo(t *testing.T) {
	r := newRig(t, &registers.Service{})
	directory := new(ods.Registers).For(r.realm.World.Population())
	agrees(t, r, directory)
	before := r.log(t, "organisation")
	root, err := before.Root(registers.V1, before.Size())
	require.NoError(t, err)
	assert.Equal(t, before.Size(), r.log(t, "organisation").Size(), "the same day, the same log")

	var closing *ods.Organisation
	today := ods.DayOf(r.realm.World.Clock().Now())
	for _, o := range directory.Of(ods.Pharmacy) {
		if o.Open.To > today+30 && (closing == nil || o.Open.To < closing.Open.To) {
			closing = o
		}
	}
	require.NotNil(t, closing)
	r.realm.World.Clock().AdvanceTo((closing.Open.To + 1).Time().Add(8 * time.Hour))
	agrees(t, r, directory)
	after := r.log(t, "organisation")
	assert.Greater(t, after.Size(), before.Size())
	trail := after.Trail(closing.Code)
	require.Len(t, trail, 2)
	assert.Equal(t, (closing.Open.To + 1).Time(), trail[1].At)
	was, _ := after.Item(trail[0].Item)
	is, _ := after.Item(trail[1].Item)
	assert.Empty(t, was.Get("end-date").One)
	assert.Equal(t, closing.Open.To.String(), is.Get("end-date").One)

	proof, err := after.Consistency(registers.V1, before.Size(), after.Size())
	require.NoError(t, err)
	now, err := after.Root(registers.V1, after.Size())
	require.NoError(t, err)
	require.NoError(t, tlog.CheckTree(proof, int64(after.Size()), now, int64(before.Size()), root))
	last := before.Entry
	for n := before.Size(); n <= after.Size(); n++ {
		e, ok := after.Entry(n)
		require.True(t, ok)
		if earlier, ok := last(n - 1); ok {
			require.False(t, e.At.Before(earlier.At), "entry %d", n)
		}
		last = after.Entry
	}
	for _, o := range directory.Of(ods.FormerPractice) {
		record, ok := after.Record(o.Code)
		require.True(t, ok)
		assert.Equal(t, "organisation:"+o.Succs[0].Target, record.Item.Get("successor").One)
		break
	}
}

// device enters an invented device in a realm of the rig.
func device(t *testing.T, r rig, realm *mocks.Realm, key string) {
	t.Helper()
	_, err := r.service.Append(r.Estate, realm, "medical-device", key, item(t, registers.Text("medical-device", key), registers.Text("name", "Found")))
	require.NoError(t, err)
}

// A realm whose world is a branch begins with what was entered in its parent; what either enters afterwards is its own.
func TestBranchesHaveWhatTheirParentEntered(t *testing.T) {
	r := newRig(t, &registers.Service{})
	size := r.log(t, "medical-device").Size()
	device(t, r, r.realm, "ZXD-91")
	run := &mocks.Realm{Name: "run", World: r.realm.World.Branch(r.realm.World.Clock().Now().AddDate(0, 1, 0))}
	_, closeRun := r.Open(run)
	defer closeRun()
	device(t, r, r.realm, "ZXD-92")
	device(t, r, run, "ZXD-93")
	for name, want := range map[string]struct {
		realm *mocks.Realm
		has   []string
		not   string
	}{"parent": {r.realm, []string{"ZXD-91", "ZXD-92"}, "ZXD-93"}, "branch": {run, []string{"ZXD-91", "ZXD-93"}, "ZXD-92"}} {
		s, err := r.service.Snapshot(r.Estate, want.realm, "medical-device")
		require.NoError(t, err)
		assert.Equal(t, size+2, s.Size(), name)
		for _, key := range want.has {
			_, ok := s.Record(key)
			assert.True(t, ok, "%s %s", name, key)
		}
		_, ok := s.Record(want.not)
		assert.False(t, ok, name)
	}
	// Two services of two estates over one world see one register: it belongs to the world.
	second := newRig(t, &registers.Service{})
	s, err := second.service.Snapshot(second.Estate, run, "medical-device")
	require.NoError(t, err)
	assert.Equal(t, size+2, s.Size())

	// Far more entries than one shelf holds, some of them under a key of the foundation.
	for i := range 400 {
		device(t, r, run, fmt.Sprintf("ZXD-%d", 100+i))
	}
	s, err = r.service.Snapshot(r.Estate, run, "medical-device")
	require.NoError(t, err)
	assert.Equal(t, size+402, s.Size())
	for _, n := range []int{1, size + 1, size + 3, size + 402} {
		for _, v := range []registers.Version{registers.V1, registers.V2} {
			proof, err := s.EntryProof(v, n, s.Size())
			require.NoError(t, err)
			root, err := s.Root(v, s.Size())
			require.NoError(t, err)
			leaf, ok := s.Leaf(v, n)
			require.True(t, ok)
			require.NoError(t, tlog.CheckRecord(proof, int64(s.Size()), root, int64(n-1), leaf))
		}
	}
}

// What is registered with the estate while it runs is entered, and what is dismissed is entered as gone.
func TestProductsComeAndGo(t *testing.T) {
	r := newRig(t, &registers.Service{})
	began := r.log(t, "product-under-test").Size()
	assert.Equal(t, 2, began)
	r.realm.World.Clock().Advance(time.Hour)
	require.True(t, r.Enrol(mocks.App{ID: "late", Name: "Latecomer", Scopes: []string{"x"}}))
	s := r.log(t, "product-under-test")
	require.Equal(t, 3, s.Size())
	record, ok := s.Record("late")
	require.True(t, ok)
	assert.Equal(t, r.realm.World.Clock().Now(), record.Entry.At)
	assert.Equal(t, "late", record.Item.Get("application").One)

	require.True(t, r.Dismiss("late"))
	require.True(t, r.Enrol(mocks.App{ID: "late!", Name: "Another"}))
	s = r.log(t, "product-under-test")
	require.Equal(t, 5, s.Size())
	record, _ = s.Record("late")
	assert.Equal(t, "2026-04-01", record.Item.Get("end-date").One)
	_, ok = s.Record("late-2")
	assert.True(t, ok, "a key is not given to another application")
	require.True(t, r.Enrol(mocks.App{ID: "late", Name: "Back again"}))
	s = r.log(t, "product-under-test")
	record, _ = s.Record("late")
	assert.Empty(t, record.Item.Get("end-date").One)
	assert.Len(t, s.Trail("late"), 3)
	assert.Equal(t, s.Size(), r.log(t, "product-under-test").Size(), "nothing new, nothing entered")
}
