package scenarios

import (
	"fmt"
	"slices"
)

// Need is something that a scenario asks for which this version of the harness cannot play. The scenario is still sound: it can be
// linted, formatted and explained, and its needs are said before a run and in the report.
type Need struct {
	Pos  Pos
	What string // such as "adapter browser"
}

// Needs lists what a run of the scenario would lack, in the order of the file, each thing once.
func (s *Scenario) Needs() []Need {
	var out []Need
	need := func(at Pos, format string, args ...any) {
		n := Need{Pos: at, What: fmt.Sprintf(format, args...)}
		if !slices.ContainsFunc(out, func(o Need) bool { return o.What == n.What }) {
			out = append(out, n)
		}
	}
	if m := s.World.Clock.Mode; m != "" && m != Virtual {
		need(s.At("world.clock.mode"), "clock mode %s", m)
	}
	for i := range s.Cast {
		m := &s.Cast[i]
		s.eachLabel(m, func(l label) {
			if !l.known {
				need(s.file.at("cast."+m.Name+"."+l.path), "%s %q, which is not in the lists", l.what, l.text)
			}
		})
		for _, x := range []struct {
			asked bool
			what  string
		}{
			{m.Physiology != nil, "physiology"}, {m.Address != nil && m.Address.Canary, "canary address"},
			{m.Phone != nil && m.Phone.Canary, "canary phone"}, {m.Flag != "", "demographics flag"}, {m.ProxyFor != "", "proxy access"},
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
	}
	s.eachFault(func(f *Fault, _ string) {
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
		if len(c.In) > 0 {
			need(c.Pos, "looking in channels")
		}
	})
	if s.Vary.Twins != nil {
		need(s.Vary.Twins.Pos, "twins")
	}
	if len(s.Review) > 0 {
		need(s.Review[0].Pos, "clinical review")
	}
	slices.SortStableFunc(out, func(a, b Need) int { return a.Pos.Line - b.Pos.Line })
	return out
}
