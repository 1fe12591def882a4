package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"sandpiper/harness"
	"sandpiper/scenarios"
	"sandpiper/scenarios/library/prescribing"
	"sandpiper/synthetic"
)

// demoVariantCohort is how many people of each sample a seeded bug is played with: enough for every bug to meet the cases
// that show it (each row of a table is played whatever the cohort), few enough for the demo to stay short. The bounds come from the honest product's runs alone.
const demoVariantCohort = 4

type demoOptions struct {
	playOptions
	Out      string
	People   int
	Variants bool
	Key      string
	JSON     bool
}

func newDemo(a *app) *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "The whole story on an embedded example, with a report to open",
		Long: `Needs nothing but this program. It opens a population of 10,000 made-up people, starts the mock NHS over it, starts the
prescribing pack's reference product as a process of its own, plays the pack with it, judges what was recorded, and writes
a run directory with reports and a signed evidence bundle. Then it plays the pack with each seeded bug of the product and
prints which scenario caught which.

` + exitHelp,
		Example: "  sandpiper demo\n  sandpiper demo --out /tmp/evidence --workers 1",
		GroupID: "play",
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Out, "out", "", "directory for the run (default: a new one, sandpiper-demo or sandpiper-demo-2 …)")
	f.IntVar(&o.People, "people", 10_000, "people in the population")
	f.BoolVar(&o.Variants, "variants", true, "play the seeded bugs too")
	f.StringVar(&o.Key, "key", "", "Ed25519 private key (PEM, PKCS #8) to sign with; without it a key is made for this run only")
	f.BoolVar(&o.JSON, "json", false, "print the evidence as JSON instead of a summary")
	addPlayFlags(f, &o.playOptions)
	return cmd
}

func runDemo(ctx context.Context, a *app, o demoOptions) error {
	set, err := scenarios.OpenPack(prescribing.Files, prescribing.PackFile)
	if err != nil {
		return placed("", err)
	}
	r := &rehearsal{app: a, set: set, out: o.Out, opts: o.playOptions, recipe: synthetic.DefaultRecipe(o.People), copies: map[string][]byte{}}
	for as, file := range map[string]string{"pack.yaml": prescribing.PackFile, "hazards.yaml": set.Pack.Hazards, "product.yaml": set.Pack.Product} {
		if r.copies[as], err = prescribing.Files.ReadFile(file); err != nil {
			return fmt.Errorf("read the embedded pack: %w", err)
		}
	}
	if r.out == "" {
		r.out = freshDir("sandpiper-demo")
	}
	r.opening = fmt.Sprintf("%s made-up people, the mock NHS, and the product %q. Not an NHS service.", inThousands(o.People), set.Product.Title)
	want := intent{ProductDir: ".", Key: o.Key}
	if o.Variants {
		want.Variants = demoVariantCohort
	}
	e, err := r.rehearse(ctx, want)
	if err != nil {
		return runError(err)
	}
	return conclude(a, r.out, e, o.JSON)
}

// bugs plays every seeded bug and says as it goes who caught it.
func (r *rehearsal) bugs(ctx context.Context, c *harness.Campaign, honest *harness.Result, cohort int) error {
	file := r.set.Product
	if !r.opts.Quiet {
		fmt.Fprintf(r.app.Stderr, "now the same pack with each of %s\n", count(len(file.Variants), "seeded bug"))
	}
	done := 0
	m := &meter{app: r.app, quiet: r.opts.Quiet || !r.app.Interactive}
	if c.Progress = m.campaign(); c.Progress != nil {
		c.Progress = func(p harness.Progress) {
			m.what = fmt.Sprintf("bug %d of %d:", done+1, len(file.Variants))
			m.tell(p)
		}
	}
	_, err := c.RunVariants(ctx, honest.Outcomes, cohort, r.product, func(row harness.KillRow) {
		done++
		m.end()
		if r.opts.Quiet {
			return
		}
		by := "NOT caught"
		if row.Caught {
			by = "caught by " + row.CaughtBy[0]
			if row.AsMeant {
				by = "caught by " + row.Meant
			}
			if n := len(row.CaughtBy) - 1; n > 0 {
				by += fmt.Sprintf(" and %d more", n)
			}
		}
		fmt.Fprintf(r.app.Stderr, "  %-30s %s\n", row.Bug, by)
	})
	m.end()
	return err
}

// freshDir is the first of name, name-2, name-3 … that is not there yet.
func freshDir(name string) string {
	dir := name
	for n := 2; exists(dir); n++ {
		dir = fmt.Sprintf("%s-%d", name, n)
	}
	return filepath.Clean(dir)
}
