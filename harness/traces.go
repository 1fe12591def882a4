package harness

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sandpiper/harness/judge"
	"sandpiper/harness/trace"
	"sandpiper/scenarios"
)

// sortTraces writes trace/<slug>.jsonl of every scenario out of the journal.
func (c *Campaign) sortTraces(journal *Journal, acts []*act) error {
	for _, a := range acts {
		if err := sortTrace(journal, a.stage.slug, filepath.Join(c.Dir, traceDir, a.stage.slug+".jsonl"), len(a.parts)); err != nil {
			return err
		}
	}
	return nil
}

func sortTrace(journal *Journal, slug, name string, want int) (err error) {
	f, err := os.Create(name + ".part")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if errClose := f.Close(); err == nil && errClose != nil {
			err = fmt.Errorf("write %s: %w", name, errClose)
		}
		if err == nil {
			err = os.Rename(name+".part", name)
		}
	}()
	out := bufio.NewWriterSize(f, 1<<20)
	runs, err := journal.CopySorted(out, slug)
	if err != nil {
		return err
	}
	if runs != want {
		return fmt.Errorf("write %s: the journal holds %d of %d runs", name, runs, want)
	}
	if err := errors.Join(out.Flush(), f.Sync()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// judgeAll judges the traces as they lie in the directory: what is judged is what a stranger will read. Scenarios are judged
// side by side; each gives the same whatever the others do.
func (c *Campaign) judgeAll(acts []*act) ([]judge.Outcome, error) {
	out := make([]judge.Outcome, len(acts))
	var group errgroup.Group
	group.SetLimit(max(1, c.Workers))
	for i, a := range acts {
		group.Go(func() (err error) {
			out[i], a.measures, err = judgeTrace(a.stage.scenario, a.stage.digest, filepath.Join(c.Dir, traceDir, a.stage.slug+".jsonl"))
			return err
		})
	}
	return out, group.Wait()
}

func judgeTrace(s *scenarios.Scenario, digest, name string) (judge.Outcome, []judge.Measurement, error) {
	f, err := os.Open(name)
	if err != nil {
		return judge.Outcome{}, nil, fmt.Errorf("judge %s: %w", s.ID, err)
	}
	defer func() { _ = f.Close() }() // only read from
	return judge.Judge(s, digest, trace.NewReader(f, name).Runs())
}

// Timing is timing.json: every figure that belongs to the machine and not to the product's behaviour.
type Timing struct {
	TookMS   int64               `json:"took_ms"`
	Workers  int                 `json:"workers"`
	Runs     int                 `json:"runs"`
	Resumed  int                 `json:"resumed"`
	Finished time.Time           `json:"finished"`
	Measures []judge.Measurement `json:"measures"`
}

func (c *Campaign) writeTiming(res *Result, acts []*act) error {
	t := Timing{TookMS: res.Took.Milliseconds(), Workers: max(1, c.Workers), Runs: res.Runs, Resumed: res.Resumed, Finished: c.Env.Wall().UTC(),
		Measures: []judge.Measurement{}}
	for _, a := range acts {
		t.Measures = append(t.Measures, a.measures...)
	}
	text, err := pretty(t)
	if err != nil {
		return fmt.Errorf("write %s: %w", timingName, err)
	}
	return writeFile(filepath.Join(c.Dir, timingName), text)
}

// Rejudge judges the recorded runs of a directory again, from its own copies of the scenarios and its traces. Nothing is played and
// nothing is written. Equal outcomes mean that the findings in the directory follow from its traces.
func Rejudge(dir string) ([]judge.Outcome, error) {
	f, err := ReadRunFile(dir)
	if err != nil {
		return nil, err
	}
	out := []judge.Outcome{}
	for _, sf := range f.Scenarios {
		name := filepath.Join(dir, filepath.FromSlash(sf.File))
		s, err := scenarios.Load(name)
		if err != nil {
			return nil, fmt.Errorf("judge again: %w", err)
		}
		if got := digestOf(s.Text()); got != sf.SHA256 {
			return nil, fmt.Errorf("judge again: %s is not the scenario that was played: its digest is %.12s…, that was %.12s…", sf.File, got, sf.SHA256)
		}
		o, _, err := judgeTrace(s, sf.SHA256, filepath.Join(dir, filepath.FromSlash(sf.Trace)))
		if err != nil {
			return nil, err
		}
		if len(o.Runs) != sf.Runs {
			return nil, fmt.Errorf("judge again: %s holds %d of %d runs", sf.Trace, len(o.Runs), sf.Runs)
		}
		out = append(out, o)
	}
	return out, nil
}
