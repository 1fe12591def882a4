package demography_test

import (
	"testing"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// BenchmarkNewCountry houses the templates and lays out the practices of a seed.
func BenchmarkNewCountry(b *testing.B) {
	numbers := nhs.NewNumbering(1)
	for b.Loop() {
		demography.NewCountry(1, asOf, numbers)
	}
}

// BenchmarkGlance looks at people all over England, as a search does.
func BenchmarkGlance(b *testing.B) {
	c := demography.NewCountry(1, asOf, nhs.NewNumbering(1))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c.Glance(i)
		i = (i + 7_919_993) % 57_700_000
	}
}
