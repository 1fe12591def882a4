package world

import (
	"slices"

	"sandpiper/synthetic/demography"
)

// What was written about somebody does not stop their life: whoever corrects a telephone number on Monday may move on Tuesday and die on
// Wednesday. A state of the register is therefore the newest version that was written, and what the population has brought since.

// stands is how somebody of the population stands on a day, of whom these versions were written.
func (g *ground) stands(i int, written []amended, day int) amended {
	if len(written) == 0 {
		is := g.person(i, day)
		return amended{person: is.person, version: is.version}
	}
	last := &written[len(written)-1]
	then := g.day(last.version.At)
	if then >= day || !last.person.Died.IsZero() {
		return *last
	}
	was, is := g.person(i, then), g.person(i, day)
	if is.version.N <= was.version.N {
		return *last
	}
	return g.livedOn(last, was, is, then, day)
}

// standsBack is stands some versions before the newest, and whether that differs from the newest.
func (g *ground) standsBack(i int, written []amended, day, steps int) (at amended, earlier bool) {
	at = g.stands(i, written, day)
	for ; steps > 0; steps-- {
		if n := len(written); n > 0 && at.version.N <= written[n-1].version.N {
			day = min(day, g.day(written[n-1].version.At))
			written = written[:n-1]
		} else if before := g.day(at.version.At) - 1; at.version.N > 1 && before >= 0 && g.on(before).Exists(i) {
			day = before
		} else {
			break
		}
		at, earlier = g.stands(i, written, day), true
	}
	return at, earlier
}

// livedOn is a written version of somebody after what has happened since: a move, perhaps to another practice, or their death. What has not
// happened to them stays as it was written.
func (g *ground) livedOn(last *amended, was, is *standing, then, day int) amended {
	p, q := last.person, last.particulars.Clone()
	before, now := g.particulars(g.on(then), &was.person), g.particulars(g.on(day), &is.person)
	if !sameAddress(&was.person.Address, &is.person.Address) {
		p.Address, p.Region, p.Decile, p.Household = is.person.Address, is.person.Region, is.person.Decile, is.person.Household
		q.Home, q.HomeKeys = now.Home, now.HomeKeys
	}
	if was.person.Practice != is.person.Practice {
		p.Practice, p.GP, q.GP = is.person.Practice, is.person.GP, now.GP
	}
	if !is.person.Died.IsZero() {
		p.Died, q.DeathNotice, q.DeathNoticed = is.person.Died, now.DeathNotice, now.DeathNoticed
	}
	if q.Removal == before.Removal {
		q.Removal = now.Removal
	}
	return amended{person: p, particulars: q, version: Version{N: last.version.N + is.version.N - was.version.N, At: is.version.At}}
}

func sameAddress(a, b *demography.Address) bool {
	return a.Postcode == b.Postcode && slices.Equal(a.Lines, b.Lines)
}
