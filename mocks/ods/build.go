package ods

import (
	"strconv"
	"strings"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// The decisions about organisations; the index is an organisation's ordinal.
const (
	streamName draw.Stream = 0xaa00 + iota
	streamDates
	streamAddress
	streamPlace
)

// prefix starts every code of the register, as it starts those of the population's practices: no code list that we have seen has it.
const prefix = "ZX"

// Numbers of holdings start here, with room for eight of each organisation, so that a number says whose it is.
const (
	firstRole, firstRel, firstSucc = 100_000, 500_000, 30_000
	perOrganisation                = 8
)

// part is a run of practices by number, to exclusive, that an organisation serves.
type part struct {
	from, to int
	by       *Organisation
}

// at is the practice at a fraction of the run.
func (p part) at(i, of int) int { return min(p.from+(2*i+1)*(p.to-p.from)/(2*of), p.to-1) }

// builder makes a register.
//
//	practices in the order of their codes, region by region
//	│ region                                │ region …
//	│ board        │ board         │ board  │
//	│ sub │ sub    │ sub │ sub │ …          every practice lies in one part of each level
//	│ n │ n │ n │ n │                        networks of about five
type builder struct {
	*tables
	population *synthetic.Population
	seed       uint64
	practices  []demography.Practice
	made       []*Organisation
	counts     [kinds]int

	regionParts, boards, subs, networks []part
}

func newBuilder(p *synthetic.Population) *builder {
	b := &builder{tables: load(), population: p, seed: p.Recipe().Seed}
	for practice := range p.Practices() {
		b.practices = append(b.practices, practice)
	}
	return b
}

// build makes everything in the order of the kinds, which fixes the ordinals.
func (b *builder) build() {
	b.practicesOf()
	b.hierarchy()
	b.trusts()
	b.community()
	b.national()
	b.former()
}

// add makes an organisation of a kind in the neighbourhood of a practice.
func (b *builder) add(k Kind, home int) *Organisation {
	row := &b.kinds[k]
	b.counts[k]++
	o := &Organisation{Kind: k, Home: home, Class: row.class, ordinal: len(b.made)}
	number := strconv.Itoa(b.counts[k])
	o.Code = prefix + row.letter + strings.Repeat("0", max(0, row.digits-len(number))) + number
	b.made = append(b.made, o)
	b.dates(o, row)
	b.near(o, home)
	if row.other != "" && (k != Trust || o.ordinal%3 > 0) { // two trusts of three are foundation trusts
		b.role(o, row.other, false, Span{max(o.Open.From, row.otherFrom), o.Open.To})
	}
	b.role(o, row.primary, true, o.Open)
	return o
}

// dates draws when an organisation opens and closes.
func (b *builder) dates(o *Organisation, row *kindRow) {
	r := draw.Key(b.seed, uint64(o.ordinal), streamDates, 0)
	o.Open.From = row.firstOpened + Day(r.IntN(int(row.lastOpened-row.firstOpened)+1))
	if r.Chance(row.closes) {
		closed := row.firstClosed + Day(r.IntN(int(row.lastClosed-row.firstClosed)+1))
		if closed > o.Open.From+365 {
			o.Open.To = closed
		}
	}
	o.period = Day(300 + r.IntN(1500))
	o.phase = Day(r.IntN(int(o.period)))
}

func (b *builder) role(o *Organisation, id string, primary bool, span Span) {
	o.Roles = append(o.Roles, Role{id, firstRole + o.ordinal*perOrganisation + len(o.Roles), primary, span})
}

// relate gives an organisation a relationship from a day, or from its own opening or the target's if that is later, to its own end.
func (b *builder) relate(o *Organisation, id string, to *Organisation, from Day) {
	b.relateFor(o, id, to, Span{max(from, o.Open.From, to.Open.From), o.Open.To})
}

func (b *builder) relateFor(o *Organisation, id string, to *Organisation, span Span) {
	if span.To != 0 && span.To < span.From {
		return
	}
	o.Rels = append(o.Rels, Rel{id, firstRel + o.ordinal*perOrganisation + len(o.Rels), to.Code, span})
}

// succeed notes a merger on both sides.
func (b *builder) succeed(old, by *Organisation) {
	on := old.Open.To + 1
	n := firstSucc + old.ordinal
	old.Succs = append(old.Succs, Succ{n, "Successor", by.Code, on})
	by.Succs = append(by.Succs, Succ{n, "Predecessor", old.Code, on})
}

// partOf is the part that a practice lies in.
func partOf(parts []part, home int) part {
	lo, hi := 0, len(parts)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if parts[mid].to <= home {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return parts[lo]
}

// split cuts a part into as many equal runs.
func (p part) split(n int) []part {
	n = max(1, min(n, p.to-p.from))
	out := make([]part, n)
	for i := range out {
		out[i] = part{from: p.from + (p.to-p.from)*i/n, to: p.from + (p.to-p.from)*(i+1)/n}
	}
	return out
}
