package harness

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/harness/trace"
	"sandpiper/synthetic"
)

// Names in a run directory.
const (
	runName      = "run.json"
	journalName  = "journal.jsonl"
	findingsName = "findings.json"
	timingName   = "timing.json"
	matrixName   = "kill-matrix.json"
	traceDir     = "trace"
	scenarioDir  = "scenarios"
	variantDir   = "variants"
)

// Tool is which Sandpiper played.
type Tool struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Go       string `json:"go"`
	Revision string `json:"revision,omitempty"`
}

// RunFile is run.json: all that decides what a campaign comes to, and nothing that does not. The number of workers and the time of
// day are no part of it.
type RunFile struct {
	Format    int              `json:"format"` // 1
	Tool      Tool             `json:"tool"`
	Recipe    synthetic.Recipe `json:"recipe"`
	Seed      uint64           `json:"seed"`
	People    int              `json:"people"` // most people of any sample; 0 for as many as each scenario asks for
	TimeoutMS int64            `json:"timeout_ms"`
	Pack      string           `json:"pack,omitempty"`
	Product   product.Identity `json:"product"`
	Scenarios []ScenarioFile   `json:"scenarios"` // in the order of playing
	Copies    []CopyFile       `json:"copies"`    // sorted by path
}

// ScenarioFile is one scenario of a campaign.
type ScenarioFile struct {
	ID     string `json:"id"`
	File   string `json:"file"`  // in the run directory
	Trace  string `json:"trace"` // in the run directory
	SHA256 string `json:"sha256"`
	Runs   int    `json:"runs"`
}

// CopyFile is a file that was kept.
type CopyFile struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// prepare makes the directory, and refuses one that holds a campaign unless that is to be resumed.
func (c *Campaign) prepare() error {
	for _, d := range []string{"", scenarioDir, traceDir} {
		if err := os.MkdirAll(filepath.Join(c.Dir, d), 0o755); err != nil {
			return fmt.Errorf("make the run directory: %w", err)
		}
	}
	_, err := os.Stat(filepath.Join(c.Dir, runName))
	switch {
	case err == nil && !c.Resume:
		return fmt.Errorf("%w: %s; resume it, or choose another directory", ErrOccupied, c.Dir)
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("look into the run directory: %w", err)
	}
	if _, err := os.Stat(filepath.Join(c.Dir, findingsName)); err == nil && c.Resume {
		return fmt.Errorf("%w: %s is finished, there is nothing to resume", ErrOccupied, c.Dir)
	}
	return nil
}

// writeRunFile writes run.json and the copies, or, in a directory that is resumed, makes sure that it is the same campaign.
func (c *Campaign) writeRunFile(identity product.Identity, acts []*act) error {
	f := RunFile{Format: 1, Tool: c.Tool, Recipe: c.Population.Recipe(), Seed: c.Seed, People: c.People, TimeoutMS: c.Timeout.Milliseconds(),
		Product: identity, Scenarios: []ScenarioFile{}, Copies: []CopyFile{}}
	if c.Pack != nil {
		f.Pack = c.Pack.ID
	}
	files := map[string][]byte{}
	for _, a := range acts {
		name := path.Join(scenarioDir, copyName(a.stage, files))
		files[name] = a.stage.scenario.Text()
		f.Scenarios = append(f.Scenarios, ScenarioFile{ID: a.stage.scenario.ID, File: name, Trace: path.Join(traceDir, a.stage.slug+".jsonl"), SHA256: a.stage.digest, Runs: len(a.parts)})
	}
	for _, name := range sortedKeys(c.Copies) {
		files[name] = c.Copies[name]
		f.Copies = append(f.Copies, CopyFile{File: name, SHA256: digestOf(c.Copies[name])})
	}
	text, err := pretty(f)
	if err != nil {
		return fmt.Errorf("write %s: %w", runName, err)
	}
	if old, err := os.ReadFile(filepath.Join(c.Dir, runName)); err == nil {
		if !bytes.Equal(old, text) {
			return fmt.Errorf("%s was begun as another campaign: %s: %s", c.Dir, runName, firstLine(old, text))
		}
		return nil
	}
	for _, name := range sortedKeys(files) {
		if err := writeFile(filepath.Join(c.Dir, filepath.FromSlash(name)), files[name]); err != nil {
			return err
		}
	}
	return writeFile(filepath.Join(c.Dir, runName), text)
}

// copyName is what a scenario's copy is called: as its own file is, since findings name files, unless another has that name.
func copyName(s *stage, taken map[string][]byte) string {
	name := filepath.Base(s.scenario.Pos.File)
	if _, twice := taken[path.Join(scenarioDir, name)]; twice || s.scenario.Pos.File == "" {
		return s.slug + ".scn.yaml"
	}
	return name
}

// ReadRunFile reads run.json of a run directory.
func ReadRunFile(dir string) (*RunFile, error) {
	text, err := os.ReadFile(filepath.Join(dir, runName))
	if err != nil {
		return nil, fmt.Errorf("read the run directory: %w", err)
	}
	f := &RunFile{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, runName), err)
	}
	if f.Format != 1 {
		return nil, fmt.Errorf("read %s: format %d, this version reads 1", filepath.Join(dir, runName), f.Format)
	}
	return f, nil
}

// writeFile writes a file by way of a temporary one, so that a reader never finds half of it.
func writeFile(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	part := name + ".part"
	if err := os.WriteFile(part, text, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(part, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// pretty is canonical JSON with line ends and one space for each level: as good to compare, and people can read it.
func pretty(v any) ([]byte, error) {
	text, err := trace.Canonical(v)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", " "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func writeFindings(name string, outcomes []judge.Outcome) error {
	text, err := pretty(Findings{Format: 1, Outcomes: outcomes})
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return writeFile(name, text)
}

// Findings is findings.json.
type Findings struct {
	Format   int             `json:"format"` // 1
	Outcomes []judge.Outcome `json:"outcomes"`
}

// ReadFindings reads findings.json of a run directory.
func ReadFindings(dir string) (*Findings, error) {
	text, err := os.ReadFile(filepath.Join(dir, findingsName))
	if err != nil {
		return nil, fmt.Errorf("read the findings: %w", err)
	}
	f := &Findings{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("read %s: %w", filepath.Join(dir, findingsName), err)
	}
	return f, nil
}

// digestOf is the lower-case hex SHA-256 of a file's text.
func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// slugOf makes a scenario's id into a file name: allergy/penicillin-order-select becomes allergy-penicillin-order-select.
func slugOf(id string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_':
			return c
		case c >= 'A' && c <= 'Z':
			return c + ('a' - 'A')
		}
		return '-'
	}, id)
}
