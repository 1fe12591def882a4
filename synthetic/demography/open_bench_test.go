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
