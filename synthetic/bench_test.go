package synthetic_test

import (
	"runtime"
	"slices"
	"testing"
	"time"

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

// nation is the whole of England.
const nation = 57_700_000

// BenchmarkSearch searches the whole of England for people by their own keys, and shows the slowest of a hundred as p99.
func BenchmarkSearch(b *testing.B) {
	base := open(b, nation)
	for _, when := range []struct {
		name  string
		years int
	}{{"on the day", 0}, {"after 3 years", 3}} {
		p := base.At(base.Recipe().AsOf.AddDate(when.years, 0, 0))
		for name, query := range map[string]func(*synthetic.Person) synthetic.Query{
			"family, birthday": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Family: who.Name.Family, BornFrom: who.Born, BornTo: who.Born}
			},
			"family, year, postcode": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Family: who.Name.Family, Postcode: who.Address.Postcode, BornFrom: who.Born.AddDate(0, -6, 0), BornTo: who.Born.AddDate(0, 6, 0)}
			},
			"family, given, year": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Family: who.Name.Family, Given: who.Name.Given[0], BornFrom: who.Born.AddDate(0, -6, 0), BornTo: who.Born.AddDate(0, 6, 0)}
			},
			"sounds like, month": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Family: who.Name.Family, Fuzzy: true, BornFrom: who.Born.AddDate(0, 0, -15), BornTo: who.Born.AddDate(0, 0, 15)}
			},
			"postcode": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Postcode: who.Address.Postcode}
			},
			"practice": func(who *synthetic.Person) synthetic.Query {
				return synthetic.Query{Practice: who.Practice}
			},
		} {
			b.Run(when.name+"/"+name, func(b *testing.B) {
				var took []time.Duration
				matches, k := 0, 0
				for b.Loop() {
					who := p.Person(k * 7_919_993 % p.Len())
					k++
					start := time.Now()
					for range p.Search(query(&who)) {
						matches++
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
				b.ReportMetric(float64(matches)/float64(len(took)), "found")
			})
		}
	}
}

// BenchmarkIndex finds people of the whole of England by their NHS numbers and makes their demographics.
func BenchmarkIndex(b *testing.B) {
	p := open(b, nation)
	k := 0
	for b.Loop() {
		i, _ := p.Index(p.Number(k * 7_919_993 % p.Len()))
		_ = p.Person(i)
		k++
	}
}

// BenchmarkNationMemory reports what the whole of England takes in memory after ten thousand people and searches.
func BenchmarkNationMemory(b *testing.B) {
	for b.Loop() {
		p := open(b, nation)
		for k := range 10_000 {
			who := p.Person(k * 7_919_993 % p.Len())
			for range p.Search(synthetic.Query{Family: who.Name.Family, BornFrom: who.Born, BornTo: who.Born}) {
			}
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB")
		runtime.KeepAlive(p)
	}
}

// BenchmarkPersonLater makes demographics three years on, which asks who has died by then.
func BenchmarkPersonLater(b *testing.B) {
	p := open(b, nation)
	p = p.At(p.Recipe().AsOf.AddDate(3, 0, 0))
	k := 0
	for b.Loop() {
		_ = p.Person(k * 7_919_993 % p.Len())
		k++
	}
}
