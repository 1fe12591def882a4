package realism

import (
	"encoding/json"
	"math"
	"time"

	"sandpiper/synthetic"
)

// Board is a population held against published figures.
type Board struct {
	Recipe synthetic.Recipe `json:"recipe"`
	Date   time.Time        `json:"date"`   // the day that the people were looked at on
	People int              `json:"people"` // alive on that day, measured
	Lives  int              `json:"lives"`  // followed to their end, those born later among them
	Limits []string         `json:"limits"` // what the figures cannot show
	Rows   []Row            `json:"rows"`   // in the order of the scoreboard
	Faults []Finding        `json:"faults"` // what clinical logic was broken, by kind; empty if none was
	Series []Series         `json:"series"` // what the plots are drawn from
}

// Standing is how a row's figure compares with its target.
type Standing string

// The standings. Shown is for figures without a target; Explained is for a figure that misses its target and a reason given,
// and for rows whose subject has no figure; Elsewhere is for figures that this pass cannot take.
const (
	Met       Standing = "met"
	NotMet    Standing = "not met"
	Explained Standing = "explained"
	Elsewhere Standing = "not measured here"
	Shown     Standing = "shown"
)

// Row is one figure of the board.
type Row struct {
	ID        string   `json:"id"`   // of the scoreboard, "P7"
	Part      string   `json:"part"` // which of several figures of that ID, "men"; empty if there is one
	Metric    string   `json:"metric"`
	Unit      string   `json:"unit"`
	Published Figure   `json:"published"`
	Ours      Figure   `json:"ours"`
	Low       Figure   `json:"low"` // 95 % interval of Ours from sampling people; unknown where it has no meaning
	High      Figure   `json:"high"`
	Noise     Figure   `json:"noise"`   // what sampling alone would make of Ours if every rate were exactly as published; for sums of absolute errors
	Synthea   Figure   `json:"synthea"` // measured on England's ages, one seed, 4,000 people
	Target    Target   `json:"target"`
	Met       Standing `json:"met"`
	Note      string   `json:"note"`
	Source    string   `json:"source"`
	Status    string   `json:"status"` // how sure the published figure is: verified, recalled, tolerance ours …

	without Standing // how it stands without a figure, or missing its target, for the reason in because
	because string
}

// Name is the row's ID with its part, "P7 men".
func (r *Row) Name() string {
	if r.Part == "" {
		return r.ID
	}
	return r.ID + " " + r.Part
}

// Error is the standard error of Ours, 0 if it has none.
func (r *Row) Error() float64 {
	if !r.Low.Known() || !r.High.Known() {
		return 0
	}
	return float64(r.High-r.Low) / (2 * normal95)
}

// Row finds a figure by ID and part.
func (b *Board) Row(id, part string) (Row, bool) {
	for _, r := range b.Rows {
		if r.ID == id && r.Part == part {
			return r, true
		}
	}
	return Row{}, false
}

// Find is the series of an ID.
func (b *Board) Find(series string) (Series, bool) {
	for _, s := range b.Series {
		if s.ID == series {
			return s, true
		}
	}
	return Series{}, false
}

// Count is how many rows stand so.
func (b *Board) Count(s Standing) (n int) {
	for i := range b.Rows {
		if b.Rows[i].Met == s {
			n++
		}
	}
	return n
}

// Figure is a number that may be unknown, NaN in Go and null in JSON.
type Figure float64

// Unknown is the figure that nobody knows.
func Unknown() Figure { return Figure(math.NaN()) }

// Known reports whether there is a number.
func (f Figure) Known() bool { return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0) }

// MarshalJSON writes the number to six decimal places, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if !f.Known() {
		return []byte("null"), nil
	}
	return json.Marshal(math.Round(float64(f)*1e6) / 1e6)
}

// UnmarshalJSON reads a number or null.
func (f *Figure) UnmarshalJSON(text []byte) error {
	var v *float64
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	if *f = Unknown(); v != nil {
		*f = Figure(*v)
	}
	return nil
}
