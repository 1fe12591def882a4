package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sandpiper/harness/judge"
	"sandpiper/scenarios"
)

// Audit judges everything in a run directory again, without the product, and fails unless the directory says the same: the copies
// are those that run.json names, findings.json follows from the traces, for the product and for each seeded bug, and
// kill-matrix.json follows from those findings. It returns the product's own outcomes. Nothing is written.
func Audit(dir string) ([]judge.Outcome, error) {
	honest, err := auditOne(dir)
	if err != nil {
		return nil, err
	}
	was, err := ReadKillMatrix(dir)
	if err != nil || was == nil {
		return honest, err
	}
	file, err := scenarios.LoadProduct(os.DirFS(dir), "product.yaml")
	if err != nil {
		return nil, fmt.Errorf("audit the kill matrix: %w", err)
	}
	now := NewKillMatrix(honest)
	for i := range file.Variants {
		v := &file.Variants[i]
		bugged, err := auditOne(filepath.Join(dir, variantDir, slugOf(v.Bug)))
		if err != nil {
			return nil, fmt.Errorf("audit the bug %s: %w", v.Bug, err)
		}
		now.Add(v, honest, bugged)
	}
	if err := same(now, was, matrixName, "the findings about the seeded bugs"); err != nil {
		return nil, err
	}
	return honest, nil
}

// auditOne is Audit of one campaign's directory, its variants left aside.
func auditOne(dir string) ([]judge.Outcome, error) {
	run, err := ReadRunFile(dir)
	if err != nil {
		return nil, err
	}
	for _, c := range run.Copies {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.File)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is gone; the campaign was played with it", c.File)
		}
		if err != nil {
			return nil, err
		}
		if got := digestOf(text); got != c.SHA256 {
			return nil, fmt.Errorf("%s is not the file that was played with: its digest is %.12s…, that was %.12s…", c.File, got, c.SHA256)
		}
	}
	was, err := ReadFindings(dir)
	if err != nil {
		return nil, err
	}
	outcomes, err := Rejudge(dir)
	if err != nil {
		return nil, err
	}
	return outcomes, same(outcomes, was.Outcomes, findingsName, "the recorded traces")
}

// same fails unless two values have the same canonical form.
func same(now, was any, file, source string) error {
	a, err := pretty(now)
	if err != nil {
		return err
	}
	b, err := pretty(was)
	if err != nil {
		return err
	}
	if !bytes.Equal(a, b) {
		return fmt.Errorf("%s does not follow from %s: %s", file, source, firstLine(b, a))
	}
	return nil
}
