package hazard

import (
	"bytes"
	_ "embed" // the default scheme
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// DefaultScheme is the id of the embedded scheme.
const DefaultScheme = "nhs-ig-v3.2"

//go:embed data/nhs-ig-v3.2.csv
var nhsScheme []byte

// Category is one step of a scale, such as the likelihood "low" or the severity "major".
type Category struct {
	Code  string `json:"code"`
	Rank  int    `json:"rank"` // 1 is the mildest
	Label string `json:"label"`
	Text  string `json:"text,omitempty"`
}

// Harm is one clause of a severity: that much harm to that many patients is this severity.
type Harm struct {
	Severity string `json:"severity"`
	Several  bool   `json:"several"` // more than one patient
	Text     string `json:"text"`
}

// Stance says what a risk level asks of the people who own the hazard.
type Stance struct {
	Level int    `json:"level"` // 1 to 5
	Code  string `json:"code"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Scheme is a declared way to score risk: two scales, a table and what each level asks for.
type Scheme struct {
	ID          string     `json:"id"`
	Likelihoods []Category `json:"likelihoods"` // most likely first
	Severities  []Category `json:"severities"`  // mildest first
	Harms       []Harm     `json:"harms"`
	Cells       [][]int    `json:"cells"` // [likelihood][severity] in the order of the two scales
	Stances     []Stance   `json:"stances"`
	Source      string     `json:"source"`
}

// NHS is the embedded default, id nhs-ig-v3.2.
func NHS() (Scheme, error) { return ReadScheme(bytes.NewReader(nhsScheme), DefaultScheme) }

// ReadScheme reads a scheme from CSV with the columns of data/nhs-ig-v3.2.csv. Every pair of a likelihood and a
// severity must have exactly one level.
func ReadScheme(r io.Reader, id string) (Scheme, error) {
	rows, err := readTable(r, "kind", "code", "rank", "label", "likelihood", "severity", "level", "patients", "text", "source")
	if err != nil {
		return Scheme{}, fmt.Errorf("read scheme %s: %w", id, err)
	}
	s := Scheme{ID: id}
	levels := map[[2]string]int{}
	for i, row := range rows {
		if err := s.take(row, levels); err != nil {
			return Scheme{}, fmt.Errorf("read scheme %s: row %d: %w", id, i+2, err)
		}
	}
	slices.SortStableFunc(s.Likelihoods, func(a, b Category) int { return b.Rank - a.Rank })
	slices.SortStableFunc(s.Severities, func(a, b Category) int { return a.Rank - b.Rank })
	slices.SortStableFunc(s.Stances, func(a, b Stance) int { return b.Level - a.Level })
	if len(s.Likelihoods) == 0 || len(s.Severities) == 0 {
		return Scheme{}, fmt.Errorf("read scheme %s: it names no likelihoods or no severities", id)
	}
	for _, l := range s.Likelihoods {
		line := make([]int, 0, len(s.Severities))
		for _, v := range s.Severities {
			level, ok := levels[[2]string{l.Code, v.Code}]
			if !ok {
				return Scheme{}, fmt.Errorf("read scheme %s: no level for likelihood %s with severity %s", id, l.Code, v.Code)
			}
			line = append(line, level)
		}
		s.Cells = append(s.Cells, line)
	}
	if len(levels) != len(s.Likelihoods)*len(s.Severities) {
		return Scheme{}, fmt.Errorf("read scheme %s: a cell names a likelihood or severity that the scales lack", id)
	}
	return s, nil
}

func (s *Scheme) take(row map[string]string, levels map[[2]string]int) error {
	if s.Source == "" {
		s.Source = row["source"]
	}
	switch row["kind"] {
	case "likelihood", "severity":
		return s.takeCategory(row)
	case "cell":
		level, err := levelOf(row["level"])
		if err != nil {
			return err
		}
		key := [2]string{row["likelihood"], row["severity"]}
		if _, twice := levels[key]; twice {
			return fmt.Errorf("second level for likelihood %s with severity %s", key[0], key[1])
		}
		levels[key] = level
	case "acceptability":
		level, err := levelOf(row["level"])
		if err != nil {
			return err
		}
		s.Stances = append(s.Stances, Stance{Level: level, Code: row["code"], Label: row["label"], Text: row["text"]})
	default:
		return fmt.Errorf("kind %q: it must be likelihood, severity, cell or acceptability", row["kind"])
	}
	return nil
}

func (s *Scheme) takeCategory(row map[string]string) error {
	rank, err := strconv.Atoi(row["rank"])
	if err != nil || rank < 1 {
		return fmt.Errorf("rank %q: it must be a whole number from 1", row["rank"])
	}
	c := Category{Code: row["code"], Rank: rank, Label: row["label"], Text: row["text"]}
	if row["kind"] == "likelihood" {
		s.Likelihoods = append(s.Likelihoods, c)
		return nil
	}
	s.Harms = append(s.Harms, Harm{Severity: c.Code, Several: row["patients"] == "several", Text: c.Text})
	if !slices.ContainsFunc(s.Severities, func(have Category) bool { return have.Code == c.Code }) {
		c.Text = "" // a severity has several clauses; they are in Harms
		s.Severities = append(s.Severities, c)
	}
	return nil
}

// Level looks up the risk level, 1 to 5, of a likelihood code with a severity code.
func (s Scheme) Level(likelihood, severity string) (int, error) {
	l := slices.IndexFunc(s.Likelihoods, func(c Category) bool { return c.Code == likelihood })
	if l < 0 {
		return 0, fmt.Errorf("likelihood %q is not in scheme %s", likelihood, s.ID)
	}
	v := slices.IndexFunc(s.Severities, func(c Category) bool { return c.Code == severity })
	if v < 0 {
		return 0, fmt.Errorf("severity %q is not in scheme %s", severity, s.ID)
	}
	return s.Cells[l][v], nil
}

// levelIfSet is Level, or 0 while people have not set one of the two.
func (s Scheme) levelIfSet(likelihood, severity string) (int, error) {
	if likelihood == "" || severity == "" {
		return 0, nil
	}
	return s.Level(likelihood, severity)
}

// Label is how a code of either scale is written for people; an unknown code comes back as it is.
func (s Scheme) Label(code string) string {
	for _, c := range slices.Concat(s.Likelihoods, s.Severities) {
		if c.Code == code {
			return c.Label
		}
	}
	return code
}

// Stance says what a level asks for; the zero Stance if the scheme does not say.
func (s Scheme) Stance(level int) Stance {
	for _, a := range s.Stances {
		if a.Level == level {
			return a
		}
	}
	return Stance{}
}

func (s Scheme) likelihoodRank(code string) int {
	for _, c := range s.Likelihoods {
		if c.Code == code {
			return c.Rank
		}
	}
	return 0
}

func levelOf(text string) (int, error) {
	level, err := strconv.Atoi(text)
	if err != nil || level < 1 || level > 5 {
		return 0, fmt.Errorf("level %q: it must be 1 to 5", text)
	}
	return level, nil
}

// readTable reads a CSV file whose first row names exactly the wanted columns.
func readTable(r io.Reader, columns ...string) ([]map[string]string, error) {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("its first row: %w", err)
	}
	if !slices.Equal(head, columns) {
		return nil, fmt.Errorf("its columns are %v, they must be %v", head, columns)
	}
	var rows []map[string]string
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := make(map[string]string, len(columns))
		for i, c := range columns {
			row[c] = record[i]
		}
		rows = append(rows, row)
	}
}
