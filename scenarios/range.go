package scenarios

import (
	"fmt"
	"strconv"
	"strings"
)

// Range is a range of whole numbers, both ends included: 34..79, or one number.
type Range struct {
	Min, Max int
	set      bool
}

// NewRange makes a range; min must not be above max.
func NewRange(low, high int) Range { return Range{Min: low, Max: high, set: true} }

// IsZero reports that no range was written.
func (r Range) IsZero() bool { return !r.set }

// Holds reports whether n is in the range. Everything is in a range that was not written.
func (r Range) Holds(n int) bool { return !r.set || n >= r.Min && n <= r.Max }

// String is the form in the file.
func (r Range) String() string {
	if r.Min == r.Max {
		return strconv.Itoa(r.Min)
	}
	return fmt.Sprintf("%d..%d", r.Min, r.Max)
}

// ParseRange reads 34..79 or 34.
func ParseRange(s string) (Range, error) {
	low, high, two := strings.Cut(s, "..")
	if !two {
		high = low
	}
	a, errLow := strconv.ParseUint(low, 10, 16)
	b, errHigh := strconv.ParseUint(high, 10, 16)
	if errLow != nil || errHigh != nil {
		return Range{}, fmt.Errorf("%q is not a range such as 34..79, nor a whole number", s)
	}
	if a > b {
		return Range{}, fmt.Errorf("%q runs backwards; write %d..%d", s, b, a)
	}
	return NewRange(int(a), int(b)), nil
}

// Words is a word or a list of words.
type Words []string
