package citizen_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/citizen"
)

// TestALogKeepsTheNewest holds a log against a list that forgets nothing.
func TestALogKeepsTheNewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(1, 9).Draw(t, "most")
		log := citizen.Log{Most: most}
		var all []citizen.Entry
		for i := range rapid.IntRange(0, 30).Draw(t, "entries") {
			e := citizen.Entry{Person: rapid.IntRange(0, 2).Draw(t, "person"), At: time.Unix(int64(i), 0)}
			log.Add(e)
			all = append(all, e)
		}
		kept := all[max(0, len(all)-most):]
		person, skip, size := rapid.IntRange(0, 2).Draw(t, "whose"), rapid.IntRange(0, 4).Draw(t, "skip"), rapid.IntRange(0, 4).Draw(t, "size")
		var want []citizen.Entry
		total := 0
		for _, e := range slices.Backward(kept) {
			if e.Person == person {
				if total >= skip && len(want) < size {
					want = append(want, e)
				}
				total++
			}
		}
		v := log.Of(person, skip, size)
		require.Equal(t, want, v.Entries)
		require.Equal(t, total, v.Total)
		require.Equal(t, len(all)-len(kept), v.FellOut)
		if v.FellOut > 0 {
			require.Equal(t, kept[0].At, v.Since)
		} else {
			require.Zero(t, v.Since)
		}
	})
}

func TestALogTakesManyAtOnce(t *testing.T) {
	log := citizen.Log{Most: 100}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 1000 {
				log.Add(citizen.Entry{Person: i % 3})
				if i%100 == 0 {
					log.Of(1, 0, 10)
				}
			}
		})
	}
	all.Wait()
	v := log.Of(0, 0, 1000)
	assert.Equal(t, 8000-100, v.FellOut)
	assert.Equal(t, 100, log.Of(1, 0, 0).Total+log.Of(2, 0, 0).Total+v.Total)
}

func BenchmarkLogAdd(b *testing.B) {
	var log citizen.Log
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		log.Add(citizen.Entry{Person: i % 1000})
	}
}

func BenchmarkLogOf(b *testing.B) {
	var log citizen.Log
	for i := range citizen.MostKept {
		log.Add(citizen.Entry{Person: i % 1000})
	}
	for b.Loop() {
		log.Of(7, 0, 100)
	}
}
