package physiology_test

import (
	"testing"
	"time"

	"sandpiper/synthetic/physiology"
)

func BenchmarkAt(b *testing.B) {
	p := open(b, 3, 67, physiology.Plan{Course: "sepsis", Treatments: []physiology.Treatment{given("antibiotics", 4*time.Hour), oxygenBy("nasal-2", 5*time.Hour)}})
	b.ReportAllocs()
	for i := range b.N {
		_ = p.At(nine.Add(time.Duration(i%100_000) * time.Second))
	}
}

func BenchmarkNEWS2(b *testing.B) {
	p := open(b, 3, 67, physiology.Plan{Course: "sepsis"})
	b.ReportAllocs()
	for i := range b.N {
		_ = p.NEWS2(nine.Add(time.Duration(i%100_000) * time.Second))
	}
}

func BenchmarkOpen(b *testing.B) {
	person, truth := somebody(3, 67, "copd")
	plan := physiology.Plan{Course: "sepsis", Begins: nine}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := physiology.Open(7, person, truth, plan); err != nil {
			b.Fatal(err)
		}
	}
}
