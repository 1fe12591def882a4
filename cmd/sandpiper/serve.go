package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
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
}

func newServe(a *app) *cobra.Command {
	o := serveOptions{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the mock NHS, to point curl or a product at",
		Long: `Serves a synthetic England through mock NHS APIs until it is stopped: token endpoint, demographics (PDS), organisations (ODS)
and a UK Core record server, all showing the same people. What is written is kept until the process ends.

One app is registered. Its private key is read from --app-key, and made there when the file does not exist; 'sandpiper token'
signs in with it. With --open no token is asked for, as in the platform's own sandboxes.

The world's clock starts at nine in the morning on the day of the population and runs with yours.

` + exitHelp,
		Example: `  sandpiper serve --open
  curl 'http://127.0.0.1:8080/records/FHIR/R4/Patient?family=Smith'

  sandpiper serve --people 1000000
  curl -H "Authorization: Bearer $(sandpiper token)" -H "X-Request-ID: $(uuidgen)" \
    http://127.0.0.1:8080/personal-demographics/FHIR/R4/Patient/9990000018`,
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
	f.StringVar(&o.Record, "record", "", "directory for a journal of every exchange (JSON Lines, the newest 64 MiB are kept)")
	return cmd
}

// ceiling is what the heap of a server is kept under while it can be: the collector works harder near it. GOMEMLIMIT overrides.
const ceiling = 320 << 20

func runServe(ctx context.Context, a *app, o serveOptions) error {
	began := a.Now()
	if _, set := a.Env("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(ceiling)
	}
	people, err := o.recipeOptions.open()
	if err != nil {
		return err
	}
	start := people.Recipe().AsOf.Add(9 * time.Hour)
	l, err := listen(ctx, o.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	w := world.New(people, start)
	realm := &mocks.Realm{World: w, OpenAccess: o.Open}
	setup := mocks.Setup{
		Services: catalogue.Services(), Wall: clock.Func(a.Now), Sleep: a.Sleep, PublicURL: o.PublicURL,
		Log: slog.New(slog.NewTextHandler(a.Stderr, nil)), PerMinute: o.PerMinute, Default: realm,
	}
	if !o.Open {
		key, made, err := loadOrMakeKey(a, o.AppKey)
		if err != nil {
			return err
		}
		if made {
			fmt.Fprintf(a.Stderr, "made a key for %s in %s\n", o.AppID, o.AppKey)
		}
		fmt.Fprintf(a.Stderr, "registered app: client id %s, kid %s, private key %s (RS512)\n", o.AppID, key.KID, o.AppKey)
		setup.Apps = []mocks.App{key.app(o.AppID, []string{pds.AppScope, records.DefaultScope, records.SMARTScope})}
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
		return fmt.Errorf("serve: %w", err)
	}
	fmt.Fprintf(a.Stdout, "mock NHS with %d made-up people on http://%s after %d ms (not an NHS service)\n", people.Len(), l.Addr(), a.Now().Sub(began).Milliseconds())
	fmt.Fprintf(a.Stdout, "open http://%s/ for what is there and how to call it; Ctrl-C stops it\n", l.Addr())
	go pace(ctx, a, w.Clock(), start)
	return serveUntil(ctx, l, startPage(estate, people, o))
}

// pace lets the world's clock run with the wall's.
func pace(ctx context.Context, a *app, c *clock.Virtual, start time.Time) {
	began := a.Now()
	for a.Sleep(ctx, 50*time.Millisecond) == nil {
		c.AdvanceTo(start.Add(a.Now().Sub(began)))
	}
}

// listen opens the address, and says in words when something else has it.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, usage("cannot listen on %s (choose another with --listen): %w", address, err)
	}
	return l, nil
}

// serveUntil serves until ctx ends, then gives calls in hand two seconds.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := mocks.Server(h)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
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
