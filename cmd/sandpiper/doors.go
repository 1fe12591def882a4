package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/front"
	"sandpiper/synthetic/clock"
)

// door is one listener and what lies behind it.
type door struct {
	net.Listener
	behind http.Handler
	tls    *tls.Config // nil: none
}

// listen opens the address that a flag names, and says in words when something else has it.
func listen(ctx context.Context, flag, address string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usage("cannot listen on %s (%s): want an address and a port, such as 127.0.0.1:8080", address, flag)
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, usage("cannot listen on %s (choose another with %s): %w", address, flag, err)
	}
	return l, nil
}

// shown is a listener's address as a client on this machine writes it: one that listens at every address is reached at localhost.
func shown(l net.Listener) string {
	if at, ok := l.Addr().(*net.TCPAddr); ok && at.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(at.Port))
	}
	return l.Addr().String()
}

// roots are where the services begin, for --root.
func roots() []front.Root {
	var out []front.Root
	for _, e := range catalogue.Table() {
		path, _, _ := strings.Cut(e.Root, ",")
		if !strings.Contains(path, "{") { // a family of paths has no one root
			out = append(out, front.Root{Service: e.Service, Path: path})
		}
	}
	return out
}

// rooted opens a listener for each --root and makes its way in.
func rooted(ctx context.Context, wanted []string) (doors []door, ways []mocks.Way, err error) {
	for _, w := range wanted {
		name, address, found := strings.Cut(w, "=")
		if !found {
			return doors, nil, usage("--root %q: want a service and an address, such as personal-demographics=127.0.0.1:9000", w)
		}
		way, err := front.Rooted(roots(), name, "")
		if err != nil {
			return doors, nil, usage("--root %s: %w", w, err)
		}
		l, err := listen(ctx, "--root", address)
		if err != nil {
			return doors, nil, err
		}
		if at := l.Addr().(*net.TCPAddr); !at.IP.IsUnspecified() {
			way.Origin = "http://" + at.String()
		}
		doors, ways = append(doors, door{Listener: l}), append(ways, way)
	}
	return doors, ways, nil
}

// authority is the private certificate authority of --tls: from a file, which is made when it does not exist, or of this process alone.
func authority(a *app, path string, names []string, addresses []net.IP) (*front.Authority, error) {
	if path != "" {
		text, err := os.ReadFile(path)
		if err == nil {
			return readAuthority(a, path, text, names, addresses)
		}
		if !errors.Is(err, os.ErrNotExist) {
			return nil, cannotRead(path, err)
		}
	}
	ca, err := front.NewAuthority(a.Rand, a.Now(), names, addresses)
	if err != nil || path == "" {
		return ca, err
	}
	secret, err := ca.Secret()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, secret, 0o600); err != nil {
		return nil, usage("--tls-ca: %w", err)
	}
	fmt.Fprintf(a.Stderr, "made a certificate authority in %s, good until %s\n", path, ca.Until().Format(time.DateOnly))
	return ca, nil
}

func readAuthority(a *app, path string, text []byte, names []string, addresses []net.IP) (*front.Authority, error) {
	ca, err := front.ReadAuthority(text)
	if err != nil {
		return nil, usage("%s: %w", path, err)
	}
	if !a.Now().Before(ca.Until()) {
		return nil, usage("%s: the authority ended on %s; remove the file, and trust the new one that is made", path, ca.Until().Format(time.DateOnly))
	}
	if missing, ok := ca.Covers(names, addresses); !ok {
		return nil, usage("%s: the authority may not vouch for %s; remove the file, and trust the new one that is made", path, missing)
	}
	return ca, nil
}

// secure opens the listener of --tls, which plays the real host names.
func secure(ctx context.Context, a *app, o serveOptions) (d door, ca *front.Authority, err error) {
	if d.Listener, err = listen(ctx, "--tls", o.TLS); err != nil {
		return d, nil, err
	}
	names := []string{"localhost"}
	for _, h := range front.Hosts() {
		names = append(names, h.Name)
	}
	for _, name := range o.TLSNames {
		names = append(names, front.Plain(name))
	}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if at := d.Addr().(*net.TCPAddr).IP; !at.IsUnspecified() && !at.IsLoopback() {
		addresses = append(addresses, at)
	}
	if ca, err = authority(a, o.TLSAuthority, names, addresses); err != nil {
		return d, nil, err
	}
	certificates := &front.Certificates{Authority: ca, Names: names, Addresses: addresses, Clock: clock.Func(a.Now), Random: a.Rand}
	d.tls = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificates.For}
	return d, ca, nil
}

// announce says by which other ways the mock NHS is reached. A host that plays the real one must never do so unsaid.
func announce(a *app, o serveOptions, doors []door) {
	for i, w := range o.Roots {
		name, _, _ := strings.Cut(w, "=")
		fmt.Fprintf(a.Stdout, "%s at the root of http://%s\n", name, shown(doors[1+i]))
	}
	if o.TLS != "" {
		fmt.Fprintf(a.Stdout, `PLAYING %d HOST NAMES OF THE NHS on https://%s: this is NOT the NHS, and every answer says so in its X-Sandpiper header.
To reach it: 'sandpiper trust' prints the certificate to trust, 'sandpiper hosts' the lines for /etc/hosts. Take both out when you are done.
`, len(front.Hosts()), shown(doors[len(doors)-1]))
	}
}

// byHost sends each request to the way in of its host name, and others to the front room.
func byHost(estate *mocks.Estate, room http.Handler) http.Handler {
	by := map[string]http.Handler{}
	for i := range estate.Ways {
		if way := &estate.Ways[i]; way.Host != "" {
			by[way.Host] = estate.Through(way)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if behind, ok := by[front.Plain(r.Host)]; ok {
			behind.ServeHTTP(w, r)
			return
		}
		room.ServeHTTP(w, r)
	})
}

// marked says in every answer that it comes from no NHS service.
func marked(h http.Handler) http.Handler {
	value := []string{"not an NHS service"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()[mocks.Marked] = value
		h.ServeHTTP(w, r)
	})
}

// serveUntil serves on one listener until ctx ends.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	return serveAll(ctx, slog.New(slog.DiscardHandler), []door{{Listener: l, behind: h}})
}

// serveAll serves at every door until ctx ends, then gives calls in hand two seconds.
func serveAll(ctx context.Context, log *slog.Logger, doors []door) error {
	var servers []*http.Server
	ended := make(chan error, len(doors))
	for _, d := range doors {
		server := mocks.Server(d.behind)
		server.TLSConfig, server.ErrorLog = d.tls, slog.NewLogLogger(log.Handler(), slog.LevelWarn)
		servers = append(servers, server)
		go func() {
			var err error
			if d.tls != nil {
				err = server.ServeTLS(d, "", "")
			} else {
				err = server.Serve(d)
			}
			ended <- fmt.Errorf("serve on %s: %w", d.Addr(), err)
		}()
	}
	var failed error
	select {
	case failed = <-ended:
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) && failed == nil {
			failed = fmt.Errorf("stop serving: %w", err)
		}
	}
	return failed
}
