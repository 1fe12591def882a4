package registers_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/registers"
)

var nextLink = regexp.MustCompile(`<([^>]*)>; rel="(next|previous)"`)

// walk follows links of one relation from a path on, as a client would resolve them, and returns the bodies.
func walk(t testing.TB, r rig, path, rel string) []json.RawMessage {
	var out []json.RawMessage
	for range 1000 {
		w := r.get(path)
		require.Equal(t, 200, w.Code, "%s: %s", path, w.Body)
		out = append(out, w.Body.Bytes())
		following := ""
		for _, m := range nextLink.FindAllStringSubmatch(w.Header().Get("Link"), -1) {
			if m[2] == rel {
				following = m[1]
			}
		}
		if following == "" {
			return out
		}
		here, err := url.Parse(path)
		require.NoError(t, err)
		there, err := here.Parse(following)
		require.NoError(t, err)
		path = there.String()
	}
	t.Fatal("the pages have no end")
	return nil
}

// TestPagesHoldEverythingOnce walks through each collection in pages of any size.
func TestPagesHoldEverythingOnce(t *testing.T) {
	log := fruit(t)
	grow(t, log, 47)
	r := newRig(t, &registers.Service{Logs: []*registers.Log{log}})
	s := log.Snapshot()
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, 70).Draw(rt, "size")
		for _, c := range []struct {
			path  string
			total int
		}{
			{"/fruit/entries?limit=%d", s.Size()}, {"/fruit/next/entries?limit=%d", s.Size()},
			{"/fruit/records?page-size=%d", s.Len()}, {"/fruit/next/records?page-size=%d", s.Len()},
			{"/fruit/items?limit=%d", s.Items()}, {"/fruit/next/blobs?limit=%d", s.Items()},
			{"/fruit/next/snapshots/20?page-size=%d", 15},
			{"/fruit/records/colours/red?page-size=%d", 31}, {"/fruit/next/records?name=colours&value=red&page-size=%d", 31},
		} {
			seen := make(map[string]bool)
			members := 0
			for _, body := range walk(t, r, fmt.Sprintf(c.path, size), "next") {
				var list []json.RawMessage
				var object map[string]json.RawMessage
				if json.Unmarshal(body, &list) != nil {
					require.NoError(t, json.Unmarshal(body, &object))
					for _, member := range object {
						list = append(list, member)
					}
				}
				require.LessOrEqual(t, len(list), size)
				for _, member := range list {
					members++
					seen[string(member)] = true
				}
			}
			require.Equal(t, c.total, members, c.path)
			require.Len(t, seen, members, c.path)
		}
	})
	back := walk(t, r, "/fruit/entries?start=41&limit=20", "previous")
	assert.Len(t, back, 3, "41, 21 and 1")
}

// FuzzPath lets strangers ask for anything: no answer is a failure of ours, and every one is whole JSON, or of the type that it says.
func FuzzPath(f *testing.F) {
	r := newRig(f, &registers.Service{Logs: []*registers.Log{country(f)}})
	for _, path := range []string{
		"country/records?page-index=2&page-size=1", "country/next/records?name=name&value=x", "country/entries.csv?start=2&limit=1",
		"country/records/GB.yaml", "country/proof/consistency/1/3/merkle:sha-256", "country/download-rsf/1/2", "country/next/snapshots/2/DD.csv",
		"country/items/sha-256:6b18693874513ba13da54d61aafa7cad0c8f5573f3431d6f1c04b07ddb27d6bb", "country/record/%2e%2e/x", "country/records/..%2f..",
	} {
		f.Add(path, "application/json")
		f.Add(path, "text/csv;q=0.1, */*;q=NaN,text/yaml;q=9")
	}
	f.Fuzz(func(t *testing.T, path, accept string) {
		u, err := url.ParseRequestURI("/" + path)
		if err != nil || u.Host != "" || strings.Contains(path, " ") { // a request line has no room for a blank
			t.Skip()
		}
		w := r.get("/"+u.RequestURI()[1:], "Accept", accept)
		require.Less(t, w.Code, 500, "%s: %s", path, w.Body)
		if w.Header().Get("Content-Type") == "application/json" {
			require.True(t, json.Valid(w.Body.Bytes()), "%s", w.Body)
		}
	})
}
