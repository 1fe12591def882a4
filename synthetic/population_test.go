package synthetic_test

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func open(t testing.TB, people int) *synthetic.Population {
	t.Helper()
	p, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	return p
}

var update = flag.Bool("update", false, "write the golden files anew")

// A change to anybody needs a new version of the model: this digest is of two hundred whole lives.
func TestModelIsFrozen(t *testing.T) {
	p := open(t, 1_000_000)
	h := sha256.New()
	enc := json.NewEncoder(h)
	for i := range 200 {
		require.NoError(t, enc.Encode(lifeOf(p, i*4999)))
	}
	got := fmt.Sprintf("%s %x\n", synthetic.Model, h.Sum(nil))
	const golden = "testdata/frozen.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "people have changed: raise synthetic.Model, then run go test -update")
}

// life is everything about a person, for comparing.
type life struct {
	Person synthetic.Person
	Truth  course.Truth
	Chart  chart.Chart
}

func lifeOf(p *synthetic.Population, i int) life {
	person, whole, c := p.Life(i)
	return life{person, whole.At(p.Date()), c}
}

func TestPeopleDoNotDependOnHowManyThereAre(t *testing.T) {
	small, large := open(t, 1000), open(t, 1_000_000)
	for i := 0; i < 1000; i += 13 {
		if d := cmp.Diff(lifeOf(small, i), lifeOf(large, i)); d != "" {
			t.Fatalf("person %d of 1,000 differs from that of 1,000,000:\n%s", i, d)
		}
	}
}

func TestPeopleDoNotDependOnOrder(t *testing.T) {
	const n = 400
	forward := make([]life, n)
	p := open(t, n)
	for i := range forward {
		forward[i] = lifeOf(p, i)
	}
	q := open(t, n)
	for i := n - 1; i >= 0; i -= 7 {
		require.Empty(t, cmp.Diff(forward[i], lifeOf(q, i)), "person %d, backwards", i)
	}
	together := make([]life, n)
	fresh := open(t, n)
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for i := worker; i < n; i += 8 {
				together[i] = lifeOf(fresh, i)
			}
		})
	}
	wait.Wait()
	for i := range together {
		require.True(t, cmp.Equal(forward[i], together[i]), "person %d, by eight workers", i)
	}
}

func TestPartsAgreeWithTheWhole(t *testing.T) {
	base := open(t, 500)
	for _, p := range []*synthetic.Population{base, base.At(base.Recipe().AsOf.AddDate(4, 0, 0))} {
		n := 0
		for i := range p.Everyone() {
			if n++; n%19 != 0 {
				continue
			}
			whole := lifeOf(p, i)
			assert.Equal(t, whole.Person, p.Person(i))
			assert.Equal(t, whole.Truth, p.Truth(i))
			assert.Equal(t, whole.Chart, p.Chart(i))
			assert.Equal(t, whole.Person.Number, p.Number(i))
		}
	}
}

func TestSeedsMakeOtherPeople(t *testing.T) {
	a := open(t, 100)
	r := synthetic.DefaultRecipe(100)
	r.Seed = 2
	b, err := synthetic.Open(r)
	require.NoError(t, err)
	same := 0
	for i := range 100 {
		if a.Person(i).Number == b.Person(i).Number || a.Person(i).Born.Equal(b.Person(i).Born) && a.Person(i).Name.Family == b.Person(i).Name.Family {
			same++
		}
	}
	assert.Less(t, same, 3)
}

func TestIndex(t *testing.T) {
	p := open(t, 1000)
	for i := range 1000 {
		got, ok := p.Index(p.Number(i))
		require.True(t, ok)
		require.Equal(t, i, got)
	}
	_, ok := p.Index(open(t, 2000).Number(1500))
	assert.False(t, ok, "somebody of a larger population")
	_, ok = p.Index(open(t, 1_000_000).Number(950_000))
	assert.False(t, ok, "somebody of the second block, which is not in use here")
	_, ok = p.Index(9990000019)
	assert.False(t, ok, "a wrong check digit")
	assert.Panics(t, func() { p.Person(1000) })
	assert.Panics(t, func() { p.Number(-1) })
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for says, change := range map[string]func(*synthetic.Recipe){
		"0 people":    func(r *synthetic.Recipe) { r.People = 0 },
		"-5 people":   func(r *synthetic.Recipe) { r.People = -5 },
		"100000000 p": func(r *synthetic.Recipe) { r.People = 100_000_000 },
		"wales":       func(r *synthetic.Recipe) { r.Area = "wales" },
		"1999":        func(r *synthetic.Recipe) { r.AsOf = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"england-0":   func(r *synthetic.Recipe) { r.Model = "england-0" },
	} {
		r := synthetic.DefaultRecipe(10)
		change(&r)
		_, err := synthetic.Open(r)
		require.ErrorIs(t, err, synthetic.ErrRecipe, says)
		assert.Contains(t, err.Error(), says)
	}
	p, err := synthetic.Open(synthetic.Recipe{People: 1, AsOf: time.Date(2026, 4, 1, 15, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	assert.Equal(t, "england", p.Recipe().Area)
	assert.Equal(t, synthetic.Model, p.Recipe().Model)
	assert.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), p.Recipe().AsOf)
	assert.Equal(t, 1, p.Len())
}

func TestRecipeRoundTripsAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := synthetic.DefaultRecipe(rapid.IntRange(1, 1000).Draw(t, "people"))
		r.Seed = rapid.Uint64().Draw(t, "seed")
		text, err := json.Marshal(r)
		require.NoError(t, err)
		var back synthetic.Recipe
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, r, back)
	})
}

