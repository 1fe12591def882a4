package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

// RunVariant plays the campaign once more with a product in which one bug is switched on, into variants/<bug> of its directory,
// with at most people of each sample (0: as in the campaign itself). What an earlier process finished there is taken as it is, and what
// it left unfinished is gone on with.
func (c *Campaign) RunVariant(ctx context.Context, v *scenarios.Variant, p product.Product, people int) (*Result, error) {
	c.stand()
	bugged := *c
	bugged.Product, bugged.Dir, bugged.Copies = p, filepath.Join(c.Dir, variantDir, slugOf(v.Bug)), nil
	if people > 0 {
		bugged.People = people
	}
	if found, err := ReadFindings(bugged.Dir); err == nil {
		return &Result{Dir: bugged.Dir, Outcomes: found.Outcomes}, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("play with the bug %s: %w", v.Bug, err)
	}
	_, err := os.Stat(filepath.Join(bugged.Dir, runName))
	bugged.Resume = err == nil
	res, err := bugged.Run(ctx)
	if err != nil {
		return nil, fmt.Errorf("play with the bug %s: %w", v.Bug, err)
	}
	return res, nil
}

// RunVariants plays every variant of the product file and writes kill-matrix.json. begin gives the product with a bug switched on;
// tell hears of each row as it is known and may be nil.
func (c *Campaign) RunVariants(ctx context.Context, honest []judge.Outcome, people int, begin func(bug string) (product.Product, error), tell func(KillRow)) (*KillMatrix, error) {
	m := NewKillMatrix(honest)
	for i := range c.File.Variants {
		v := &c.File.Variants[i]
		p, err := begin(v.Bug)
		if err != nil {
			return nil, err
		}
		res, err := c.RunVariant(ctx, v, p, people)
		if err != nil {
			return nil, err
		}
		if row := m.Add(v, honest, res.Outcomes); tell != nil {
			tell(row)
		}
	}
	text, err := pretty(m)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", matrixName, err)
	}
	return m, writeFile(filepath.Join(c.Dir, matrixName), text)
}
