package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sandpiper/harness"
	"sandpiper/harness/product"
	"sandpiper/reports"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
)

type runOptions struct {
	playOptions
	Paths    []string
	Product  string
	Hazards  string
	Out      string
	ResumeIn string
	Bug      string
	People   int
	PopSeed  uint64
	Variants bool
	VarPeers int
	Key      string
	JSON     bool
}

func newRun(a *app) *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run PACK|SCENARIO... | --resume DIR",
		Short: "Play scenarios with a product and write the evidence",
		Long: `Plays every scenario with the product that the product file describes, over a synthetic population, and writes a run
directory: traces, findings, reports for people and programs, and a signed bundle. A pack file brings its own product and
hazard log; --product and --hazards replace them.

A run that is stopped (Ctrl-C, a crash, kill -9) loses no finished play: run --resume DIR goes on where it stopped, with the
scenarios, product file and people that the directory keeps.

` + exitHelp,
		Example: `  sandpiper run pack.yaml --product mine/product.yaml --out out/
  sandpiper run mine.scn.yaml --product mine/product.yaml --hazards mine/hazards.yaml
  sandpiper run --resume out/`,
		GroupID: "play",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Paths = args
			return runRun(cmd.Context(), a, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Product, "product", "", "product file; a pack brings its own")
	f.StringVar(&o.Hazards, "hazards", "", "hazard log; a pack brings its own")
	f.StringVar(&o.Out, "out", "sandpiper-out", "directory for the run")
	f.StringVar(&o.ResumeIn, "resume", "", "go on in this directory, which an earlier call left unfinished")
	f.StringVar(&o.Bug, "bug", "", "play the product with one of its seeded bugs switched on")
	f.IntVar(&o.People, "people", 10_000, "people in the population")
	f.Uint64Var(&o.PopSeed, "population-seed", 1, "seed of the population")
	f.BoolVar(&o.Variants, "variants", false, "then play every seeded bug of the product file, and print the kill matrix")
	f.IntVar(&o.VarPeers, "variant-cohort", demoVariantCohort, "most people of any sample when playing seeded bugs")
	f.StringVar(&o.Key, "key", "", "Ed25519 private key (PEM, PKCS #8) to sign with; without it a key is made for this run only")
	f.BoolVar(&o.JSON, "json", false, "print the evidence as JSON instead of a summary")
	addPlayFlags(f, &o.playOptions)
	return cmd
}

func addPlayFlags(f *pflag.FlagSet, o *playOptions) {
	f.IntVar(&o.Workers, "workers", workers(), "plays at once; the evidence does not depend on it")
	f.IntVar(&o.Cohort, "cohort", 0, "most people of any sample; 0 for as many as each scenario asks for")
	f.Uint64Var(&o.Seed, "seed", 0, "mixed into every scenario's own seed")
	f.BoolVar(&o.Quiet, "quiet", false, "show no progress")
}

// workers is twice the processors: a play spends part of its time waiting for the product, some of it on purpose.
func workers() int { return 2 * runtime.NumCPU() }

func runRun(ctx context.Context, a *app, o runOptions) error {
	r := &rehearsal{app: a, out: o.Out, bug: o.Bug, opts: o.playOptions, copies: map[string][]byte{}}
	want := intent{Key: o.Key}
	switch {
	case o.ResumeIn != "" && len(o.Paths) > 0:
		return usage("--resume goes on with what %s holds: leave out %s", o.ResumeIn, o.Paths[0])
	case o.ResumeIn != "":
		var err error
		if want, err = r.resume(o.ResumeIn); err != nil {
			return err
		}
	case len(o.Paths) == 0:
		return usage("name a pack or scenarios to play, or a directory to --resume\nsee: sandpiper run --help")
	default:
		if err := r.load(o); err != nil {
			return err
		}
		r.recipe = synthetic.DefaultRecipe(o.People)
		r.recipe.Seed = o.PopSeed
		want.ProductDir = r.dir
		if o.Variants {
			if want.Variants = o.VarPeers; want.Variants < 1 {
				return usage("--variant-cohort %d: want 1 or more", o.VarPeers)
			}
		}
	}
	e, err := r.rehearse(ctx, want)
	if err != nil {
		return runError(err)
	}
	return conclude(a, r.out, e, o.JSON)
}

