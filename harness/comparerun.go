package harness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sandpiper/harness/trace"
)

// CompareRun says in what one run differs between two run directories, wall-time figures aside; nothing if it does not.
// Nothing else in the directories is looked at, so now may hold that run alone.
func CompareRun(was, now, id string) ([]Difference, error) {
	file, err := ReadRunFile(was)
	if err != nil {
		return nil, err
	}
	for _, s := range file.Scenarios {
		x, err := findRun(was, s.Trace, id)
		if err != nil {
			return nil, err
		}
		if x == nil {
			continue
		}
		y, err := findRun(now, s.Trace, id)
		if err != nil {
			return nil, err
		}
		if y == nil {
			return []Difference{{File: s.Trace, Run: id, What: "the run is not played now"}}, nil
		}
		if d, same := compareRuns(x, y); !same {
			d.File = s.Trace
			return []Difference{d}, nil
		}
		return nil, nil
	}
	return nil, fmt.Errorf("%s holds no run %s", was, id)
}

// findRun reads a trace up to the run with the id; nil if it has none such.
func findRun(dir, file, id string) (*trace.Run, error) {
	name := filepath.Join(dir, filepath.FromSlash(file))
	in, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := trace.NewReader(in, name)
	for {
		run, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if run.ID == id {
			return run, nil
		}
	}
}
