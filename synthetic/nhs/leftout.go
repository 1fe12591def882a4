package nhs

// LeftOut lists single numbers of the declared prefixes that published test packs use: nobody is given one.
func LeftOut() []Number {
	var out []Number
	for _, row := range table("numbers_left_out.csv") {
		n, err := ParseNumber(row.Text("number"))
		if err != nil {
			panic("nhs: numbers_left_out.csv: " + err.Error()) // the table is our own
		}
		out = append(out, n)
	}
	return out
}

// detour is a permutation of 0 … n-1 in which a few places are not to be arrived at. As many of the last ranks are given up, and whoever would
// arrive at such a place goes on from the rank that was given up for it, until the place may be used. Everybody else arrives where they did before,
// so that leaving a number out later changes no other.
type detour struct {
	shuffle
	closed []uint64 // places; the k-th is made up for by rank n-1-k
}

// len is how many ranks are left.
func (d *detour) len() int { return int(d.n) - len(d.closed) }

// forward maps a rank below len to its place.
func (d *detour) forward(x uint64) uint64 {
	at := d.shuffle.forward(x)
	for k := d.closedBy(at); k >= 0; k = d.closedBy(at) {
		at = d.shuffle.forward(d.n - 1 - uint64(k))
	}
	return at
}

// back maps a place that is not closed to its rank.
func (d *detour) back(at uint64) uint64 {
	x := d.shuffle.back(at)
	for x >= uint64(d.len()) {
		x = d.shuffle.back(d.closed[d.n-1-x])
	}
	return x
}

// closedBy is which of the closed places one is; -1 for none.
func (d *detour) closedBy(at uint64) int {
	for k, c := range d.closed {
		if c == at {
			return k
		}
	}
	return -1
}
