package nhs

import "sync"

// million counts the valid numbers among the million stems that share a three-digit prefix. A stem is invalid when the
// weighted sum of its nine digits is 1 modulo 11, so for a given prefix the last six digits must avoid one residue.
// Split into two halves of three digits, whose residues add, rank and selection become table look-ups.
type million struct {
	first [1000]uint8      // residue of digits 1–3 (weights 10, 9, 8)
	high  [1000]uint8      // residue of digits 4–6 (weights 7, 6, 5)
	low   [1000]uint8      // residue of digits 7–9 (weights 4, 3, 2)
	start [11][1001]uint32 // start[bad][h]: valid stems below h·1000 when the sum must not be bad
	below [11][1000]uint16 // below[bad][l]: valid endings below l when the ending's residue must not be bad
	valid [11][]uint16     // valid[bad]: the endings that may be used
}

// perMillion builds the tables once, in some tens of microseconds; they never change after.
var perMillion = sync.OnceValue(func() *million {
	m := &million{}
	for v := range uint64(1000) {
		m.first[v], m.high[v], m.low[v] = uint8(weigh(v, 8)%11), uint8(weigh(v, 5)%11), uint8(weigh(v, 2)%11)
	}
	for bad := range uint64(11) {
		for l := range uint64(1000) {
			m.below[bad][l] = uint16(len(m.valid[bad]))
			if uint64(m.low[l]) != bad {
				m.valid[bad] = append(m.valid[bad], uint16(l))
			}
		}
	}
	for bad := range uint8(11) {
		for h := range 1000 {
			m.start[bad][h+1] = m.start[bad][h] + uint32(len(m.valid[m.ending(bad, h)]))
		}
	}
	return m
})

// ending is the residue that the last three digits must avoid after the middle three h.
func (m *million) ending(bad uint8, h int) uint8 { return (bad + 11 - m.high[h]) % 11 }

// count is how many of the million stems are valid.
func (m *million) count(bad uint8) int { return int(m.start[bad][1000]) }

// pick is the r-th valid ending of six digits, from 0.
func (m *million) pick(bad uint8, r int) int {
	h := min(r*1000/m.count(bad), 999)
	for r < int(m.start[bad][h]) {
		h--
	}
	for r >= int(m.start[bad][h+1]) {
		h++
	}
	return h*1000 + int(m.valid[m.ending(bad, h)][r-int(m.start[bad][h])])
}

// rank is the inverse of pick for an ending that is valid.
func (m *million) rank(bad uint8, six int) int {
	h, l := six/1000, six%1000
	return int(m.start[bad][h]) + int(m.below[m.ending(bad, h)][l])
}

// badFor is the residue that the last six digits must avoid after a prefix of three digits.
func (m *million) badFor(prefix int) uint8 { return (12 - m.first[prefix]) % 11 }

// check is the check digit of a stem of nine digits; ok is false for a stem that has none. It is checkDigit by table.
func (m *million) check(stem uint64) (digit uint64, ok bool) {
	sum := (uint64(m.first[stem/1_000_000]) + uint64(m.high[stem/1000%1000]) + uint64(m.low[stem%1000])) % 11
	return (11 - sum) % 11, sum != 1
}
