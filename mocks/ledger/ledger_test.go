package ledger_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/ledger"
)

// TestLedgerIsTrue holds every operation that the ledger calls answered to a route that the service mounts, and wants a row for every
// service of the catalogue.
func TestLedgerIsTrue(t *testing.T) {
	estate, err := mocks.NewEstate(mocks.Setup{Services: catalogue.Services()})
	require.NoError(t, err)
	routes := estate.Routes()
	services := ledger.Services()
	require.Len(t, services, len(catalogue.Table()))
	for _, s := range services {
		assert.NotEmpty(t, s.Specification, "data/specifications.csv needs a row for %s", s.Name)
		assert.NotEmpty(t, s.Source, "%s: where the specification was read", s.Name)
		assert.NotEmpty(t, s.Operations, "data/operations.csv needs the operations of %s", s.Name)
		assert.NotEmpty(t, s.Faults, s.Name)
		seen := map[string]bool{}
		for _, o := range s.Operations {
			key := o.Method + " " + o.Path + " " + o.Route
			assert.False(t, seen[key], "%s: %s stands there twice", s.Name, key)
			seen[key] = true
			if o.Route == "" {
				continue
			}
			assert.True(t, slices.ContainsFunc(routes, func(r mocks.Route) bool {
				return r.Service == s.Name && r.Template == o.Route && (r.Methods == nil || slices.Contains(r.Methods, o.Method))
			}), "%s: no route %s %s", s.Name, o.Method, o.Route)
		}
		assert.Len(t, s.Missing(), s.Of-s.Answered, s.Name)
		for _, q := range s.Quirks {
			assert.NotEmpty(t, q.Source, "%s: %s", s.Name, q.Name)
			assert.NotEmpty(t, q.What, "%s: %s", s.Name, q.Name)
		}
		assert.LessOrEqual(t, s.Answered, s.Of)
	}
}

func TestPageAndJSONSayTheSame(t *testing.T) {
	page, raw := httptest.NewRecorder(), httptest.NewRecorder()
	ledger.Serve(page, httptest.NewRequest("GET", ledger.Path, nil))
	ledger.ServeJSON(raw, httptest.NewRequest("GET", ledger.Path+".json", nil))
	assert.Contains(t, page.Header().Get("Content-Security-Policy"), "default-src 'none'")
	for _, s := range ledger.Services() {
		for _, o := range s.Missing() {
			assert.Contains(t, page.Body.String(), "<code>"+o.Method+" "+o.Path+"</code>", "%s: what is not answered is said in its section", s.Name)
		}
	}
	assert.NotContains(t, page.Body.String(), "Not answered</th>", "nor broken into a narrow column")
	html := page.Body.String()
	assert.Contains(t, html, "Not an NHS service")
	sum := ledger.Sum(ledger.Services())
	assert.Contains(t, html, fmt.Sprintf("answer %d of the %d operations", sum.Answered, sum.Of), "the summary stands on top")
	var got struct {
		Services []ledger.Service `json:"services"`
	}
	require.NoError(t, json.Unmarshal(raw.Body.Bytes(), &got))
	assert.Equal(t, ledger.Services(), got.Services)
	for _, s := range got.Services {
		assert.Contains(t, html, `id="`+s.Name+`"`)
		for _, q := range s.Quirks {
			assert.Contains(t, html, "<h4>"+q.Name)
		}
	}
	negotiated := httptest.NewRecorder()
	r := httptest.NewRequest("GET", ledger.Path, nil)
	r.Header.Set("Accept", "application/json")
	ledger.Serve(negotiated, r)
	assert.True(t, strings.HasPrefix(negotiated.Body.String(), "{"))
}

// TestPlainTextTellsAll: nothing that is on the page is missing at a terminal.
func TestPlainTextTellsAll(t *testing.T) {
	var b strings.Builder
	require.NoError(t, ledger.Sum(ledger.Services()).Write(&b))
	for _, s := range ledger.Services() {
		assert.Contains(t, b.String(), "\n"+s.Name+" ")
		var one strings.Builder
		require.NoError(t, s.Write(&one))
		for _, want := range append(append([]string{s.Specification, s.Source}, s.Differs...), s.Faults[0].About) {
			assert.Contains(t, one.String(), want, s.Name)
		}
		assert.Equal(t, s.Of-s.Answered, strings.Count(one.String(), "NOT ANSWERED"), s.Name)
		for _, q := range s.Quirks {
			assert.Contains(t, one.String(), q.Name+": "+q.What)
		}
	}
}

// What a specification in YAML has below "paths": a path, and a method of it. The files are not quite YAML that a strict reader takes.
var (
	pathLine   = regexp.MustCompile(`^ {2,4}["']?(/[^"':]*)["']?:\s*$`)
	methodLine = regexp.MustCompile(`^ {4,8}(get|put|post|patch|delete):\s*$`)
)

// TestOperationsAreThePublishedOnes holds the table to the specifications themselves: none is left out, and none is invented.
func TestOperationsAreThePublishedOnes(t *testing.T) {
	published := map[string]string{
		"pds": "pds/specification/personal-demographics.yaml", "sds": "spine-directory-service/specification/spine-directory-service.yaml",
		"servicesearch": "service-search/specification/service-search-api.yaml", "dos": "dos-search/dos-search.yaml",
		"worker": "healthcare-worker/healthcare-worker-api.yaml", "ods-fhir": "ods-fhir/specification/organisation-data-terminology-api.yaml",
	}
	for _, s := range ledger.Services() {
		if published[s.Name] == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "specs", filepath.FromSlash(published[s.Name])))
		if err != nil {
			if os.Getenv("SANDPIPER_CI") != "" {
				t.Fatal(err)
			}
			t.Skip("the published specifications are not here")
		}
		var want, have []string
		path := ""
		_, paths, _ := strings.Cut(string(text), "\npaths:\n")
		for line := range strings.Lines(paths) {
			if line[0] != ' ' && line[0] != '\n' && line[0] != '#' {
				break // what comes after the paths
			}
			if m := pathLine.FindStringSubmatch(line); m != nil {
				path = m[1]
			}
			if m := methodLine.FindStringSubmatch(line); m != nil {
				want = append(want, strings.ToUpper(m[1])+" "+path)
			}
		}
		for _, o := range s.Operations {
			if o.Source == filepath.Base(published[s.Name]) { // others are known from elsewhere
				have = append(have, o.Method+" "+o.Path)
			}
		}
		assert.NotEmpty(t, want, s.Name)
		assert.ElementsMatch(t, want, have, s.Name)
	}
}
