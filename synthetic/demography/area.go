package demography

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// ErrArea is wrapped by the errors of NewCountryOf.
var ErrArea = errors.New("no such area")

// NewCountryOf is NewCountry for an area: "england" or nothing; a region by its name or ONS code, such as "London" or
// "E12000007"; or the codes of a few practices with commas between, whose patients everybody then is. In an area, people and
// practices are as they are all over England, but nobody lives elsewhere. Person i of an area is not person i of England.
func NewCountryOf(seed uint64, asOf time.Time, numbers *nhs.Numbering, area string) (*Country, error) {
	in, err := parseArea(load(), area)
	if err != nil {
		return nil, err
	}
	return newCountry(seed, asOf, numbers, in), nil
}

// Neighbourhood reports whether an area is one of practices, not of regions.
func Neighbourhood(area string) bool {
	return strings.HasPrefix(strings.ToUpper(strings.TrimSpace(area)), practicePrefix)
}

// parseArea says which practices serve an area, as a test of their number.
func parseArea(e *england, area string) (func(practice int) bool, error) {
	word := strings.ToLower(strings.TrimSpace(area))
	if word == "" || word == "england" {
		return func(int) bool { return true }, nil
	}
	if Neighbourhood(area) {
		return parsePractices(area)
	}
	known := []string{"england"}
	for i := range e.regions {
		g := &e.regions[i]
		if word == strings.ToLower(g.name) || word == strings.ToLower(g.code) {
			return func(n int) bool { return n >= g.before && n < g.before+g.many }, nil
		}
		known = append(known, strings.ToLower(g.name), g.code)
	}
	if meant := near.Word(word, known); meant != "" {
		return nil, fmt.Errorf("%w: %q, did you mean %q", ErrArea, area, meant)
	}
	return nil, fmt.Errorf("%w: %q, want england, a region such as london or E12000007, or practice codes such as ZX0412,ZX0413", ErrArea, area)
}

func parsePractices(area string) (func(practice int) bool, error) {
	var of []int
	for word := range strings.SplitSeq(area, ",") {
		code := nhs.ODS(strings.ToUpper(strings.TrimSpace(word)))
		n, ok := practiceNumber(code)
		if !ok {
			return nil, fmt.Errorf("%w: no practice %q, want codes from %s to %s", ErrArea, code, practiceCode(0), practiceCode(practices-1))
		}
		of = append(of, n)
	}
	slices.Sort(of)
	return func(n int) bool {
		_, ok := slices.BinarySearch(of, n)
		return ok
	}, nil
}
