package nhs

import (
	"errors"
	"fmt"
	"strconv"
)

// Number is a ten-digit NHS number, check digit included. The zero value is no number.
type Number uint64

// ErrNumber is wrapped by the errors of ParseNumber.
var ErrNumber = errors.New("not an NHS number")

// ParseNumber reads ten digits, with or without the usual spaces or hyphens ("999 000 0018"), and checks the last one.
func ParseNumber(s string) (Number, error) {
	var n uint64
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if digits++; digits > 10 {
				return 0, fmt.Errorf("%w: %q has more than ten digits", ErrNumber, clip(s))
			}
			n = n*10 + uint64(c-'0')
		case (c == ' ' || c == '-') && digits > 0 && i < len(s)-1:
		default:
			return 0, fmt.Errorf("%w: %q holds %q at byte %d", ErrNumber, clip(s), c, i)
		}
	}
	if digits != 10 {
		return 0, fmt.Errorf("%w: %q has %d digits, want ten", ErrNumber, clip(s), digits)
	}
	if !Number(n).Valid() {
		return 0, fmt.Errorf("%w: the check digit of %q is wrong", ErrNumber, clip(s))
	}
	return Number(n), nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// String is the ten digits without spaces, as FHIR carries them.
func (n Number) String() string {
	s := strconv.FormatUint(uint64(n), 10)
	for len(s) < 10 {
		s = "0" + s
	}
	return s
}

// Spaced is the number as people read it: three, three and four digits.
func (n Number) Spaced() string {
	s := n.String()
	return s[:3] + " " + s[3:6] + " " + s[6:]
}

// Valid reports whether the last digit is the modulus-11 check digit of the first nine (NHS Data Dictionary, NHS NUMBER).
// It says nothing about whether the number was ever issued.
func (n Number) Valid() bool {
	if n == 0 || n > 9_999_999_999 {
		return false
	}
	check, ok := checkDigit(uint64(n) / 10)
	return ok && check == uint64(n)%10
}

// checkDigit of a stem of nine digits; ok is false for the one stem in eleven that has none.
func checkDigit(stem uint64) (digit uint64, ok bool) {
	switch s := weigh(stem, 2) % 11; s {
	case 0:
		return 0, true
	case 1:
		return 0, false
	default:
		return 11 - s, true
	}
}

// weigh sums the digits of v times weights that grow from the last digit on.
func weigh(v, weight uint64) uint64 {
	var sum uint64
	for ; v > 0; v /= 10 {
		sum += v % 10 * weight
		weight++
	}
	return sum
}
