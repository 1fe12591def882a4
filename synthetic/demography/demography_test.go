package demography_test

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

var asOf = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

func england(seed uint64) *demography.Country {
	return demography.NewCountry(seed, asOf, nhs.NewNumbering(seed))
}

// shareIs allows four standard errors of a share, as if people were drawn one by one; they are spread more evenly than that.
func shareIs(t *testing.T, what string, got, n int, want float64) {
	t.Helper()
	share := float64(got) / float64(n)
	if allowed := 4 * math.Sqrt(want*(1-want)/float64(n)); math.Abs(share-want) > allowed {
		t.Errorf("%s: %.4f, want %.4f ± %.4f", what, share, want, allowed)
	}
}

func TestMarginsAreTheCensuses(t *testing.T) {
	const n = 24_000
	c := england(1)
	ages, sexes, regions, deciles, groups := map[int]int{}, 0, map[string]int{}, map[int]int{}, map[string]int{}
	for i := range n {
		p := c.Person(i)
		ages[min(p.Age(asOf), 90)/10]++
		if p.Sex == demography.Male {
			sexes++
		}
		regions[p.Region]++
		deciles[p.Decile]++
		groups[p.Ethnicity]++
	}
	for decade, want := range map[int]float64{0: 0.11375, 2: 0.12621, 4: 0.12715, 6: 0.10663, 8: 0.04072, 9: 0.00882} {
		shareIs(t, "age decade", ages[decade], n, want)
	}
	shareIs(t, "male", sexes, n, 0.4896)
	// Homes, not people, are spread over places and groups, so these are looser by the size of a home.
	for region, want := range map[string]float64{"E12000001": 0.0469, "E12000007": 0.1558, "E12000008": 0.1642} {
		assert.InDelta(t, want, float64(regions[region])/n, 0.01, "region %s", region)
	}
	for d := 1; d <= 10; d++ {
		assert.InDelta(t, 0.1, float64(deciles[d])/n, 0.01, "decile %d", d)
	}
	for group, want := range map[string]float64{"A": 0.7354, "H": 0.0326, "J": 0.0278, "N": 0.0260, "C": 0.0664} {
		assert.InDelta(t, want, float64(groups[group])/n, 6*math.Sqrt(want*(1-want)/n), "group %s", group)
	}
}

// The 64 templates together have the census's bands of age and sex but for those whom roaming takes over an edge, and any
// thousand people have nearly the country's.
func TestMarginsAreEven(t *testing.T) {
	const whole = 64 * 240
	c := england(6)
	type cell struct {
		age int
		sex demography.Sex
	}
	var counts [5]map[cell]float64 // of the whole, and of four runs
	for k := range counts {
		counts[k] = map[cell]float64{}
	}
	for i := range whole {
		p := c.Person(i)
		counts[0][cell{min(p.Age(asOf), 90) / 5, p.Sex}]++
		if k := (i-500)/1000 + 1; i >= 500 && k < len(counts) {
			counts[k][cell{min(p.Age(asOf), 90) / 30, p.Sex}]++
		}
	}
	var want [19]float64
	var wide [4]float64
	for age, share := range demography.AgeShares() {
		want[min(age, 90)/5] += share[demography.Female] * whole
		wide[min(age, 90)/30] += share[demography.Female] * 1000
	}
	for band, n := range want {
		assert.InDelta(t, n, counts[0][cell{band, demography.Female}], 0.02*n+4, "women of %d", band*5)
	}
	for run := range counts[1:] {
		for band, n := range wide {
			assert.InDelta(t, n, counts[run+1][cell{band, demography.Female}], 16, "women of %d in a run of a thousand", band*30)
		}
	}
}

func TestAgeSharesAreTheCensuses(t *testing.T) {
	sum, young, male := 0.0, 0.0, 0.0
	for age, s := range demography.AgeShares() {
		sum += s[0] + s[1]
		male += s[demography.Male]
		if age < 5 {
			young += s[0] + s[1]
		}
	}
	assert.InDelta(t, 1, sum, 1e-9)
	assert.InDelta(t, 0.05447, young, 1e-4)
	assert.InDelta(t, 0.4896, male, 1e-3)
}

