package nhs

import (
	"cmp"
	"slices"

	"sandpiper/synthetic/draw"
)

const numbers draw.Stream = 0x4e48 // the shuffles of the two blocks

// Numbering ties the people of one seed to NHS numbers that nobody has. People 0 … 909,090 hold the official test block
// 999; those after hold the second block, prefixes of the reserved range that no published test pack uses
// (data/number_ranges.csv), less the single numbers of data/numbers_left_out.csv. The tie is a permutation, so neither direction needs a table of people.
// A Numbering is immutable and safe for any number of goroutines.
type Numbering struct {
	tables *million
	blocks [2]block
	first  shuffle
	second detour
}

// block is a run of prefixes whose valid numbers are counted through.
type block struct {
	prefixes []int       // ascending
	bad      []uint8     // residue to avoid, by prefix
	start    []int       // valid numbers before each prefix, and the total at the end
	at       [1000]int16 // index of a prefix, -1 if absent
}

// NewNumbering returns the numbering of a seed. It costs some tens of microseconds, once per process, and nothing after.
func NewNumbering(seed uint64) *Numbering {
	n := &Numbering{tables: perMillion()}
	n.blocks[0] = newBlock(n.tables, 1)
	n.blocks[1] = newBlock(n.tables, 2)
	r := draw.Key(seed, 0, numbers, 0)
	n.first = newShuffle(n.blocks[0].len(), &r)
	r = draw.Key(seed, 0, numbers, 1)
	n.second = detour{shuffle: newShuffle(n.blocks[1].len(), &r)}
	for _, x := range LeftOut() {
		if at, ok := n.blocks[1].rank(n.tables, x); ok {
			n.second.closed = append(n.second.closed, uint64(at))
		}
	}
	return n
}

// Len is how many people can be numbered: about 77 million.
func (n *Numbering) Len() int { return n.blocks[0].len() + n.second.len() }

// Number is the NHS number of person i. It is 0, which is no number, for an i outside 0 … Len-1.
func (n *Numbering) Number(i int) Number {
	one := n.blocks[0].len()
	switch {
	case i < 0 || i >= n.Len():
		return 0
	case i < one:
		return n.blocks[0].pick(n.tables, int(n.first.forward(uint64(i))))
	}
	return n.blocks[1].pick(n.tables, int(n.second.forward(uint64(i-one))))
}

// Index is the person who holds a number. It is false for a number with a wrong check digit, one outside both blocks, and one that is left out.
func (n *Numbering) Index(x Number) (int, bool) {
	if x < 1_000_000_000 || x > 9_999_999_999 {
		return 0, false
	}
	if digit, ok := n.tables.check(uint64(x) / 10); !ok || digit != uint64(x)%10 {
		return 0, false
	}
	if r, ok := n.blocks[0].rank(n.tables, x); ok {
		return int(n.first.back(uint64(r))), true
	}
	if r, ok := n.blocks[1].rank(n.tables, x); ok && n.second.closedBy(uint64(r)) < 0 {
		return n.blocks[0].len() + int(n.second.back(uint64(r))), true
	}
	return 0, false
}

func newBlock(m *million, which int) block {
	var b block
	for i := range b.at {
		b.at[i] = -1
	}
	for _, r := range Ranges() {
		if r.Block == which {
			for p := r.From; p <= r.To; p++ {
				b.prefixes = append(b.prefixes, p)
			}
		}
	}
	slices.SortFunc(b.prefixes, cmp.Compare[int])
	total := 0
	for i, p := range b.prefixes {
		b.at[p] = int16(i)
		b.bad = append(b.bad, m.badFor(p))
		b.start = append(b.start, total)
		total += m.count(b.bad[i])
	}
	b.start = append(b.start, total)
	return b
}

func (b *block) len() int { return b.start[len(b.prefixes)] }

// pick is the r-th valid number of the block.
func (b *block) pick(m *million, r int) Number {
	i := min(r*len(b.prefixes)/b.len(), len(b.prefixes)-1)
	for r < b.start[i] {
		i--
	}
	for r >= b.start[i+1] {
		i++
	}
	stem := uint64(b.prefixes[i]*1_000_000 + m.pick(b.bad[i], r-b.start[i]))
	digit, _ := m.check(stem)
	return Number(stem*10 + digit)
}

// rank is the inverse of pick for a valid number; ok is false if its prefix is not in the block.
func (b *block) rank(m *million, x Number) (r int, ok bool) {
	stem := uint64(x) / 10
	i := b.at[stem/1_000_000]
	if i < 0 {
		return 0, false
	}
	return b.start[i] + m.rank(b.bad[i], int(stem%1_000_000)), true
}

// Range is a run of three-digit prefixes that Sandpiper may take numbers from.
type Range struct {
	From, To     int
	Block        int // 1: the official test block; 2: the reserve for larger populations
	Status, Note string
}

// Ranges lists the declared prefixes. A number outside them is never made.
func Ranges() []Range {
	var out []Range
	for _, row := range table("number_ranges.csv") {
		out = append(out, Range{From: row.Int("from"), To: row.Int("to"), Block: row.Int("block"),
			Status: row.Text("status"), Note: row.Text("note")})
	}
	return out
}