func TestSearch(t *testing.T) {
	p := open(t, 3000)
	someone := p.Person(1234)
	male := demography.Male
	for name, q := range map[string]synthetic.Query{
		"family":         {Family: someone.Name.Family, BornFrom: someone.Born, BornTo: someone.Born},
		"family, case":   {Family: someone.Name.Family[:2] + "*", BornFrom: someone.Born, BornTo: someone.Born},
		"given":          {Given: someone.Name.Given[0], BornFrom: someone.Born, BornTo: someone.Born},
		"postcode":       {Postcode: someone.Address.Postcode, Given: someone.Name.Given[0]},
		"practice, born": {Practice: someone.Practice, BornFrom: someone.Born.AddDate(0, 0, -1), BornTo: someone.Born.AddDate(0, 0, 1)},
		"fuzzy":          {Family: someone.Name.Family + "e", Fuzzy: true, BornFrom: someone.Born, BornTo: someone.Born},
	} {
		found := slices.Collect(p.Search(q))
		assert.Contains(t, found, 1234, name)
		assert.True(t, slices.IsSorted(found), name)
	}
	assert.Empty(t, slices.Collect(p.Search(synthetic.Query{Family: "Nobody Whatever"})))
	for i := range p.Search(synthetic.Query{Sex: &male}) {
		require.Equal(t, demography.Male, p.Person(i).Sex)
	}
	first := -1
	for i := range p.Search(synthetic.Query{}) {
		first = i
		break
	}
	assert.Zero(t, first, "an empty query matches everybody, and stopping stops the work")
}

func TestSearchAgreesWithMatches(t *testing.T) {
	p := open(t, 300)
	rapid.Check(t, func(t *rapid.T) {
		like := p.Person(rapid.IntRange(0, 299).Draw(t, "like"))
		q := synthetic.Query{Fuzzy: rapid.Bool().Draw(t, "fuzzy")}
		if rapid.Bool().Draw(t, "family") {
			q.Family = like.Name.Family
		}
		if rapid.Bool().Draw(t, "born") {
			q.BornFrom = like.Born
		}
		if rapid.Bool().Draw(t, "practice") {
			q.Practice = like.Practice
		}
		var want []int
		for i := range p.Everyone() {
			if person := p.Person(i); q.Matches(&person) {
				want = append(want, i)
			}
		}
		require.Equal(t, want, slices.Collect(p.Search(q)))
		require.Contains(t, want, like.Index)
	})
}

func TestPracticesOfThePopulation(t *testing.T) {
	p := open(t, 100)
	person := p.Person(7)
	practice, ok := p.Practice(person.Practice)
	require.True(t, ok)
	assert.Equal(t, person.Region, practice.Region)
	gp := p.Practitioner(person.Practice, person.GP)
	assert.True(t, gp.GP)
	assert.Equal(t, "Dr", gp.Name.Prefix)
	_, ok = p.Practice(nhs.ODS("A81001"))
	assert.False(t, ok)
	n := 0
	for range p.Practices() {
		n++
	}
	assert.Equal(t, 6250, n)
}

// A snapshot and what happened in a year more are the full run: whoever and whatever there was on one day is there a year later,
// unchanged but for what has ended since, before all that is new.
func TestASnapshotAndAYearAreTheFullRun(t *testing.T) {
	p := open(t, 600)
	later := p.At(p.Date().AddDate(1, 0, 0))
	born, died := 0, 0
	for i := range later.Everyone() {
		if !p.Exists(i) {
			born++
			continue
		}
		was, before, wrote := p.Life(i)
		is, after, writes := later.Life(i)
		require.Equal(t, was.Number, is.Number)
		require.Equal(t, was.Born, is.Born)
		if was.Died.IsZero() && !is.Died.IsZero() {
			died++
			require.False(t, is.Died.Before(p.Date()), "person %d died on %v", i, is.Died)
		} else {
			require.Equal(t, was.Died, is.Died)
		}
		require.Equal(t, before.At(p.Date()), after.At(p.Date()), "person %d: what was so", i)
		for k := range wrote.Entries {
			a, b := wrote.Entries[k], writes.Entries[k]
			if a.Ended.IsZero() || !b.Ended.Before(p.Date()) {
				a.Ended, a.Status = b.Ended, b.Status
			}
			require.Equal(t, a, b, "person %d, entry %d", i, k)
		}
		for _, e := range writes.Entries[len(wrote.Entries):] {
			require.False(t, e.Recorded.Before(p.Date()), "person %d: %q is new and old", i, e.Text)
		}
	}
	require.Greater(t, born, 2)
	require.Greater(t, died, 1)
}
