package demography_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestRegion(t *testing.T) {
	for _, area := range []string{"London", "e12000007", " london "} {
		c, err := demography.NewCountryOf(1, asOf, nhs.NewNumbering(1), area)
		require.NoError(t, err)
		poor := 0
		for i := range 3000 {
			p := c.PersonAt(i, asOf.AddDate(4, 0, 0))
			require.Equal(t, "E12000007", p.Region)
			if p.Decile == 1 {
				poor++
			}
		}
		assert.InDelta(t, 0.0517, float64(poor)/3000, 0.02, "the region's own deciles")
	}
}

// A neighbourhood's people are the patients of its practices, each with its share, and stay so when they move.
func TestNeighbourhood(t *testing.T) {
	c, err := demography.NewCountryOf(1, asOf, nhs.NewNumbering(1), "ZX0412, zx0413,ZX3000")
	require.NoError(t, err)
	lists := map[nhs.ODS]int{}
	for i := range 4000 {
		lists[c.Person(i).Practice]++
		lists[c.PersonAt(i, asOf.AddDate(9, 0, 0)).Practice]++
	}
	assert.Len(t, lists, 3)
	for code, n := range lists {
		assert.Contains(t, []nhs.ODS{"ZX0412", "ZX0413", "ZX3000"}, code)
		assert.Greater(t, n, 300)
	}
	assert.True(t, demography.Neighbourhood(" zx0412"))
	assert.False(t, demography.Neighbourhood("london"))
}

func TestAreaSaysWhatIsWrong(t *testing.T) {
	for area, says := range map[string]string{
		"wales":            `no such area: "wales", want england, a region such as london`,
		"Londno":           `did you mean "london"`,
		"ZX0412,ZX9999":    `no practice "ZX9999", want codes from ZX0000 to ZX6249`,
		"ZX0412,,ZX0001":   `no practice ""`,
		"ZX0412;ZX0413":    `no practice "ZX0412;ZX0413"`,
		"south-east coast": "no such area",
	} {
		_, err := demography.NewCountryOf(1, asOf, nhs.NewNumbering(1), area)
		require.ErrorIs(t, err, demography.ErrArea, area)
		assert.ErrorContains(t, err, says)
	}
}

func FuzzArea(f *testing.F) {
	for _, area := range []string{"", "england", "london", "E12000001", "ZX0001,ZX0002", "ZX", ",", "ZX0001,"} {
		f.Add(area)
	}
	numbers := nhs.NewNumbering(1)
	f.Fuzz(func(t *testing.T, area string) {
		c, err := demography.NewCountryOf(1, asOf, numbers, area)
		if err != nil {
			require.ErrorIs(t, err, demography.ErrArea)
			return
		}
		p := c.Person(1)
		_, ok := c.Practice(p.Practice)
		require.True(t, ok)
	})
}
