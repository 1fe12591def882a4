package catalogue_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/clock"
)

// TestFHIRKitClient lets fhir-kit-client, as npm delivers it, read, search and write against the whole estate on a loopback port. It needs
// node and npm, and the npm registry the first time: without them it is skipped, and under SANDPIPER_CI it fails.
func TestFHIRKitClient(t *testing.T) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing(t, tool+" is not installed")
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	folder := install(ctx, t)

	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	population, err := synthetic.Open(synthetic.DefaultRecipe(200))
	require.NoError(t, err)
	w := world.New(population, population.Recipe().AsOf)
	estate, err := mocks.NewEstate(mocks.Setup{
		Services: catalogue.Services(),
		Wall:     clock.Func(time.Now),
		Apps: []mocks.App{{
			ID: "fhir-kit-client", Scopes: []string{records.DefaultScope},
			Keys: jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "test", Algorithm: "RS512", Use: "sig"}}},
		}},
	})
	require.NoError(t, err)
	base, closeRealm := estate.Open(&mocks.Realm{Name: "npm", World: w})
	defer closeRealm()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := mocks.Server(estate)
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()

	person, allergies := mostAllergic(w)
	command := exec.CommandContext(ctx, "node", "--test", "--test-reporter=spec")
	command.Dir = folder
	command.Env = append(os.Environ(),
		"SANDPIPER_BASE=http://"+listener.Addr().String()+base,
		"SANDPIPER_CLIENT=fhir-kit-client",
		"SANDPIPER_KID=test",
		"SANDPIPER_KEY="+string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"SANDPIPER_NUMBER="+population.Number(person).String(),
		"SANDPIPER_ALLERGIES="+strconv.Itoa(allergies),
	)
	out, err := command.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
	require.Len(t, w.View().Chart(person, chart.Allergy), allergies+1, "what the client wrote is in the world")
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

// install copies the client tests to a folder of their own and installs exactly what their lock file names. npm keeps its
// downloads in its own cache, so that this is quick from the second time on.
func install(ctx context.Context, t *testing.T) string {
	folder := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "record.test.js"} {
		body, err := os.ReadFile(filepath.Join("..", "..", ".ci", "clients", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), body, 0o600))
	}
	command := exec.CommandContext(ctx, "npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		missing(t, "npm could not install the clients (no network?): "+string(out))
	}
	return folder
}

// missing skips a test that lacks a tool, except in continuous integration, where a skipped test would go unnoticed.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}
