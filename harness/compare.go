package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sandpiper/harness/trace"
)

// Difference is one way in which two run directories disagree, wall-time figures aside.
type Difference struct {
	File  string `json:"file"`            // path within the run directory
	Run   string `json:"run,omitempty"`   // id of the run, in a trace
	Event int    `json:"event,omitempty"` // sequence number in the run, in a trace
	What  string `json:"what"`            // in a sentence, with what was there and what is there now
}

// String is the difference on one line.
func (d Difference) String() string {
	var b strings.Builder
	b.WriteString(d.File)
	if d.Run != "" {
		fmt.Fprintf(&b, ", run %s, event %d", d.Run, d.Event)
	}
	return b.String() + ": " + d.What
}

// Compare says exactly in what the run directory now differs from the run directory was: in run.json, in the copies of the
// scenarios, in the findings, and in each trace the first event of each run that is not the same. Fields under "wall" and
// timing.json are left aside. At most most differences are listed (0: all).
func Compare(was, now string, most int) ([]Difference, error) {
	files, err := shared(was, now)
	if err != nil {
		return nil, fmt.Errorf("compare %s with %s: %w", now, was, err)
	}
	var out []Difference
	add := func(d Difference) bool {
		out = append(out, d)
		return most == 0 || len(out) < most
	}
	for _, f := range files {
		if strings.HasPrefix(f, "trace/") {
			err = compareTraces(was, now, f, add)
		} else {
			err = compareBytes(was, now, f, add)
		}
		if errors.Is(err, errEnough) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("compare %s with %s: %w", now, was, err)
		}
	}
	return out, nil
}

var errEnough = errors.New("enough differences")

// shared lists what two directories should have in common.
func shared(dirs ...string) ([]string, error) {
	seen := map[string]bool{"run.json": true, "findings.json": true}
	for _, dir := range dirs {
		for _, pattern := range []string{"scenarios/*", "trace/*.jsonl", "*.yaml"} {
			paths, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				return nil, err
			}
			for _, p := range paths {
				rel, err := filepath.Rel(dir, p)
				if err != nil {
					return nil, err
				}
				seen[filepath.ToSlash(rel)] = true
			}
		}
	}
	files := sortedKeys(seen)
	slices.SortStableFunc(files, func(a, b string) int { return rank(a) - rank(b) })
	return files, nil
}

// rank puts causes before effects: what was played, then what happened, then what was made of it.
func rank(file string) int {
	switch {
	case strings.HasPrefix(file, "trace/"):
		return 1
	case file == "findings.json":
		return 2
	}
	return 0
}

func compareBytes(was, now, file string, add func(Difference) bool) error {
	a, errA := os.ReadFile(filepath.Join(was, file))
	b, errB := os.ReadFile(filepath.Join(now, file))
	d := Difference{File: file}
	switch {
	case errors.Is(errA, os.ErrNotExist) && errors.Is(errB, os.ErrNotExist):
		return nil
	case errors.Is(errA, os.ErrNotExist):
		d.What = "was not there before"
	case errors.Is(errB, os.ErrNotExist):
		d.What = "is not there now"
	case errA != nil || errB != nil:
		return errors.Join(errA, errB)
	case bytes.Equal(a, b):
		return nil
	default:
		d.What = firstLine(a, b)
	}
	if !add(d) {
		return errEnough
	}
	return nil
}

// firstLine says where two texts part.
func firstLine(a, b []byte) string {
	la, lb := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range max(len(la), len(lb)) {
		var x, y []byte
		if i < len(la) {
			x = la[i]
		}
		if i < len(lb) {
			y = lb[i]
		}
		if !bytes.Equal(x, y) {
			return fmt.Sprintf("line %d was %q, is %q", i+1, clip(string(x), 120), clip(string(y), 120))
		}
	}
	return "differs"
}

func compareTraces(was, now, file string, add func(Difference) bool) error {
	a, errA := os.Open(filepath.Join(was, file))
	b, errB := os.Open(filepath.Join(now, file))
	defer func() {
		for _, f := range []*os.File{a, b} {
			if f != nil {
				_ = f.Close() // only read from
			}
		}
	}()
	if errA != nil || errB != nil {
		return compareBytes(was, now, file, add)
	}
	ra, rb := trace.NewReader(a, filepath.Join(was, file)), trace.NewReader(b, filepath.Join(now, file))
	for {
		x, errX := ra.Next()
		y, errY := rb.Next()
		endX, endY := errors.Is(errX, io.EOF), errors.Is(errY, io.EOF)
		switch {
		case endX && endY:
			return nil
		case endX && errY == nil:
			add(Difference{File: file, Run: y.ID, What: "the run was not played before"})
			return nil
		case endY && errX == nil:
			add(Difference{File: file, Run: x.ID, What: "the run is not played now"})
			return nil
		case errX != nil && !endX || errY != nil && !endY:
			return errors.Join(errX, errY)
		}
		if d, same := compareRuns(x, y); !same {
			if d.File = file; !add(d) {
				return errEnough
			}
		}
	}
}

// compareRuns finds the first event in which two plays of a run part. What follows it differs in consequence.
func compareRuns(x, y *trace.Run) (Difference, bool) {
	d := Difference{Run: y.ID}
	if x.ID != y.ID {
		d.What = fmt.Sprintf("was run %s", x.ID)
		return d, false
	}
	for i := range max(len(x.Events), len(y.Events)) {
		d.Event = i
		switch {
		case i >= len(x.Events):
			d.What = fmt.Sprintf("a further event: %s %s", y.Events[i].Kind, clip(string(y.Events[i].Body), 200))
			return d, false
		case i >= len(y.Events):
			d.What = fmt.Sprintf("the event is missing: %s %s", x.Events[i].Kind, clip(string(x.Events[i].Body), 200))
			return d, false
		case x.Events[i].Hash == y.Events[i].Hash:
			continue
		}
		a, b := &x.Events[i], &y.Events[i]
		if a.Kind != b.Kind || a.Step != b.Step || !a.At.Equal(b.At) {
			d.What = fmt.Sprintf("was %s of step %q at %s, is %s of step %q at %s", a.Kind, a.Step, a.At.Format("15:04:05"), b.Kind, b.Step, b.At.Format("15:04:05"))
			return d, false
		}
		d.What = fmt.Sprintf("%s of step %q: %s", a.Kind, a.Step, changes(a.Body, b.Body))
		return d, false
	}
	return d, true
}

// clip shortens text for a message, between characters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most] + "…"
}
