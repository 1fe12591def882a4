package hazard

import (
	"bytes"
	_ "embed" // the declared mappings
	"fmt"
	"io"
	"slices"
	"strconv"
)

//go:embed data/likelihood_mapping.csv
var shippedMappings []byte

// Band gives a likelihood to every upper bound from Lower up to but not including Upper, as fractions.
type Band struct {
	Likelihood string  `json:"likelihood"`
	Lower      float64 `json:"lower"`
	Upper      float64 `json:"upper"`
}

// Mapping declares which upper bound on the rate per exposure is called by which likelihood.
type Mapping struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Bands  []Band `json:"bands"` // rarest first, without gaps from 0 to 1
	Source string `json:"source"`
}

// Mappings are the shipped declarations: the conservative default first, then the literal reading of the guidance.
func Mappings() ([]Mapping, error) { return ReadMappings(bytes.NewReader(shippedMappings)) }

// ReadMappings reads declarations from CSV with the columns of data/likelihood_mapping.csv, in the order in which
// they first occur. Bands must cover 0 to 1 without gap or overlap.
func ReadMappings(r io.Reader) ([]Mapping, error) {
	rows, err := readTable(r, "mapping", "title", "likelihood", "lower", "upper", "clean_runs_at_95", "source")
	if err != nil {
		return nil, fmt.Errorf("read likelihood mappings: %w", err)
	}
	var out []Mapping
	for i, row := range rows {
		lower, errLower := strconv.ParseFloat(row["lower"], 64)
		upper, errUpper := strconv.ParseFloat(row["upper"], 64)
		if errLower != nil || errUpper != nil || !(lower < upper) {
			return nil, fmt.Errorf("read likelihood mappings: row %d: band %q to %q: two rising fractions are wanted", i+2, row["lower"], row["upper"])
		}
		at := slices.IndexFunc(out, func(m Mapping) bool { return m.ID == row["mapping"] })
		if at < 0 {
			at = len(out)
			out = append(out, Mapping{ID: row["mapping"], Title: row["title"], Source: row["source"]})
		}
		out[at].Bands = append(out[at].Bands, Band{Likelihood: row["likelihood"], Lower: lower, Upper: upper})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read likelihood mappings: there are none")
	}
	for _, m := range out {
		end := 0.0
		for _, b := range m.Bands {
			if b.Lower != end {
				return nil, fmt.Errorf("read likelihood mappings: %s: band %s begins at %v, the one before ends at %v", m.ID, b.Likelihood, b.Lower, end)
			}
			end = b.Upper
		}
		if end != 1 {
			return nil, fmt.Errorf("read likelihood mappings: %s: the bands end at %v, not at 1", m.ID, end)
		}
	}
	return out, nil
}

// Likelihood is the code whose band holds the upper bound. A bound of exactly 1 belongs to the last band.
func (m Mapping) Likelihood(bound float64) string {
	for _, b := range m.Bands {
		if bound < b.Upper {
			return b.Likelihood
		}
	}
	return m.Bands[len(m.Bands)-1].Likelihood
}
