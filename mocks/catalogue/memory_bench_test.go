package catalogue_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/pds"
)

// Sizes of the measurement of memory.
const (
	untilSteady = 400_000 // calls before what is held is what will be held
	block       = 100_000
	blocks      = 10
)

// measureMemory makes a million calls of a mock NHS that records each of them, and looks at its resident memory ten times a second: the
// median of the last hundred thousand calls beside that of the last before the million. As serve sets a ceiling for the heap near which the collector works
// harder, what leaks would show in the processor time of a call first: that is printed as well. Nine of ten calls read people of the million in turn, the others
// search in three ways or have a token that nobody gave.
func measureMemory(b *testing.B, t *table, d *door, _ string) {
	p := d.start("--record", b.TempDir())
	token := d.tokenAt(p)
	shots := make([]shot, 50_000)
	for i := range shots {
		who := d.people.Person((i*7919 + 13) * 104_729 % nationwide)
		path, bearer := pds.Base+"/Patient/"+who.Number.String(), token
		switch {
		case i%40 == 0:
			path = pds.Base + "/Patient?" + url.Values{"_fuzzy-match": {"true"}, "family": {who.Name.Family}, "given": {who.Name.Given[0]}, "birthdate": {who.Born.Format(time.DateOnly)}}.Encode()
		case i%40 == 10:
			path = pds.Base + "/Patient?" + url.Values{"family": {who.Name.Family}, "gender": {who.Sex.String()}, "birthdate": {who.Born.Format(time.DateOnly)}}.Encode()
		case i%40 == 20:
			path = "/records/FHIR/R4/Patient?identifier=" + url.QueryEscape("https://fhir.nhs.uk/Id/nhs-number|"+who.Number.String())
		case i%40 == 30:
			bearer = uuid.NewString()
		}
		shots[i] = aim(b, http.MethodGet, p.url(path), "", "Authorization", "Bearer "+bearer, "X-Request-Id", uuid.NewString())
	}
	round := func(calls int) float64 {
		var seen []float64
		done, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for {
				select {
				case <-done:
					return
				case <-time.After(100 * time.Millisecond):
					seen = append(seen, p.resident(b))
				}
			}
		}()
		for range calls / len(shots) {
			got := fire(b, p.address, shots, 0)
			require.Equal(b, len(shots)/40, got.failed, "those without a token: %s", got.trouble)
		}
		close(done)
		<-stopped
		seen = append(seen, p.resident(b))
		slices.Sort(seen)
		return seen[len(seen)/2]
	}
	round(untilSteady - block)
	for range 1 + blocks {
		before := p.cpu(b)
		t.Memory = append(t.Memory, round(block))
		t.Effort = append(t.Effort, float64((p.cpu(b)-before).Microseconds())/block)
	}
	change := t.Memory[blocks] / t.Memory[0]
	t.promise("resident memory after a million recorded calls is at most 1.05 of before (1 over it)", 1/change, 1/1.05)
	t.promise("and at least 0.95 of before", change, 0.95)
}