// load reads the pack or the single scenarios, and what goes with them.
func (r *rehearsal) load(o runOptions) error {
	sheets, err := readSheets(o.Paths)
	if err != nil {
		return err
	}
	for _, s := range sheets {
		if s.Kind != "pack" {
			continue
		}
		if r.set != nil {
			return usage("more than one pack was given: %s and %s", r.set.Pack.File, s.Path)
		}
		fsys, dir, name := split(s.Path)
		if r.set, err = scenarios.OpenPack(fsys, name); err != nil {
			return placed(dir, err)
		}
		r.dir, r.packDir = dir, dir
		r.copies["pack.yaml"] = s.Text
		for as, file := range map[string]string{"hazards.yaml": r.set.Pack.Hazards, "product.yaml": r.set.Pack.Product} {
			if file != "" {
				if r.copies[as], err = os.ReadFile(filepath.Join(dir, file)); err != nil {
					return cannotRead(filepath.Join(dir, file), err)
				}
			}
		}
	}
	if r.set == nil {
		r.set = &scenarios.Set{}
		for _, s := range sheets {
			if s.Kind != "scenario" {
				continue
			}
			one, err := scenarios.Parse(s.Path, s.Text)
			if err != nil {
				return placed("", err)
			}
			r.set.Scenarios = append(r.set.Scenarios, one)
		}
	}
	if len(r.set.Scenarios) == 0 {
		return usage("no scenario or pack in %s", strings.Join(o.Paths, ", "))
	}
	if err := playable(r.set.Scenarios, r.dir); err != nil {
		return err
	}
	if err := r.replace(o.Product, "product.yaml", func() (err error) {
		fsys, dir, name := split(o.Product)
		r.dir = dir
		r.set.Product, err = scenarios.LoadProduct(fsys, name)
		return placed(dir, err)
	}); err != nil {
		return err
	}
	if err := r.replace(o.Hazards, "hazards.yaml", func() (err error) {
		fsys, dir, name := split(o.Hazards)
		r.set.Hazards, err = scenarios.LoadHazards(fsys, name)
		return placed(dir, err)
	}); err != nil {
		return err
	}
	if r.set.Product == nil {
		return usage("no product: name its file with --product")
	}
	return r.fitting()
}

// replace reads a file that the caller named instead of the pack's own, and keeps its text for the run directory.
func (r *rehearsal) replace(path, as string, load func() error) error {
	if path == "" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return cannotRead(path, err)
	}
	r.copies[as] = text
	return load()
}

// rehearse plays the product, then its seeded bugs if they are wanted, and publishes the evidence.
func (r *rehearsal) rehearse(ctx context.Context, want intent) (*reports.Evidence, error) {
	played, err := r.product(r.bug)
	if err != nil {
		return nil, err
	}
	c, err := r.open(ctx)
	defer r.close()
	if err != nil {
		return nil, err
	}
	if r.opening != "" && !r.opts.Quiet {
		fmt.Fprintln(r.app.Stderr, r.opening)
	}
	if err := writeIntent(r.out, want); err != nil {
		return nil, err
	}
	c.Product = played
	defer r.serve(ctx)()
	res, err := r.honest(ctx, c)
	if err == nil && want.Variants > 0 && len(r.set.Product.Variants) > 0 {
		err = r.bugs(ctx, c, res, want.Variants)
	}
	if ctx.Err() != nil {
		return nil, r.stopped()
	}
	if err != nil {
		return nil, err
	}
	if err := os.Remove(filepath.Join(r.out, intentFile)); err != nil {
		return nil, err
	}
	e, err := assemble(r.app, r.out)
	if err != nil {
		return nil, err
	}
	return e, publish(r.app, r.out, want.Key, e)
}

// stopped is what is said when the caller ended the campaign before its time.
func (r *rehearsal) stopped() error {
	if !exists(filepath.Join(r.out, runFile)) {
		return &exitError{code: exitInterrupted, err: fmt.Errorf("interrupted before anything was played; %s may be used again", r.out)}
	}
	return &exitError{code: exitInterrupted, err: fmt.Errorf("interrupted; every finished run is kept in %s\ngo on with: sandpiper run --resume %s", r.out, r.out)}
}

// keepLog puts what the product logged beside the traces: the first thing that its makers will want to see.
func (r *rehearsal) keepLog() error {
	text, err := os.ReadFile(filepath.Join(r.scratch, product.LogName))
	if err != nil {
		return nil // a product that runs already logs elsewhere
	}
	return os.WriteFile(filepath.Join(r.out, product.LogName), text, 0o644)
}

// honest plays the product as it is, unless an earlier process did.
func (r *rehearsal) honest(ctx context.Context, c *harness.Campaign) (*harness.Result, error) {
	if res, err := r.played(); res != nil || err != nil {
		return res, err
	}
	m := &meter{app: r.app, quiet: r.opts.Quiet, what: "played"}
	c.Progress = m.campaign()
	res, err := c.Run(ctx)
	m.end()
	r.warnOfStrays()
	if err == nil {
		err = r.keepLog()
	}
	if err == nil && res.Resumed > 0 && !r.opts.Quiet {
		fmt.Fprintf(r.app.Stderr, "went on: %s of %s runs were kept\n", inThousands(res.Resumed), inThousands(res.Runs))
	}
	return res, err
}

// conclude prints the summary and ends with the exit code that the verdict asks for.
func conclude(a *app, dir string, e *reports.Evidence, asJSON bool) error {
	if asJSON {
		if err := reports.WriteJSON(a.Stdout, e); err != nil {
			return err
		}
	} else {
		if err := reports.WriteSummary(a.Stdout, e); err != nil {
			return err
		}
		fmt.Fprintf(a.Stdout, "\nReport: %s\nCheck:  sandpiper verify %s\n", filepath.Join(dir, "report", "index.html"), dir)
	}
	printTroubles(a, dir, e)
	found, err := harness.ReadFindings(dir)
	if err != nil {
		return err
	}
	return verdictError(worst(found.Outcomes))
}
