package ods_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/ods"
	"sandpiper/synthetic"
)

// form is what codes look like: ZX and four digits for a practice, else ZX, a letter and digits. Real ones of the same length have other letters first.
var form = regexp.MustCompile(`^ZX([0-9]{4}|[A-Z][0-9]{2,4})$`)

// never is a postcode whose last letters Royal Mail does not give out together.
var never = regexp.MustCompile(`^[A-Z]{1,2}[0-9]{1,2} [0-9]([CIKMOV][A-Z]|[A-Z][CIKMOV])$`)

func TestEveryOrganisationIsWellFormed(t *testing.T) {
	r := newRig(t)
	seen, numbers := map[string]bool{}, map[int]bool{}
	for _, o := range r.register.All() {
		require.Regexp(t, form, o.Code)
		require.False(t, seen[o.Code], "two organisations %s", o.Code)
		seen[o.Code] = true
		require.Regexp(t, never, o.Postcode, o.Code)
		require.Regexp(t, `^(020 7946 0\d{3}|01632 960\d{3})$`, o.Phone, "only numbers kept for drama")
		require.True(t, o.Web == "" || strings.HasSuffix(o.Web, ".example/"), o.Web)
		require.NotEmpty(t, o.Name)
		require.Greater(t, int(o.Open.From), 0)
		require.True(t, o.Open.To == 0 || o.Open.To > o.Open.From)
		require.True(t, o.Primary().Primary)
		for _, role := range o.Roles {
			require.False(t, numbers[role.Unique])
			numbers[role.Unique] = true
			require.True(t, role.Span.From >= o.Open.From && role.Span.To == o.Open.To, "%s %+v", o.Code, role)
		}
		latitude, longitude := r.register.Point(o)
		require.True(t, latitude > 50 && latitude < 55.6 && longitude > -3.7 && longitude < 1.4, "%s lies at %f %f", o.Code, latitude, longitude)
	}
	assert.Len(t, r.register.Of(ods.Board), 42)
	assert.Greater(t, len(r.register.All()), 20_000)
}

func TestRelationshipsPointAtWhatIsThere(t *testing.T) {
	r := newRig(t)
	numbers := map[int]bool{}
	for _, o := range r.register.All() {
		for _, rel := range o.Rels {
			require.False(t, numbers[rel.Unique])
			numbers[rel.Unique] = true
			target, ok := r.register.Find(rel.Target, rel.Span.From)
			require.True(t, ok, "%s %s %s before that opens", o.Code, rel.ID, rel.Target)
			require.GreaterOrEqual(t, rel.Span.From, o.Open.From)
			require.Contains(t, r.register.Pointing(target.Code), o)
		}
		for _, s := range o.Succs {
			other, ok := r.register.Find(s.Target, s.On)
			require.True(t, ok)
			require.NotEqual(t, s.Type == "Successor", o.Active(s.On), "the one that is succeeded is closed by then")
			require.NotEmpty(t, other.Succs, "the other side records it too")
		}
		if o.Kind == ods.Practice || o.Kind == ods.Pharmacy {
			id := map[ods.Kind]string{ods.Practice: "RE4", ods.Pharmacy: "RE5"}[o.Kind]
			if o.Active(r.today) {
				parent, ok := r.register.Find(o.Target(id, r.today), r.today)
				require.True(t, ok, o.Code)
				require.Equal(t, o.Region, parent.Region, "a parent lies in the same region")
			}
		}
	}
}

func TestPracticesOfThePopulationAreOpen(t *testing.T) {
	r := newRig(t)
	n := 0
	for p := range r.realm.World.Population().Practices() {
		o, ok := r.register.Find(string(p.Code), r.today)
		require.True(t, ok)
		require.True(t, o.Active(r.today) && o.Holds("RO76", r.today, true))
		require.Equal(t, p.Name, o.Name)
		require.Equal(t, p.Address.Postcode, o.Postcode)
		n++
	}
	assert.Len(t, r.register.Of(ods.Practice), n)
}

func TestNothingAnticipates(t *testing.T) {
	r := newRig(t)
	closing := 0
	for _, o := range r.register.All() {
		last := ods.Day(0)
		for _, day := range []ods.Day{r.today, r.today + 100, r.today + 1000} {
			changed := o.Changed(day)
			require.LessOrEqual(t, changed, day)
			require.GreaterOrEqual(t, changed, last, "a record is never changed back")
			last = changed
		}
		if o.Active(r.today) && !o.Active(r.today+1000) {
			closing++
			require.Equal(t, "Active", o.Status(o.Open.To))
			require.Equal(t, "Inactive", o.Status(o.Open.To+1))
			require.Equal(t, o.Open.To+1, o.Changed(o.Open.To+1), "closing is the last change")
		}
	}
	assert.Positive(t, closing, "some close after the recipe's day")
}

func TestOneRecipeOneRegister(t *testing.T) {
	small, err := synthetic.Open(synthetic.DefaultRecipe(1))
	require.NoError(t, err)
	nation, err := synthetic.Open(synthetic.DefaultRecipe(57_700_000))
	require.NoError(t, err)
	var registers ods.Registers
	assert.Same(t, registers.For(small), registers.For(nation), "organisations do not depend on how many people there are")
	other := synthetic.DefaultRecipe(1)
	other.Seed = 2
	second, err := synthetic.Open(other)
	require.NoError(t, err)
	again := new(ods.Registers).For(small)
	for i, o := range registers.For(small).All() {
		require.Equal(t, o, again.All()[i])
	}
	assert.NotEqual(t, registers.For(second).All()[0].Postcode+registers.For(second).All()[1].Postcode, again.All()[0].Postcode+again.All()[1].Postcode)
}

func BenchmarkRegister(b *testing.B) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(10))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		new(ods.Registers).For(population)
	}
}
