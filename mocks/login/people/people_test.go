package people_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/people"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func newWorld(t testing.TB, n int) *world.World {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(n))
	require.NoError(t, err)
	return world.New(population, population.Recipe().AsOf)
}

// TestEveryCitizenCanSignIn: by number with and without spaces and by e-mail, with what PDS shows of them.
func TestEveryCitizenCanSignIn(t *testing.T) {
	w := newWorld(t, 3000)
	v := w.View()
	levels := map[string]int{}
	subjects := map[string]bool{}
	for i := range w.Population().Len() {
		number := w.Population().Number(i)
		c, err := people.FindCitizen(v, number.String())
		require.NoError(t, err)
		person, _ := v.Person(i)
		assert.Equal(t, i, c.Person)
		assert.Equal(t, person.Name.Family, c.Family)
		assert.Equal(t, person.Born.Format(time.DateOnly), c.Born)
		assert.Equal(t, string(w.Particulars(i).Shown(person).Practice), c.GP)
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, c.Subject)
		assert.Regexp(t, `^(\+447700900\d{3})?$`, c.Phone)
		require.False(t, subjects[c.Subject])
		subjects[c.Subject] = true
		levels[c.Level]++
		again, err := people.FindCitizen(v, strings.ToUpper(c.Email))
		require.NoError(t, err, c.Email)
		assert.Equal(t, c.Email, again.Email)
		spaced, err := people.FindCitizen(v, " "+number.Spaced())
		require.NoError(t, err)
		assert.Equal(t, c, spaced)
	}
	assert.InDelta(t, 0.78, float64(levels["P9"])/3000, 0.03)
	assert.InDelta(t, 0.09, float64(levels["P5"])/3000, 0.02)
	assert.InDelta(t, 0.13, float64(levels["P0"])/3000, 0.02)
}

func TestTheDeadAndStrangersCannotSignIn(t *testing.T) {
	w := newWorld(t, 100)
	number := w.Population().Number(7).String()
	w.Amend(7, func(p *world.Person) { p.Died = w.Clock().Now() })
	_, err := people.FindCitizen(w.View(), number)
	assert.ErrorIs(t, err, people.ErrDied)
	for _, name := range []string{"", "9434765919", "9434765918", "no.such0@example.org", "1@example.org", "x@elsewhere.org", "a.b9999999999999999999@example.org"} {
		_, err := people.FindCitizen(w.View(), name)
		assert.ErrorIs(t, err, people.ErrNobody, name)
	}
}

// TestAccountsFollowTheRegister: who was merged keeps the account and has the other's number and details; who was enrolled or admitted has one; a
// record made in error has none; what is withheld is not told.
func TestAccountsFollowTheRegister(t *testing.T) {
	w := newWorld(t, 100)
	register := func(person int, change func(*world.Person, *world.Particulars)) {
		_, err := w.By("test").Register(person, 0, func(p *world.Person, q *world.Particulars) error {
			change(p, q)
			return nil
		})
		require.NoError(t, err)
	}
	find := func(person int) (*people.Citizen, error) {
		return people.FindCitizen(w.View(), w.Number(person).String())
	}
	before, err := find(7)
	require.NoError(t, err)
	other, err := find(8)
	require.NoError(t, err)
	register(7, func(_ *world.Person, q *world.Particulars) { q.SupersededBy = w.Number(8) })
	after, err := find(7)
	require.NoError(t, err)
	assert.Equal(t, before.Subject, after.Subject)
	assert.Equal(t, []string{other.Number, other.Family, other.Born}, []string{after.Number, after.Family, after.Born})

	register(9, func(_ *world.Person, q *world.Particulars) { q.Access = world.Invalid })
	_, err = find(9)
	require.ErrorIs(t, err, people.ErrNobody)

	who := world.Person{Name: demography.Name{Family: "Newcomer"}, Practice: "ZX0001", Phone: "07700900123"}
	newcomer, _, err := w.By("test").Enrol(func(nhs.Number) (world.Person, world.Particulars) { return who, world.Particulars{} })
	require.NoError(t, err)
	guest, err := w.By("test").Admit(9686368973, 1, who, world.Particulars{}) // the number of a published test user
	require.NoError(t, err)
	for _, person := range []int{newcomer, guest} {
		c, err := find(person)
		require.NoError(t, err)
		assert.Equal(t, []string{"Newcomer", "ZX0001", "+447700900123"}, []string{c.Family, c.GP, c.Phone})
	}
	published, err := people.FindCitizen(w.View(), "testuserlive@demo.signin.nhs.uk")
	require.NoError(t, err)
	assert.Equal(t, []any{"Newcomer", "P9", -1}, []any{published.Family, published.Level, published.Person}, "as PDS has them, where it does")

	register(newcomer, func(_ *world.Person, q *world.Particulars) { q.Access = world.Restricted })
	c, err := find(newcomer)
	require.NoError(t, err)
	assert.Empty(t, c.GP+c.Phone+c.Landline)
}

func TestPublishedCitizens(t *testing.T) {
	c, err := people.FindCitizen(newWorld(t, 10).View(), "testuserlive@demo.signin.nhs.uk")
	require.NoError(t, err)
	assert.Equal(t, "9686368973", c.Number)
	assert.Equal(t, "1968-02-12", c.Born)
	assert.Equal(t, -1, c.Person)
}

// TestStaffBelongToPracticesThatExist looks at every clinician of three hundred practices.
func TestStaffBelongToPracticesThatExist(t *testing.T) {
	w := newWorld(t, 50)
	v := w.View()
	n, many, roleIDs := 0, 0, map[string]bool{}
	for practice := range w.Population().Practices() {
		if n++; n > 300 {
			break
		}
		for k := range practice.Practitioners {
			who := w.Population().Practitioner(practice.Code, k)
			s, ok := people.FindStaff(v, who.SDSUser)
			require.True(t, ok, who.SDSUser)
			assert.Equal(t, who.Name.Family, s.Family)
			assert.Equal(t, string(practice.Code), s.Roles[0].Organisation)
			for _, role := range s.Roles {
				_, exists := w.Population().Practice(nhs.ODS(role.Organisation))
				assert.True(t, exists)
				assert.Regexp(t, `^998\d{9}$`, role.ID)
				assert.Regexp(t, `^S\d{4}:G\d{4}:R\d{4}$`, role.Code)
				require.False(t, roleIDs[role.ID])
				roleIDs[role.ID] = true
				assert.Len(t, role.Activities, len(role.Role.Activities))
			}
			if len(s.Roles) > 1 {
				many++
			}
		}
	}
	assert.Positive(t, many, "somebody works at two practices")
	for _, name := range []string{"", "999", "999999999999", "998000000000", "99900000000x", "9990000000000"} {
		_, ok := people.FindStaff(v, name)
		assert.False(t, ok, name)
	}
}

func TestPublishedStaff(t *testing.T) {
	w := newWorld(t, 50)
	for username, row := range map[string]struct {
		level, roles int
		selected     bool
	}{"656005750104": {3, 2, false}, "656005750107": {3, 2, true}, "656005750110": {1, 1, false}, "910000000001": {3, 3, false}} {
		s, ok := people.FindStaff(w.View(), username)
		require.True(t, ok)
		assert.Equal(t, row.level, s.Level)
		require.Len(t, s.Roles, row.roles)
		assert.Equal(t, row.selected, s.Selected == s.Roles[0].ID)
		for _, role := range s.Roles {
			_, exists := w.Population().Practice(nhs.ODS(role.Organisation))
			assert.True(t, exists)
			assert.NotEmpty(t, role.OrgName)
		}
	}
}
