package synthetic_test

import (
	"testing"

	"sandpiper/synthetic"
)

// BenchmarkOpenMillion opens a population of a million; the tables are read once per process, by the first.
func BenchmarkOpenMillion(b *testing.B) {
	for b.Loop() {
		if _, err := synthetic.Open(synthetic.DefaultRecipe(1_000_000)); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkPeople(b *testing.B, do func(*synthetic.Population, int)) {
	for name, step := range map[string]int{"in order": 1, "at random": 7_919_993} {
		b.Run(name, func(b *testing.B) {
			p := open(b, 50_000_000)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				do(p, i*step%p.Len())
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "people/s")
		})
	}
}

// BenchmarkPerson makes demographics only.
func BenchmarkPerson(b *testing.B) {
	benchmarkPeople(b, func(p *synthetic.Population, i int) { _ = p.Person(i) })
}

// BenchmarkTruth makes demographics and health.
func BenchmarkTruth(b *testing.B) {
	benchmarkPeople(b, func(p *synthetic.Population, i int) { _ = p.Truth(i) })
}

// BenchmarkLife makes everything, the full chart included.
func BenchmarkLife(b *testing.B) {
	benchmarkPeople(b, func(p *synthetic.Population, i int) { _, _, _ = p.Life(i) })
}

// BenchmarkSearch goes through ten thousand people for a surname and a birthday.
func BenchmarkSearch(b *testing.B) {
	p := open(b, 10_000)
	born := p.Person(5).Born
	q := synthetic.Query{Family: "Smith", BornFrom: born, BornTo: born}
	for b.Loop() {
		for range p.Search(q) {
		}
	}
}