func TestHouseholdsHoldTogether(t *testing.T) {
	const n = 100 * 240 // whole tiles, so that every home is complete
	c := england(2)
	homes := map[uint64][]demography.Person{}
	for i := range n {
		p := c.Person(i)
		homes[p.Household.ID] = append(homes[p.Household.ID], p)
	}
	sizes := map[int]int{}
	private := 0
	for id, home := range homes {
		first := home[0]
		if first.Household.Kind == "private" {
			sizes[min(len(home), 6)]++
			private++
		} else {
			require.Equal(t, "care-home", first.Household.Kind)
			require.Equal(t, "resident", first.Household.Role)
			require.GreaterOrEqual(t, first.Age(asOf), 64)
			require.Contains(t, first.Address.Lines[0], "Care Home")
		}
		for k := range home {
			require.Equal(t, first.Index+k, home[k].Index, "a household is a run of people")
		}
		var adults []demography.Person
		for _, p := range home {
			require.Equal(t, len(home), p.Household.Size, "home %d", id)
			require.Equal(t, first.Address, p.Address)
			require.Equal(t, first.Region, p.Region)
			require.Equal(t, first.Decile, p.Decile)
			require.Equal(t, first.Practice, p.Practice)
			if p.Age(asOf) >= 18 {
				adults = append(adults, p)
			}
			if p.Household.Role == "partner" || p.Household.Role == "adult" || p.Household.Role == "sharer" || p.Household.Role == "parent" {
				require.GreaterOrEqual(t, p.Age(asOf), 17, "%+v", p)
			}
		}
		require.NotEmpty(t, adults, "home %d has children only: %+v", id, home)
		for _, p := range home {
			if p.Household.Role != "child" {
				continue
			}
			parent := false
			for _, a := range adults {
				gap := p.Born.Sub(a.Born).Hours() / 24 / 365.25
				parent = parent || a.Household.Role == "adult" && gap > 16.5 && gap < 46
			}
			require.True(t, parent, "nobody at home could be the parent of %+v", p)
		}
	}
	for size, want := range map[int]float64{1: 0.301, 2: 0.340, 3: 0.160, 4: 0.129, 5: 0.045, 6: 0.025} {
		assert.InDelta(t, want, float64(sizes[size])/float64(private), 0.02, "homes of %d", size)
	}
}

var postcodes = regexp.MustCompile(`^[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}$`)

func TestIdentitiesAreNobodys(t *testing.T) {
	c := england(3)
	phone := regexp.MustCompile(`^(07700 900\d{3}|01632 960\d{3}|020 7946 0\d{3})$`)
	for i := range 5000 {
		p := c.Person(i)
		require.True(t, p.Number.Valid())
		require.Equal(t, nhs.Number(999), p.Number/10_000_000)
		require.Regexp(t, phone, p.Phone)
		if p.Email != "" {
			require.Regexp(t, `^[a-z]+\.[a-z]+\d+@example\.org$`, p.Email)
		}
		require.Regexp(t, postcodes, p.Address.Postcode)
		require.True(t, strings.ContainsAny(p.Address.Postcode[len(p.Address.Postcode)-2:], "CIKMOV"), p.Address.Postcode)
		require.NotContains(t, p.Address.Lines, "")
		require.NotEmpty(t, p.Name.Given)
		require.NotEmpty(t, p.Name.Family)
		_, ok := c.Practice(p.Practice)
		require.True(t, ok, p.Practice)
		require.False(t, p.Born.After(asOf))
		require.Less(t, p.Age(asOf), 107)
		require.True(t, p.Died.IsZero())
	}
}

