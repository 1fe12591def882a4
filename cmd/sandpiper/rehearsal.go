package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/go-jose/go-jose/v4"
	"github.com/testcontainers/testcontainers-go/log"

	"sandpiper/harness"
	"sandpiper/harness/product"
	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/mocks/world"
	"sandpiper/reports"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
	"sandpiper/synthetic/clock"
)

// rehearsal is one campaign with all that it needs of the process: the mock NHS on a port, keys, and the product.
type rehearsal struct {
	app     *app
	set     *scenarios.Set
	dir     string            // directory of the product file, which relative paths in it start at
	packDir string            // directory of the pack file, which its scenarios are named from; empty without one
	copies  map[string][]byte // pack.yaml, hazards.yaml, product.yaml as they were read
	recipe  synthetic.Recipe
	out     string
	bug     string // play with this seeded bug switched on
	opts    playOptions

	opening string // said when all is ready

	listener net.Listener
	estate   *mocks.Estate
	gate     *harness.Gate
	scratch  string
	strays   atomic.Int64 // calls to the mock NHS that belong to no run
}

// playOptions are the settings that demo, run and rerun share.
type playOptions struct {
	Workers int
	Cohort  int // most people of any sample
	Seed    uint64
	Resume  bool
	Quiet   bool
}

// check refuses settings that make no campaign.
func (o playOptions) check() error {
	switch {
	case o.Workers < 1:
		return usage("--workers %d: want 1 or more", o.Workers)
	case o.Cohort < 0:
		return usage("--cohort %d: want 1 or more, or 0 for as many as each scenario asks for", o.Cohort)
	}
	return nil
}

// open readies the population, the mock NHS and the keys. close must be called afterwards.
func (r *rehearsal) open(ctx context.Context) (*harness.Campaign, error) {
	if err := r.opts.check(); err != nil {
		return nil, err
	}
	people, err := synthetic.Open(r.recipe)
	if err != nil {
		return nil, usage("--people: %w", err)
	}
	if !r.opts.Resume {
		if err := vacant(r.out); err != nil {
			return nil, err
		}
	}
	if err := writable(r.out); err != nil {
		return nil, err
	}
	if r.scratch, err = product.Scratch(os.TempDir()); err != nil {
		return nil, fmt.Errorf("make a directory for the product's log: %w", err)
	}
	file := r.set.Product
	bind := "127.0.0.1:0"
	if file.Start.Container != nil {
		bind = "0.0.0.0:0" // a container reaches the estate over the engine's bridge
		log.SetDefault(log.NewNoopLogger())
		for _, name := range []string{"TESTCONTAINERS_RYUK_DISABLED", "TESTCONTAINERS_HOST_OVERRIDE"} {
			if value, ok := product.ContainerEnv(exists("/.dockerenv"))[name]; ok {
				if err := r.app.SetEnv(name, value); err != nil {
					return nil, err
				}
			}
		}
	}
	if r.listener, err = listen(ctx, "--listen", bind); err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(r.listener.Addr().String())
	base := "http://127.0.0.1:" + port
	appKey, err := makeKey(r.app)
	if err != nil {
		return nil, fmt.Errorf("make the product's key: %w", err)
	}
	client := product.Client{ID: file.ID, KID: appKey.KID, KeyPEM: appKey.PEM}
	// A product that names its scopes has those and no others, so that a rehearsal shows what it does without the rest.
	scopes := []string{pds.AppScope, records.DefaultScope, records.SMARTScope}
	if file.App != nil {
		client.ID = file.App.ID
		if len(file.App.Scopes) > 0 {
			scopes = file.App.Scopes
		}
	}
	apps := []mocks.App{appKey.app(client.ID, scopes)}
	var nhsApp product.Client
	if slices.ContainsFunc(r.set.Scenarios, (*scenarios.Scenario).Browses) {
		own, err := makeKey(r.app)
		if err != nil {
			return nil, fmt.Errorf("make the NHS App's key: %w", err)
		}
		nhsApp = product.Client{ID: nhsAppID, KID: own.KID, KeyPEM: own.PEM}
		registered := own.app(nhsAppID, nil)
		registered.Redirects = []string{product.NHSAppReturn}
		apps = append(apps, registered)
	}
	start := people.Recipe().AsOf
	r.estate, err = mocks.NewEstate(mocks.Setup{
		Services: catalogue.Services(), Apps: apps, Wall: clock.Func(r.app.Now), Sleep: r.app.Sleep,
		Log: slog.New(slog.DiscardHandler), Default: &mocks.Realm{World: world.New(people, start), Record: r.stray},
	})
	if err != nil {
		return nil, err
	}
	plain, err := unplaced(r.set.Scenarios)
	if err != nil {
		return nil, err
	}
	seen := base // as the product sees it, which fetches the key set by itself
	if file.Start.Container != nil {
		seen = "http://" + product.HostName + ":" + port
	}
	signer, err := newSigner(r.app, seen)
	if err != nil {
		return nil, err
	}
	r.gate = &harness.Gate{Next: r.estate}
	return &harness.Campaign{
		Pack: r.set.Pack, Scenarios: plain, File: file, Population: people, Estate: r.estate, Gate: r.gate,
		Env: product.Env{
			BaseURL: seen, TokenURL: seen + "/oauth2/token", Issuer: seen, Client: client, NHSApp: nhsApp, Signer: signer,
			Run: filepath.Base(r.out), Self: r.app.Self, Dir: r.scratch, Sums: &product.Sums{}, Environ: environ(r.app), Bind: base, Wall: r.app.Now, Sleep: r.app.Sleep,
		},
		Dir: r.out, Copies: r.copies, Tool: tool(), Workers: r.opts.Workers, Seed: r.opts.Seed, People: r.opts.Cohort, Resume: r.opts.Resume,
	}, nil
}

