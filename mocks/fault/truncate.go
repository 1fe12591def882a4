package fault

import "strconv"

// Truncate sends a part of the body under the Content-Length of the whole and then cuts the connection.
type Truncate struct{ Share float64 } // of the body that is sent, 0 ≤ Share < 1

// Kind is "truncate".
func (Truncate) Kind() string { return "truncate" }

// String is "truncate 0.5".
func (t Truncate) String() string { return "truncate " + strconv.FormatFloat(t.Share, 'g', -1, 64) }

// Keep is the share of a body in whole bytes. An empty body cannot be cut.
func (t Truncate) Keep(body int) (n int, fired bool) {
	if body == 0 {
		return 0, false
	}
	return min(int(t.Share*float64(body)), body-1), true
}