func TestPractices(t *testing.T) {
	c := england(1)
	live := regexp.MustCompile(`^[A-Z]\d{5}$`) // the form of a general practice's real code
	n, regions := 0, map[string]int{}
	for p := range c.Practices() {
		n++
		regions[p.Region]++
		require.Regexp(t, `^ZX[0-9]{4}$`, string(p.Code))
		require.NotRegexp(t, live, string(p.Code))
		require.True(t, p.GPs >= 2 && p.Practitioners > p.GPs)
		require.True(t, p.Decile >= 1 && p.Decile <= 10)
		again, ok := c.Practice(p.Code)
		require.True(t, ok)
		require.Equal(t, p, again)
	}
	assert.Equal(t, 6250, n)
	assert.Len(t, regions, 9)
	for _, code := range []nhs.ODS{"", "A81001", "ZX", "ZX99999", "ZX9999", "ZX-001", "ZX6250", "zx0001", "ZX+001"} {
		_, ok := c.Practice(code)
		assert.False(t, ok, code)
	}
	for range c.Practices() {
		break // stopping early must not panic
	}
}

func TestPractitioners(t *testing.T) {
	c := england(1)
	p, _ := c.Practice("ZX0042")
	users := map[string]bool{}
	for k := range p.Practitioners {
		w := c.Practitioner(p.Code, k)
		require.Equal(t, k < p.GPs, w.GP)
		require.Regexp(t, `^999\d{9}$`, w.SDSUser)
		require.False(t, users[w.SDSUser])
		users[w.SDSUser] = true
		require.NotEmpty(t, w.Name.Family)
		require.NotEmpty(t, w.Role)
	}
	assert.Equal(t, c.Practitioner(p.Code, 0), c.Practitioner(p.Code, p.Practitioners), "numbers wrap around")
	assert.Equal(t, c.Practitioner(p.Code, 1), c.Practitioner(p.Code, 1-p.Practitioners))
	assert.Zero(t, c.Practitioner("A81001", 0))
}

// Lists are as unequal as the published quantiles say.
func TestListSizes(t *testing.T) {
	const n = 600_000
	c := england(7)
	lists := map[nhs.ODS]float64{}
	for i := range n {
		lists[c.Person(i*96).Practice]++
	}
	sizes := slices.Sorted(maps.Values(lists))
	mean := float64(n) / 6250
	for quantile, want := range map[float64]float64{0.05: 0.291, 0.25: 0.561, 0.5: 0.876, 0.75: 1.277, 0.95: 2.086} {
		assert.InDelta(t, want, sizes[int(quantile*6250)]/mean, 0.09, "quantile %v", quantile)
	}
	assert.Len(t, lists, 6250)
}

// People live near their practice: in its region, and mostly in its kind of neighbourhood.
func TestPracticesAreNear(t *testing.T) {
	c := england(4)
	near := 0
	for i := range 3000 {
		p := c.Person(i)
		practice, _ := c.Practice(p.Practice)
		require.Equal(t, p.Region, practice.Region)
		require.Less(t, p.GP, practice.GPs)
		if d := practice.Decile - p.Decile; d >= -1 && d <= 1 {
			near++
		}
	}
	assert.Greater(t, near, 2600)
}

func TestNamesFitPeople(t *testing.T) {
	c := england(5)
	women := map[string]bool{}
	for i := range 6000 {
		p := c.Person(i)
		switch age := p.Age(asOf); {
		case age < 18:
			require.Contains(t, []string{"Master", "Miss"}, p.Name.Prefix)
		case p.Sex == demography.Male:
			require.Contains(t, []string{"Mr", "Dr"}, p.Name.Prefix)
		default:
			require.Contains(t, []string{"Mrs", "Miss", "Ms", "Dr"}, p.Name.Prefix)
		}
		if p.Sex == demography.Female && p.Ethnicity == "A" {
			women[p.Name.Given[0]] = true
		}
		require.LessOrEqual(t, len(p.Name.Given), 2)
	}
	assert.Greater(t, len(women), 200, "women have many names")
	assert.False(t, women["David"])
}
