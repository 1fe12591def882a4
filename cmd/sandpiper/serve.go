package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandpiper/mocks"
	"sandpiper/mocks/front"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/clock"
)

type serveOptions struct {
	Listen    string
	PublicURL string
	recipeOptions
	Open      bool
	AppID     string
	AppKey    string
	PerMinute int
	Record    string

	Roots        []string // SERVICE=ADDRESS
	TLS          string   // address; empty: no TLS
	TLSAuthority string   // file
	TLSNames     []string
	Apps         string // file
	AppsAnywhere bool
	Policy       string // file
	Compat       []string
	Quirks       []string
	Mirrors      []string // NAME=URL
}

func newServe(a *app) *cobra.Command {
	o := serveOptions{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the mock NHS, to point curl or a product at",
		Long: `Serves a synthetic England through mock NHS APIs until it is stopped. One population stands behind all of them, so that what is
written through one is read through the others, and what is written is kept until the process ends.

  sign-in     the API platform's identity service, NHS login, CIS2
  people      Personal Demographics Service, a UK Core record server, a citizen's view of who looked
  places      ODS (ORD and FHIR), Spine Directory, Service Search, Directory of Services, Healthcare Worker
  registers   organisations, practitioners, devices and territories, with proofs

Open http://127.0.0.1:8080/ in a browser: it has people to try and calls to copy. /_sandpiper/fidelity says how true to life each
service is; so does 'sandpiper fidelity'.

Ways in. All lead to the same world, and links and issuers follow the one that is used:
  --listen   one host with the platform's paths: /personal-demographics/FHIR/R4/Patient/...
  --root     a service at the root of a port of its own, for clients that want one address for each: /Patient/...
  --tls      the real host names, for clients with those built in; see 'sandpiper hosts' and 'sandpiper trust'

Apps. One is registered. Its private key is read from --app-key, and made there when the file does not exist; 'sandpiper token'
signs in with it. More come from --apps, or from /_sandpiper/apps while the server runs. With --open no token is asked for, as in
the platform's own sandboxes. A file of --apps:

  apps:
    - id: my-app                      # the API key and client_id
      key_file: my-app.pub.pem        # or key, jwks_file, jwks_url
      scopes: [urn:nhsd:apim:app:level3:personal-demographics-service]
      redirect_uris: [http://localhost:3000/callback]
      secret: for-signing-people-in
      per_minute: 300                 # and name, kid, organisation, logout_url, sandbox

Rules. Who may see what is a policy; --policy puts your own in its place ('sandpiper policy show' prints one to start from).

Sandboxes. --compat loads the canned patients of the official sandboxes beside the population, under their published numbers:
pds-sandbox, pds-int, nhs-login-sandpit. The sandbox's oddities (it forgets what is written, say) are met by apps that say
sandbox: true, and at the host sandbox.api.service.nhs.uk of --tls, which then asks for no token; --quirks makes everybody meet
them.

When a request is refused, the X-Sandpiper-Why header and a line on the console say what would have been right.

The world's clock starts at nine in the morning on the day of the population and runs with yours.

` + exitHelp,
		Example: `  sandpiper serve --open
  curl 'http://127.0.0.1:8080/records/FHIR/R4/Patient?family=Smith'

  sandpiper serve
  curl http://127.0.0.1:8080/personal-demographics/FHIR/R4/Patient/9994593358 \
    -H "Authorization: Bearer $(sandpiper token)" -H "X-Request-ID: $(uuidgen)"

  sandpiper serve --root personal-demographics=127.0.0.1:9000 --tls 127.0.0.1:8443
  curl http://127.0.0.1:9000/Patient/9994593358 \
    -H "Authorization: Bearer $(sandpiper token)" -H "X-Request-ID: $(uuidgen)"

  sandpiper serve --open --compat all --policy policy.yaml
  curl http://127.0.0.1:8080/personal-demographics/FHIR/R4/Patient/9000000009 -H "X-Request-ID: $(uuidgen)"`,
		GroupID: "play",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runServe(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Listen, "listen", "127.0.0.1:8080", "address to serve on")
	f.StringVar(&o.PublicURL, "public-url", "", "scheme://host that clients use, when it is not the one they call (a proxy in front)")
	o.recipeOptions.flags(f, 10_000)
	o.hosts(f)
	f.BoolVar(&o.Open, "open", false, "ask for no token")
	f.StringVar(&o.AppID, "app-id", "sandpiper-app", "client id (API key) of the registered app")
	f.StringVar(&o.AppKey, "app-key", "sandpiper-app.pem", "file with the app's RSA private key; made when it does not exist")
	f.IntVar(&o.PerMinute, "per-minute", 0, "calls per app and service in a minute before 429, as on the platform (there 300); 0 for no limit")
	f.StringArrayVar(&o.Roots, "root", nil, "SERVICE=ADDRESS: that service at the root of a port of its own, such as personal-demographics=127.0.0.1:9000; may be given again")
	f.StringVar(&o.TLS, "tls", "", "address to play the real host names on, over TLS, such as 127.0.0.1:8443")
	f.StringVar(&o.TLSAuthority, "tls-ca", "", "file with the private certificate authority; made when it does not exist (without: one of this process alone)")
	f.StringArrayVar(&o.TLSNames, "tls-name", nil, "another host name to have a certificate for, such as that of a container; may be given again")
	f.StringVar(&o.Apps, "apps", "", "YAML file with more apps: their ids, keys, scopes, redirect URIs and limits")
	f.BoolVar(&o.AppsAnywhere, "apps-from-anywhere", false, "let other machines register apps at /_sandpiper/apps")
	f.StringVar(&o.Policy, "policy", "", "YAML file with the rules of who may see what; see 'sandpiper policy'")
	f.StringSliceVar(&o.Compat, "compat", nil, "load the canned patients of official sandboxes: all, or some of "+strings.Join(packNames(), ", "))
	f.StringSliceVar(&o.Quirks, "quirks", nil, "oddities of the PDS sandbox that everybody meets: all, or some of "+strings.Join(quirkNames(), ", "))
	f.StringArrayVar(&o.Mirrors, "mirror", nil, "NAME=URL of a register that another process serves under that name, shown here once it has proved itself; with ,KEY after it, signed; may be given again")
	f.StringVar(&o.Record, "record", "", "directory for a journal of every exchange (JSON Lines, the newest 64 MiB are kept)")
	return cmd
}

// ceiling is what the heap of a server is kept under while it can be: the collector works harder near it. GOMEMLIMIT overrides.
const ceiling = 400 << 20

func runServe(ctx context.Context, a *app, o serveOptions) error {
	began := a.Now()
	if _, set := a.Env("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(ceiling)
	}
	choice, packs, err := o.choice()
	if err != nil {
		return err
	}
	if o.PublicURL != "" {
		if _, err := serverAddress("--public-url", o.PublicURL); err != nil {
			return err
		}
	}
	people, err := o.recipeOptions.open()
	if err != nil {
		return err
	}
	start := people.Recipe().AsOf.Add(9 * time.Hour)
	main, err := listen(ctx, "--listen", o.Listen)
	if err != nil {
		return err
	}
	doors := []door{{Listener: main}}
	defer func() {
		for _, d := range doors {
			_ = d.Close() // a second time, where it was served
		}
	}()
	besides, ways, err := rooted(ctx, o.Roots)
	doors = append(doors, besides...)
	if err != nil {
		return err
	}
	var ca *front.Authority
	if o.TLS != "" {
		safe, made, err := secure(ctx, a, o)
		if safe.Listener != nil {
			doors = append(doors, safe)
		}
		if err != nil {
			return err
		}
		ca, ways = made, append(ways, named(packs)...)
	}
	w := world.New(people, start)
	if err := loadPacks(w, packs); err != nil {
		return err
	}
	realm := &mocks.Realm{World: w, OpenAccess: o.Open}
	setup := mocks.Setup{
		Services: choice.Services(), Wall: clock.Func(a.Now), Sleep: a.Sleep, PublicURL: o.PublicURL,
		Log: console(a), PerMinute: o.PerMinute, Default: realm, Ways: ways,
	}
	if setup.Apps, err = registered(a, o); err != nil {
		return err
	}
	if o.Record != "" {
		journal, err := openJournal(o.Record)
		if err != nil {
			return err
		}
		defer func() {
			if err := journal.Close(); err != nil {
				fmt.Fprintln(a.Stderr, "sandpiper:", err)
			}
		}()
		realm.Record = journal.Record
	}
	estate, err := mocks.NewEstate(setup)
	if err != nil {
		return usage("serve: %w", err)
	}
	desk := &front.Desk{Estate: estate, Random: a.Rand, Scopes: usualScopes(), Offers: offers(), Base: estate.PublicURL, Anywhere: o.AppsAnywhere, Sandbox: len(packs) > 0}
	room := frontRoom(estate, startPage(desk, w, o, packs, doors), desk, ca)
	doors[0].behind = marked(room)
	for i := range besides {
		doors[1+i].behind = marked(estate.Through(&estate.Ways[i]))
	}
	if ca != nil {
		doors[len(doors)-1].behind = marked(byHost(estate, room))
	}
	fmt.Fprintf(a.Stdout, "mock NHS with %d made-up people on http://%s after %d ms (not an NHS service)\n", people.Len(), shown(main), a.Now().Sub(began).Milliseconds())
	announce(a, o, doors)
	fmt.Fprintf(a.Stdout, "open http://%s/ for what is there and how to call it; Ctrl-C stops it\n", shown(main))
	go pace(ctx, a, w.Clock(), start)
	follow(ctx, a, choice.Mirrors)
	return serveAll(ctx, setup.Log, doors)
}

// registered are the apps that are known from the start.
func registered(a *app, o serveOptions) ([]mocks.App, error) {
	var apps []mocks.App
	if o.Apps != "" {
		more, err := loadApps(o.Apps, len(o.Compat) > 0)
		if err != nil {
			return nil, err
		}
		apps = more
	}
	if o.Open {
		return apps, nil
	}
	key, made, err := loadOrMakeKey(a, o.AppKey)
	if err != nil {
		return nil, err
	}
	if made {
		fmt.Fprintf(a.Stderr, "made a key for %s in %s\n", o.AppID, o.AppKey)
	}
	fmt.Fprintf(a.Stderr, "registered app: client id %s, kid %s, private key %s (RS512)\n", o.AppID, key.KID, o.AppKey)
	own := key.app(o.AppID, append(usualScopes(), userScopes()...))
	own.Secret, own.Redirects = key.secret(), []string{usualRedirect}
	return append([]mocks.App{own}, apps...), nil
}

// pace lets the world's clock run with the wall's.
func pace(ctx context.Context, a *app, c *clock.Virtual, start time.Time) {
	began := a.Now()
	for a.Sleep(ctx, 50*time.Millisecond) == nil {
		c.AdvanceTo(start.Add(a.Now().Sub(began)))
	}
}

// openJournal keeps the four newest files of exchanges in dir.
func openJournal(dir string) (*mocks.Journal, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, usage("make the --record directory: %w", err)
	}
	name := func(n int) string { return filepath.Join(dir, fmt.Sprintf("exchanges-%06d.jsonl", n)) }
	return &mocks.Journal{Next: func(n int) (io.WriteCloser, error) {
		if n >= 4 {
			if err := os.Remove(name(n - 4)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return nil, err
			}
		}
		return os.Create(name(n))
	}}, nil
}
