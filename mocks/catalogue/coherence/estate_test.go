package coherence_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/records"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

const (
	host     = "http://example.test"
	callback = "https://app.example/callback"
	client   = "product" // the application under test, which holds every scope
	secret   = "s3cret"
	people   = 1000
)

// wallTime is the time on applications' own clocks, which stand still.
var wallTime = time.Date(2030, 5, 6, 7, 8, 9, 0, time.UTC)

// rig is what all rounds share: the population, the world that nothing is written to, and the services.
type rig struct {
	population *synthetic.Population
	root       *world.World
	asOf       time.Time
	services   []mocks.Service
	registers  *registers.Service
	desk       *access.Desk
	directory  *ods.Register
	keys       [2]*signingKey // applications begin with the first
	provider   *oidc.Key      // CIS2's own, which follows from the seed
	apps       []mocks.App
	pool       pool
	writers    []writer
	readers    []reader
	combos     []combination
}

// scopes are what the application under test holds.
var scopes = []string{
	pds.AppScope, pds.WorkerScope, pds.PatientScope, records.DefaultScope, records.WorkerScope, records.CitizenScope, dos.AppScope,
}

func newRig(t testing.TB) *rig {
	t.Helper()
	population, err := synthetic.Open(synthetic.DefaultRecipe(people))
	require.NoError(t, err)
	r := &rig{population: population, asOf: population.Recipe().AsOf, services: catalogue.Services()}
	for i := range r.keys {
		r.keys[i] = newSigningKey(t, fmt.Sprintf("key-%d", i+1))
	}
	r.provider = new(oidc.Keyring).Key(population.Recipe().Seed, "cis2")
	r.root = world.New(population, r.asOf)
	r.directory = new(ods.Registers).For(population)
	for _, service := range r.services {
		switch s := service.(type) {
		case pds.Service:
			r.desk = s.Access
		case *registers.Service:
			r.registers = s
		}
	}
	r.apps = []mocks.App{{
		ID: client, Name: "The product", Secret: secret, Redirects: []string{callback}, Scopes: scopes, Keys: r.keys[0].set(),
	}}
	r.pool = r.newPool()
	r.writers, r.readers = writers(), readers()
	r.combos = combinations(r.writers, r.readers)
	return r
}

// signingKey is a key that applications sign with.
type signingKey struct {
	id      string // kid
	private *rsa.PrivateKey
	pem     string // its public half
}

func newSigningKey(t testing.TB, id string) *signingKey {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(private.Public())
	require.NoError(t, err)
	return &signingKey{id, private, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))}
}

// set is the key as it is registered.
func (k *signingKey) set() jose.JSONWebKeySet {
	return jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: k.private.Public(), KeyID: k.id, Algorithm: "RS512", Use: "sig"}}}
}

// estate is one of the estates that serve rounds, each on one processor: applications belong to an estate, and rounds register some.
func (r *rig) estate(t testing.TB) *mocks.Estate {
	t.Helper()
	estate, err := mocks.NewEstate(mocks.Setup{Services: r.services, Wall: clock.NewVirtual(wallTime), Apps: r.apps})
	require.NoError(t, err)
	return estate
}
