package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/fhir"
)

// nation is how many people England has.
const nation = 57_700_000

// BenchmarkNation serves the whole of England and asks for random people, one call after another: the 99th percentile of each kind
// of call in milliseconds, the time from the start of the process to the first demographics record, and the resident memory after
// all of it. It fails if anybody is not found by their own keys.
//
//	go test ./cmd/sandpiper -run xxx -bench Nation -benchtime 1x
func BenchmarkNation(b *testing.B) {
	people, err := synthetic.Open(synthetic.DefaultRecipe(nation))
	require.NoError(b, err)
	b.ReportMetric(float64(known(b, people, 10_000)), "found-of-10000")
	for b.Loop() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(b, err)
		at := l.Addr().String()
		require.NoError(b, l.Close())
		cmd, _, said := program(b, "serve", "--open", "--people", fmt.Sprint(nation), "--listen", at)
		began := time.Now()
		require.NoError(b, cmd.Start())
		c := &caller{b: b, base: "http://" + at, took: map[string][]time.Duration{}}
		for {
			if _, err := http.Get(c.base + "/oauth2/_ping"); err == nil {
				break
			}
			require.Less(b, time.Since(began), 30*time.Second, said.String())
			time.Sleep(time.Millisecond)
		}
		first := people.Person(nation / 2)
		c.get("first", "/personal-demographics/FHIR/R4/Patient/"+first.Number.String())
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-first-read")
		c.tour(people, 500)
		b.ReportMetric(float64(residentKiB(cmd.Process.Pid))/1024, "rss-MiB")
		require.NoError(b, cmd.Process.Signal(os.Interrupt))
		_ = cmd.Wait()
		for what, took := range c.took {
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms/"+what)
		}
	}
	b.ReportMetric(0, "ns/op")
}

// known searches for n random people by their own family name, birthday and sex, and counts those who are found.
func known(b *testing.B, people *synthetic.Population, n int) (found int) {
	r := rand.New(rand.NewPCG(3, 4))
	for range n {
		i := r.IntN(people.Len())
		p := people.Person(i)
		q := synthetic.Query{Family: p.Name.Family, BornFrom: p.Born, BornTo: p.Born, Sex: &p.Sex}
		for k := range people.Search(q) {
			if k == i {
				found++
			}
		}
	}
	require.Equal(b, n, found)
	return found
}

// caller asks and keeps the times.
type caller struct {
	b    *testing.B
	base string
	took map[string][]time.Duration
}

func (c *caller) get(what, path string) []byte {
	req, err := http.NewRequest(http.MethodGet, c.base+path, nil)
	require.NoError(c.b, err)
	req.Header.Set("X-Request-ID", uuid.NewString())
	began := time.Now()
	res, err := http.DefaultClient.Do(req)
	require.NoError(c.b, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(c.b, err)
	_ = res.Body.Close()
	c.took[what] = append(c.took[what], time.Since(began))
	require.Equal(c.b, http.StatusOK, res.StatusCode, "%s: %s", path, body)
	return body
}

// tour reads n random people in each way, and searches for each by what is known of them.
func (c *caller) tour(people *synthetic.Population, n int) {
	r := rand.New(rand.NewPCG(1, 2))
	ids := fhir.NewIDs(people.Recipe().Seed)
	for range n {
		i := r.IntN(people.Len())
		p := people.Person(i)
		record := c.get("read", "/personal-demographics/FHIR/R4/Patient/"+p.Number.String())
		c.get("chart", "/records/FHIR/R4/Encounter?_count=500&patient="+ids.PatientID(i))
		day, year := p.Born.Format(time.DateOnly), p.Born.Format("2006")
		keys := "/personal-demographics/FHIR/R4/Patient?_max-results=50&family=" + url.QueryEscape(p.Name.Family) + "&gender=" + p.Sex.String()
		c.found("family-birthday", keys+"&given="+url.QueryEscape(p.Name.Given[0])+"&birthdate=eq"+day, p.Number.String())
		if bytes.Contains(record, []byte(p.Address.Postcode)) { // some addresses are not held, or not shown
			c.found("family-year-postcode", keys+"&birthdate=ge"+year+"-01-01&birthdate=le"+year+"-12-31&address-postalcode="+url.QueryEscape(p.Address.Postcode), p.Number.String())
		}
		c.get("records-family-birthday", "/records/FHIR/R4/Patient?_count=50&family="+url.QueryEscape(p.Name.Family)+"&birthdate="+day)
	}
}

// found searches and looks for a number among the answers.
func (c *caller) found(what, path, number string) {
	var set struct {
		Total int
		Entry []struct{ Resource struct{ ID string } }
	}
	require.NoError(c.b, json.Unmarshal(c.get(what, path), &set))
	for _, e := range set.Entry {
		if e.Resource.ID == number {
			return
		}
	}
	c.b.Fatalf("%s is not among %d found with %s", number, set.Total, path)
}
