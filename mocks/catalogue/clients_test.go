package catalogue_test

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// The tests here start the whole estate on loopback ports and let other people's clients loose on it, as their registries deliver them. They need
// Node or Python, and the registry the first time: without them they are skipped, and under SANDPIPER_CI they fail.

// patience is how long a client's test may take, its installation included.
const patience = 4 * time.Minute

// TestFHIRKitClient lets fhir-kit-client read, search and write at the record server of a realm of its own.
func TestFHIRKitClient(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := node(ctx, t, []string{"record.test.js"}, "--test", "--test-reporter=spec", "record.test.js")
	s := openStreet(t, &mocks.Realm{Name: "npm"})
	person, allergies := mostAllergic(s.world)
	command.Env = append(command.Env,
		"SANDPIPER_BASE="+s.base,
		"SANDPIPER_CLIENT="+streetClient,
		"SANDPIPER_KID="+streetKeyID,
		"SANDPIPER_KEY="+s.pem(),
		"SANDPIPER_NUMBER="+s.world.Population().Number(person).String(),
		"SANDPIPER_ALLERGIES="+strconv.Itoa(allergies),
	)
	run(t, command)
	require.Len(t, s.world.View().Chart(person, chart.Allergy), allergies+1, "what the client wrote is in the world")
}

// mostAllergic is the person whose record shows the most allergies.
func mostAllergic(w *world.World) (person, allergies int) {
	for i := range w.Population().Len() {
		if n := len(w.View().Chart(i, chart.Allergy)); n > allergies {
			person, allergies = i, n
		}
	}
	return person, allergies
}

// TestOpenIDClient lets openid-client and jose sign people in on the platform's one host, and by the real host names, where the issuer of CIS2
// has the port :443 in it.
func TestOpenIDClient(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	eachWay(t, func(t *testing.T, s *street, c cast) {
		command := node(ctx, t, []string{"signin.test.js", "browser.js"}, "--test", "--test-reporter=spec", "signin.test.js")
		command.Env = append(command.Env, s.environment(c)...)
		run(t, command)
		assert.Positive(t, s.seen("login", "token", 200), "the exchange was with this estate")
	})
}

// TestAuthlib lets authlib do the same from Python.
func TestAuthlib(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	eachWay(t, func(t *testing.T, s *street, c cast) {
		command := python(ctx, t, "-m", "unittest", "-v", "signin_test")
		command.Env = append(command.Env, s.environment(c)...)
		run(t, command)
		assert.Positive(t, s.seen("login", "token", 200), "the exchange was with this estate")
	})
}

// TestPlatformTool lets the API platform's own test tool get tokens, by the real host names, which it has built in.
func TestPlatformTool(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := python(ctx, t, "-m", "unittest", "-v", "apim_test")
	s := openStreet(t, &mocks.Realm{})
	command.Env = append(command.Env, s.environment(s.cast().byName())...)
	run(t, command)
	s.served()
}

// eachWay runs a test on a street of its own by each way in that a client can be pointed at.
func eachWay(t *testing.T, test func(t *testing.T, s *street, c cast)) {
	t.Helper()
	ways := map[string]func(cast) cast{"one host": func(c cast) cast { return c }, "real host names": cast.byName}
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		t.Run(name, func(t *testing.T) {
			s := openStreet(t, &mocks.Realm{})
			test(t, s, ways[name](s.cast()))
			s.served()
		})
	}
}
