package chart_test

import (
	"testing"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// BenchmarkChart writes the charts of five hundred people in turn; their lives are made before.
func BenchmarkChart(b *testing.B) {
	model, clerk := course.NewModel(1, asOf, country()), chart.NewClerk(1, asOf, country())
	lives := make([]course.Life, 500)
	for i := range lives {
		person := country().Person(i * 97)
		lives[i] = model.Life(&person, asOf)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		l := &lives[i%len(lives)]
		clerk.Chart(&l.Person, l, asOf)
		i++
	}
}
