package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// Need is something that a scenario asks for which this version of the harness cannot play. The scenario is still sound: it can be
// linted, formatted and explained. The harness refuses to play it, unless the need is Aside.
type Need struct {
	Pos   Pos
	What  string // such as "adapter browser"
	Aside bool   // the story can be told all the same; the report says that this was left out
}

// Needs lists what a run of the scenario would lack, in the order of the file, each thing once.
func (s *Scenario) Needs() []Need {
	var out []Need
	add := func(n Need) {
		if !slices.ContainsFunc(out, func(o Need) bool { return o.What == n.What }) {
			out = append(out, n)
		}
	}
	need := func(at Pos, format string, args ...any) { add(Need{Pos: at, What: fmt.Sprintf(format, args...)}) }
	aside := func(at Pos, format string, args ...any) {
		add(Need{Pos: at, What: fmt.Sprintf(format, args...), Aside: true})
	}
	if m := s.World.Clock.Mode; m != "" && m != Virtual {
		need(s.At("world.clock.mode"), "clock mode %s", m)
	}
	for i := range s.Cast {
		m := &s.Cast[i]
		s.eachLabel(m, func(l label) {
			switch {
			case l.known:
			case l.what == "measurement":
				need(s.file.at("cast."+m.Name+"."+l.path), "%s %q, which is not in the lists", l.what, l.text)
			default: // it is written in words, without a code
				aside(s.file.at("cast."+m.Name+"."+l.path), "%s %q, which is not in the lists", l.what, l.text)
			}
		})
		for _, x := range []struct {
			asked bool
			what  string
		}{
			{m.Physiology != nil, "physiology"}, {m.Address != nil && m.Address.Canary, "canary address"},
			{m.Phone != nil && m.Phone.Canary, "canary phone"}, {m.ProxyFor != "", "proxy access"},
		} {
			if x.asked {
				need(m.Pos, "%s of %s", x.what, m.Name)
			}
		}
	}
	for _, d := range s.Devices {
		need(d.Pos, "device %s", d.Name)
	}
	for _, c := range s.Product {
		if a, known := adapterOf(c.Adapter); known && !a.played {
			need(c.Pos, "adapter %s", c.Adapter)
		}
		s.ahead(&c, need)
	}
	s.eachFault(func(f *Fault, _ string) {
		if service, _, _ := strings.Cut(f.On, "/"); service == "link" {
			need(f.Pos, "fault on %s", f.On)
		}
		for _, k := range linkFaults() {
			if k.name == string(f.Kind) {
				need(f.Pos, "fault %s", f.Kind)
			}
		}
	})
	for _, st := range s.Steps {
		if st.Run == "devices" {
			need(st.Pos, "running devices")
		}
	}
	s.eachCheck(func(c *Check, _ string) {
		for _, channel := range c.In {
			if !s.audible(channel) {
				need(c.Pos, "looking in the channel %s", channel)
			}
		}
	})
	if s.Vary.Twins != nil {
		need(s.Vary.Twins.Pos, "twins")
	}
	split := func(at Pos, names []string) {
		for _, name := range names {
			if slices.Contains(unknownFacts(), name) {
				aside(at, "splitting by %s, which this version's people do not have", strings.ReplaceAll(name, "_", " "))
			}
		}
	}
	if s.Vary.Sample != nil {
		split(s.Vary.Sample.Pos, s.Vary.Sample.Over)
	}
	for i := range s.Claims {
		split(s.Claims[i].Pos, s.Claims[i].By)
		if s.Claims[i].StopEarly {
			aside(s.Claims[i].Pos, "stopping early for the claim %s: every run is played", s.Claims[i].ID)
		}
	}
	if len(s.Review) > 0 {
		aside(s.Review[0].Pos, "clinical review")
	}
	slices.SortStableFunc(out, func(a, b Need) int { return a.Pos.Line - b.Pos.Line })
	return out
}

// ahead names what a connection and its steps ask of an adapter that this version plays without it.
func (s *Scenario) ahead(c *Connection, need func(at Pos, format string, args ...any)) {
	a, _ := adapterOf(c.Adapter)
	for _, f := range c.Settings {
		if slices.Contains(a.ahead, f.Name) {
			need(f.Pos, "setting %s of a %s", f.Name, c.Adapter)
		}
	}
	for i := range s.Steps {
		if v := s.Steps[i].When; v.Product == c.Name && slices.Contains(a.ahead, v.Name) {
			need(v.Pos, "verb %s of a %s", v.Name, c.Adapter)
		}
	}
	if c.Adapter == CDSHooks && s.Browses() {
		need(c.Pos, "cds-hooks beside a browser") // a hook names its run's own address of the mock NHS, a browser's product knows one for all
	}
}

// unknownFacts are facts that a scenario may split by and that no person of this version's population has.
func unknownFacts() []string { return []string{"skin_tone", "disability"} }

// audible reports whether the judge can look in a channel: the answers of a connection, all mock services, or one of them.
func (s *Scenario) audible(channel string) bool {
	name, rest, _ := strings.Cut(channel, ".")
	if name == "mocks" {
		return rest == "" || slices.Contains(Services(), rest)
	}
	_, connection := s.Connection(name)
	return connection && (rest == "" || rest == "responses")
}
