package synthetic_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// crowd is a population with everybody in it made, to look through one by one.
type crowd struct {
	*synthetic.Population
	people []synthetic.Person
}

func crowdOf(t require.TestingT, area string, people int, years int) crowd {
	r := synthetic.DefaultRecipe(people)
	r.Area = area
	p, err := synthetic.Open(r)
	require.NoError(t, err)
	c := crowd{Population: p.At(r.AsOf.AddDate(years, 0, 0))}
	for i := range c.Everyone() {
		c.people = append(c.people, c.Person(i))
	}
	return c
}

// crowds are England and a neighbourhood, on the recipe's day and three years on.
var crowds = sync.OnceValue(func() []crowd {
	t := fatal{}
	return []crowd{
		crowdOf(t, "england", 30_000, 0), crowdOf(t, "england", 30_000, 3),
		crowdOf(t, "ZX0100, ZX4321,zx4322", 4000, 0), crowdOf(t, "ZX0100,ZX4321,ZX4322", 4000, 3), crowdOf(t, "london", 6000, 5),
	}
})

type fatal struct{}

func (fatal) Errorf(format string, args ...any) {}
func (fatal) FailNow()                          { panic("a population for the tests cannot be opened") }

// A search finds exactly those whom looking at everybody finds, in the same order.
func TestSearchFindsWhomAScanFinds(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(crowds()).Draw(t, "crowd")
		q := drawQuery(t, c)
		var want []int
		for i := range c.people {
			if q.Matches(&c.people[i]) {
				want = append(want, c.people[i].Index)
			}
		}
		require.Equal(t, want, slices.Collect(c.Search(q)), "%+v", q)
		found += len(want)
	})
	assert.NotZero(t, found)
}

// drawQuery draws a query with some of its fields taken from somebody, and some of those blurred.
func drawQuery(t *rapid.T, c crowd) synthetic.Query {
	like := &c.people[rapid.IntRange(0, len(c.people)-1).Draw(t, "like")]
	q := synthetic.Query{Fuzzy: rapid.IntRange(0, 4).Draw(t, "fuzzy") == 0, Living: rapid.IntRange(0, 4).Draw(t, "living") == 0}
	some := func(name string) bool { return rapid.IntRange(0, 2).Draw(t, name) == 0 }
	blurred := func(word string) string {
		n := rapid.IntRange(0, len(word)).Draw(t, "kept")
		switch rapid.IntRange(0, 4).Draw(t, "blur") {
		case 0:
			return word[:n] + "*"
		case 1:
			return word[:n/2] + "*" + word[n:]
		case 2:
			return strings.ToUpper(word)
		}
		return word
	}
	if some("family") {
		q.Family = blurred(like.Name.Family)
	}
	if some("given") {
		q.Given = blurred(like.Name.Given[len(like.Name.Given)-1])
	}
	if some("sex") {
		q.Sex = &like.Sex
	}
	if some("practice") {
		q.Practice = like.Practice
	}
	if some("postcode") {
		q.Postcode = blurred(like.Address.Postcode)
		if some("outward") {
			q.Postcode, _, _ = strings.Cut(like.Address.Postcode, " ")
		}
	}
	if some("from") {
		q.BornFrom = like.Born.AddDate(0, 0, -rapid.SampledFrom([]int{0, 0, 1, 30, 400, 9000}).Draw(t, "before"))
	}
	if some("to") {
		q.BornTo = like.Born.AddDate(0, 0, rapid.SampledFrom([]int{0, 0, 1, 30, 400, 9000}).Draw(t, "after"))
	}
	return q
}

// Everybody is found by what a demographics service asks for.
func TestPeopleAreFoundByTheirKeys(t *testing.T) {
	const people, asked = 50_000, 2000
	p := open(t, people)
	for _, p := range []*synthetic.Population{p, p.At(p.Recipe().AsOf.AddDate(2, 6, 0))} {
		for k := range asked {
			if p.Date().After(p.Recipe().AsOf) && k%4 != 0 {
				continue // a quarter of them will do, later on
			}
			i := k * 7919 % people
			if k%20 == 0 {
				i = demography.FirstOther + 64*(k%200) + 32 + k/20%32 // somebody departed
			}
			who := p.Person(i)
			year := func(q synthetic.Query) synthetic.Query {
				q.BornFrom = time.Date(who.Born.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
				q.BornTo = time.Date(who.Born.Year(), 12, 31, 0, 0, 0, 0, time.UTC)
				return q
			}
			for name, q := range map[string]synthetic.Query{
				"family and birthday":         {Family: who.Name.Family, BornFrom: who.Born, BornTo: who.Born},
				"names, sex and year":         year(synthetic.Query{Family: who.Name.Family, Given: who.Name.Given[0], Sex: &who.Sex}),
				"postcode and year":           year(synthetic.Query{Postcode: who.Address.Postcode}),
				"district, family and decade": {Postcode: strings.Fields(who.Address.Postcode)[0], Family: who.Name.Family[:2] + "*", BornFrom: who.Born.AddDate(-5, 0, 0), BornTo: who.Born.AddDate(5, 0, 0)},
			} {
				if !slices.Contains(slices.Collect(p.Search(q)), i) {
					t.Fatalf("%s does not find person %d: %+v", name, i, who)
				}
			}
		}
	}
}

func TestSearchKnowsTheDeadFromTheLiving(t *testing.T) {
	for _, c := range crowds() {
		dead := 0
		for _, p := range c.people {
			if p.Died.IsZero() {
				continue
			}
			if dead++; dead%50 != 0 {
				continue
			}
			q := synthetic.Query{Family: p.Name.Family, BornFrom: p.Born, BornTo: p.Born}
			require.Contains(t, slices.Collect(c.Search(q)), p.Index)
			q.Living = true
			require.NotContains(t, slices.Collect(c.Search(q)), p.Index)
		}
		require.Greater(t, dead, 400)
	}
}

func TestWildcards(t *testing.T) {
	smith := synthetic.Person{Name: demography.Name{Family: "Smith-Jones", Given: []string{"Ann", "Mary"}}, Address: demography.Address{Postcode: "LS6 1CB"}}
	for pattern, want := range map[string]bool{
		"smith-jones": true, "SM*": true, "*jones": true, "s*-*s": true, "*": true, "smith": false, "s*x": false, "smith-jones*": true,
		"smith-joness*": false, "sm*mith-jones": false,
	} {
		q := synthetic.Query{Family: pattern}
		assert.Equal(t, want, q.Matches(&smith), pattern)
	}
	for postcode, want := range map[string]bool{"LS6": true, "ls61cb": true, "ls6 1*": true, "LS*": true, "LS": false, "LS6 1": false, "LS61": false, "ls6 1ca": false} {
		q := synthetic.Query{Postcode: postcode}
		assert.Equal(t, want, q.Matches(&smith), postcode)
	}
	q := synthetic.Query{Given: "mary"}
	assert.True(t, q.Matches(&smith), "any given name")
	q = synthetic.Query{Family: "Smyth-Johns", Fuzzy: true}
	assert.True(t, q.Matches(&smith))
	assert.Empty(t, slices.Collect(open(t, 500).Search(synthetic.Query{Postcode: "ZZ99 9ZZ"})))
	assert.Empty(t, slices.Collect(open(t, 500).Search(synthetic.Query{Practice: "A81001"})))
}
