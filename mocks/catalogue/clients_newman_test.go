package catalogue_test

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/servicesearch"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// collectionRun is what of newman's JSON report matters.
type collectionRun struct {
	Run struct {
		Stats struct {
			Requests, Assertions, TestScripts struct{ Total, Failed, Pending int }
		}
		Failures   []any
		Executions []struct {
			Item     struct{ Name string }
			Response struct{ Code int }
		}
	}
}

// newman runs a Postman collection with variables and gives its report back. A request without an answer, a script with an error and an assertion
// that fails each fail the test.
func newman(ctx context.Context, t testing.TB, collection string, variables map[string]string) collectionRun {
	t.Helper()
	command := node(ctx, t, nil, filepath.Join("node_modules", "newman", "bin", "newman.js"), "run", "collection.json", "--color", "off",
		"--reporters", "cli,json", "--reporter-json-export", "report.json", "--reporter-cli-no-banner", "--reporter-cli-no-summary", "--timeout-request", "20000")
	body, err := os.ReadFile(collection)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(command.Dir, "collection.json"), body, 0o600))
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		command.Args = append(command.Args, "--env-var", name+"="+variables[name])
	}
	run(t, command)
	raw, err := os.ReadFile(filepath.Join(command.Dir, "report.json"))
	require.NoError(t, err)
	var report collectionRun
	require.NoError(t, json.Unmarshal(raw, &report))
	require.Empty(t, report.Run.Failures)
	require.Zero(t, report.Run.Stats.Requests.Failed+report.Run.Stats.TestScripts.Failed+report.Run.Stats.Assertions.Failed)
	return report
}

// TestNewman lets newman run a collection of reads, searches, updates and refusals against the Personal Demographics Service at the root of a port of its
// own, as a clinician who signed in, and as an application.
func TestNewman(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s := openStreet(t, &mocks.Realm{})
	c := s.cast()
	population := s.world.Population()
	at := func(number string) int {
		parsed, err := nhs.ParseNumber(number)
		require.NoError(t, err)
		i, ok := population.Index(parsed)
		require.True(t, ok)
		return i
	}
	_, err := s.world.By("test").Register(at(c.Neighbour), 0, func(_ *world.Person, q *world.Particulars) error {
		q.Access = world.Restricted
		return nil
	})
	require.NoError(t, err)
	invalidated, ok := s.world.InvalidNumber(0)
	require.True(t, ok)
	superseded, successor := merged(t, s.world)

	staff, ok := people.FindStaff(s.world.View(), c.Clinician.User)
	require.True(t, ok)
	config := s.platform(c)
	signedIn, err := config.Exchange(ctx, s.browse(http.DefaultClient, config.AuthCodeURL("s"), c.Clinician.User).Query().Get("code"))
	require.NoError(t, err)
	then, before, first := s.world.Registered(at(c.Citizen.Number))

	report := newman(ctx, t, filepath.Join(clientsFolder, "pds.postman_collection.json"), map[string]string{
		"base": s.root("personal-demographics", pds.Base), "token": signedIn.AccessToken, "role": staff.Roles[0].ID,
		"app_token": s.token(http.DefaultClient, c.API, url.Values{"grant_type": {"client_credentials"}}),
		"number":    c.Citizen.Number, "born": c.Citizen.Born, "restricted": c.Neighbour, "nobody": "9111231130",
		"superseded": superseded, "successor": successor, "invalidated": invalidated.String(),
	})
	assert.Equal(t, 33, report.Run.Stats.Requests.Total)
	assert.Greater(t, report.Run.Stats.Assertions.Total, 70)

	now, after, version := s.world.Registered(at(c.Citizen.Number))
	assert.NotEqual(t, before.GenderOf(&then), after.GenderOf(&now), "what the collection wrote is in the world")
	assert.Equal(t, first.N+1, version.N, "of two changes with one request id, one was made")
	s.served()
}

// merged is a number that is somebody's no longer, and the one that they have now.
func merged(t testing.TB, w *world.World) (old, now string) {
	t.Helper()
	for i := range w.Population().Len() {
		if former, ok := w.FormerNumber(i); ok {
			return former.String(), w.Number(i).String()
		}
	}
	t.Fatal("nobody had another number")
	return "", ""
}

// TestPublishedCollection runs the one Postman collection that is published with a specification, as it is, against Service Search at the root of a port.
// It asks with the placeholders that it was published with, and tests nothing: what it is answered must be among the answers that it says there are.
func TestPublishedCollection(t *testing.T) {
	t.Parallel()
	root := cmp.Or(os.Getenv("SANDPIPER_SHARED"), filepath.Join("..", "..", "..", "shared"))
	collection := filepath.Join(root, "specs", "service-search", "specification", "postman-collection.json")
	body, err := os.ReadFile(collection)
	if err != nil {
		missing(t, "the published collection is not here: "+err.Error())
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s := openStreet(t, &mocks.Realm{OpenAccess: true})
	report := newman(ctx, t, collection, map[string]string{"baseUrl": s.root("servicesearch", servicesearch.Base), "bearerToken": "none"})

	var published struct {
		Item []struct {
			Item []struct {
				Response []struct{ Code int }
			}
		}
	}
	require.NoError(t, json.Unmarshal(body, &published))
	var answers [][]int // as the requests come; two have one name
	for _, folder := range published.Item {
		for _, item := range folder.Item {
			var codes []int
			for _, response := range item.Response {
				codes = append(codes, response.Code)
			}
			answers = append(answers, codes)
		}
	}
	require.Len(t, report.Run.Executions, len(answers))
	for k, x := range report.Run.Executions {
		assert.Contains(t, answers[k], x.Response.Code, x.Item.Name)
	}
	s.served()
}
