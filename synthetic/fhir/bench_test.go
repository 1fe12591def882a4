package fhir_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
)

// record is somebody with their chart.
type record struct {
	person demography.Person
	chart  chart.Chart
}

// records are those of some people of the default population.
func records(t testing.TB, people int) []record {
	t.Helper()
	pop, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	out := make([]record, people)
	for i := range out {
		out[i].person, _, out[i].chart = pop.Life(i)
	}
	return out
}

// write appends a whole record, a resource a line, and counts its resources.
func write(s *fhir.Scribe, b []byte, r *record) ([]byte, int) {
	b = append(s.Patient(b, &r.person, r.chart.Ethnicity), '\n')
	n := 1
	for k := range r.chart.Entries {
		e := &r.chart.Entries[k]
		for _, resourceType := range fhir.TypesOf(e.ID.Kind) {
			b = append(s.Append(b, &r.person, e, resourceType), '\n')
			n++
		}
	}
	return b, n
}

// BenchmarkScribe writes whole records and reports how much faster that is than encoding/json writing the same trees from maps.
//
//	go test ./synthetic/fhir -run xxx -bench Scribe
func BenchmarkScribe(b *testing.B) {
	people := records(b, 200)
	s := projector().Scribe()
	var all []byte
	resources := 0
	for i := range people {
		var n int
		all, n = write(s, all, &people[i])
		resources += n
	}
	naive := marshalling(b, all)
	buffer := make([]byte, 0, len(all))
	b.SetBytes(int64(len(all)))
	b.ReportAllocs()
	rounds := 0
	for b.Loop() {
		buffer = buffer[:0]
		for i := range people {
			buffer, _ = write(s, buffer, &people[i])
		}
		rounds++
	}
	each := b.Elapsed() / time.Duration(rounds)
	b.ReportMetric(float64(resources)/each.Seconds(), "resources/s")
	b.ReportMetric(float64(len(all)/len(people)), "bytes/record")
	b.ReportMetric(each.Seconds()*1e6/float64(len(people)), "µs/record")
	b.ReportMetric(naive.Seconds()/each.Seconds(), "times-encoding/json")
}

// marshalling is how long encoding/json takes over the same resources.
func marshalling(b *testing.B, all []byte) time.Duration {
	var trees []any
	for line := range bytes.Lines(all) {
		var tree any
		require.NoError(b, json.Unmarshal(line, &tree))
		trees = append(trees, tree)
	}
	start := time.Now()
	for _, tree := range trees {
		_, err := json.Marshal(tree)
		require.NoError(b, err)
	}
	return time.Since(start)
}