// nhsAppID is the client id of the NHS App, which the harness plays where a story jumps off from it.
const nhsAppID = "sandpiper-nhs-app"

// stray counts a call that belongs to no run. What a provider says of itself and its signing keys are fetched there; records must not be.
func (r *rehearsal) stray(x mocks.Exchange) {
	if x.Service != "login" && x.Operation != "discovery" && x.Operation != "jwks" {
		r.strays.Add(1)
	}
}

// warnOfStrays says so when the product read a mock NHS in which none of the scenarios happened.
func (r *rehearsal) warnOfStrays() {
	n := r.strays.Swap(0)
	switch {
	case n == 0:
	case slices.ContainsFunc(r.set.Scenarios, (*scenarios.Scenario).Browses):
		fmt.Fprintf(r.app.Stderr, "warning: %s to the mock NHS belonged to no run: they carried no code or token of a person who had signed in.\n"+
			"  What the product read there knows nothing of the scenario's people and faults, and is in no trace. See: sandpiper help product-files\n", count(int(n), "call"))
	case slices.ContainsFunc(r.set.Scenarios, (*scenarios.Scenario).Rooted):
		fmt.Fprintf(r.app.Stderr, "warning: %s to the mock NHS belonged to no run: they had neither the header X-Sandpiper-Run of the request that the product was\n"+
			"  answering, nor a token that was given in a run. What the product read there knows nothing of the scenario's people and faults, and is in no\n"+
			"  trace. Pass the header on, to the token endpoint too. See: sandpiper help product-files\n", count(int(n), "call"))
	default:
		fmt.Fprintf(r.app.Stderr, "warning: %s to the mock NHS belonged to no run: the product used SANDPIPER_BASE_URL where the hook names a fhirServer.\n"+
			"  What it read there knows nothing of the scenario's people and faults, and is in no trace.\n", count(int(n), "call"))
	}
}

// serve answers the product until the returned function is called.
func (r *rehearsal) serve(ctx context.Context) (stop func()) {
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = serveUntil(serving, r.listener, r.gate)
	}()
	return func() {
		cancel()
		<-done
	}
}

func (r *rehearsal) close() {
	if r.listener != nil {
		_ = r.listener.Close()
	}
	if r.scratch != "" {
		_ = os.RemoveAll(r.scratch)
	}
}

// product is the product as it is, or with one seeded bug.
func (r *rehearsal) product(bug string) (product.Product, error) {
	p, err := product.FromFile(r.set.Product, r.dir, bug)
	if err != nil {
		return nil, usage("%w", err)
	}
	return p, nil
}

// newSigner makes the key that the harness signs as a CDS client with. Its public half needs no hosting: the mock NHS
// serves the key set that is written in the URL.
func newSigner(a *app, base string) (product.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P384(), a.Rand)
	if err != nil {
		return product.Signer{}, fmt.Errorf("make the CDS client's key: %w", err)
	}
	const kid = "cds-client"
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: kid, Algorithm: string(jose.ES384), Use: "sig"}}})
	if err != nil {
		return product.Signer{}, fmt.Errorf("write the CDS client's key set: %w", err)
	}
	return product.Signer{Key: key, KID: kid, JWKSURL: base + "/mock-jwks/" + base64.RawURLEncoding.EncodeToString(set)}, nil
}

// environ hands PATH and HOME on to the product and nothing else, so that its run does not depend on the caller's shell.
func environ(a *app) []string {
	var out []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "GOCOVERDIR"} {
		if v, ok := a.Env(name); ok {
			out = append(out, name+"="+v)
		}
	}
	return out
}

// build says which Sandpiper this is: what the linker recorded, and the digest of the program itself, which says more where a build
// recorded no revision.
func build(a *app) reports.Build {
	info, _ := debug.ReadBuildInfo()
	b := reports.ReadBuild(info)
	if f, err := os.Open(a.Self); err == nil {
		defer f.Close()
		sum := sha256.New()
		if _, err := io.Copy(sum, f); err == nil {
			b.SHA256 = hex.EncodeToString(sum.Sum(nil))
		}
	}
	return b
}

func tool() harness.Tool {
	info, _ := debug.ReadBuildInfo()
	b := reports.ReadBuild(info)
	return harness.Tool{Name: "sandpiper", Version: b.Version, Go: b.Go, Revision: b.Revision}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// runError gives an error of a campaign the exit code that it stands for.
func runError(err error) error {
	var coded *exitError
	switch {
	case err == nil, errors.As(err, &coded):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, harness.ErrUnfinished):
		return &exitError{code: exitInterrupted, err: err}
	case errors.Is(err, harness.ErrOccupied):
		return &exitError{code: exitUsage, err: err}
	case errors.Is(err, harness.ErrProduct):
		return &exitError{code: exitUnreachable, err: err}
	default:
		return placed("", err)
	}
}

// inThousands is a number for people: "10,000".
func inThousands(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
