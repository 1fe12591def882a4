package product

import (
	"context"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// Guest is a Product made of one launcher and any number of named ways in.
type Guest struct {
	Title   string
	Version string
	Variant string // the seeded bug that is switched on, if any
	Launch  Launcher
	Serves  []Serve
}

// Serve is one way into a guest.
type Serve struct {
	Name    string // as scenarios call it
	Base    string // a URL, or a path under where the launcher says that the product is
	Connect func(base string, env Env) Adapter
}

// Adapter speaks one protocol to a product that is alive.
type Adapter interface {
	Do(ctx context.Context, call Call) (Observation, error)
}

// Launcher makes a product alive.
type Launcher interface {
	Launch(ctx context.Context, env Env) (Instance, error)
}

// Instance is a product that a launcher made alive.
type Instance interface {
	// Base is the URL that the product answers on, without a trailing slash.
	Base() string
	// Identity fills in what the launcher knows: Kind, Digest, Command.
	Identity() Identity
	// Trouble says why the product is no longer alive, or nothing while it is.
	Trouble() string
	// Close ends it and gives its port back. Closing twice is allowed.
	Close(ctx context.Context) error
}

// Start launches the product and connects its adapters.
func (g Guest) Start(ctx context.Context, env Env) (Session, error) {
	if env.Wall == nil || env.Sleep == nil {
		return nil, fmt.Errorf("start %s: the harness gave no clock", g.Title)
	}
	if env.Log == nil {
		env.Log = io.Discard
	}
	instance, err := g.Launch.Launch(ctx, env)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", g.Title, err)
	}
	s := &guestSession{guest: g, instance: instance, adapters: map[string]Adapter{}, sleep: env.Sleep}
	for _, way := range g.Serves {
		s.adapters[way.Name] = way.Connect(placed(instance.Base(), way.Base), env)
	}
	return s, nil
}

// placed puts a path under a base; a whole URL stands by itself.
func placed(base, at string) string {
	if strings.Contains(at, "://") {
		return strings.TrimRight(at, "/")
	}
	return strings.TrimRight(strings.TrimRight(base, "/")+"/"+strings.TrimLeft(at, "/"), "/")
}

type guestSession struct {
	guest    Guest
	instance Instance
	adapters map[string]Adapter
	sleep    func(context.Context, time.Duration) error
}

// Do hands the call to the adapter that it names. A product that has ended says so, with what it logged last.
func (s *guestSession) Do(ctx context.Context, call Call) (Observation, error) {
	a, ok := s.adapters[call.Product]
	if !ok {
		names := make([]string, 0, len(s.adapters))
		for name := range s.adapters {
			names = append(names, name)
		}
		sort.Strings(names)
		return Observation{}, fmt.Errorf("the product file serves no %q; it serves %s", call.Product, strings.Join(names, ", "))
	}
	if call.Timeout == 0 {
		call.Timeout = DefaultTimeout
	}
	seen, err := a.Do(ctx, call)
	if err != nil {
		return Observation{}, fmt.Errorf("%s.%s: %w", call.Product, call.Verb, err)
	}
	if seen.Outcome == Unreachable || seen.Outcome == TimedOut {
		why := s.instance.Trouble()
		if why == "" && seen.Outcome == Unreachable && s.sleep(ctx, 50*time.Millisecond) == nil { // the connection breaks a moment before the end is known
			why = s.instance.Trouble()
		}
		if why != "" {
			seen.Outcome, seen.Message = Unreachable, why
		}
	}
	seen.Message = s.steady(seen.Message)
	return seen, nil
}

// steady takes a container's address out of a message: it is another one in every run, and nobody can go there afterwards. The port of a
// process is luck too, but looks like this machine's own, which traces mask.
func (s *guestSession) steady(message string) string {
	if s.instance.Identity().Kind != "container" {
		return message
	}
	_, address, _ := strings.Cut(s.instance.Base(), "://")
	return strings.ReplaceAll(message, address, "container")
}

// Identity joins what the product file says with what the launcher saw.
func (s *guestSession) Identity() Identity {
	id := s.instance.Identity()
	id.Title, id.Version, id.Variant = s.guest.Title, s.guest.Version, s.guest.Variant
	return id
}

// LogFile is where the product's log is kept (see Logged); empty for one that somebody else started.
func (s *guestSession) LogFile() string {
	if l, ok := s.instance.(Logged); ok {
		return l.LogFile()
	}
	return ""
}

// LastLines is the last lines that the product logged (see Logged).
func (s *guestSession) LastLines() []string {
	if l, ok := s.instance.(Logged); ok {
		return l.LastLines()
	}
	return nil
}

// Base is where the product is, for those who must look at it by other means.
func (s *guestSession) Base() string { return s.instance.Base() }

func (s *guestSession) Close(ctx context.Context) error { return s.instance.Close(ctx) }
