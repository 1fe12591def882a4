package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic"
	"sandpiper/synthetic/draw"
)

// Campaign is a set of scenarios to be played with one product over one population.
type Campaign struct {
	Pack       *scenarios.Pack        // for its cohorts; nil if the scenarios stand alone
	Scenarios  []*scenarios.Scenario  // played in this order
	File       *scenarios.ProductFile // for the settings that expressions read as product; may be nil
	Product    product.Product
	Env        product.Env // how the product reaches the estate, and the real time; BaseURL, Wall and Sleep must be set
	Population *synthetic.Population
	Estate     *mocks.Estate // served at Env.BaseURL
	Gate       *Gate         // through which it is served; nil: late calls of a step may be recorded in the next one

	Dir     string            // the run directory; made if it is not there
	Copies  map[string][]byte // further files to keep in it, by path: pack.yaml, hazards.yaml, product.yaml
	Tool    Tool              // which Sandpiper this is
	Workers int               // runs played at once; 0 means 1
	Seed    uint64            // mixed into every scenario's own seed; 0 leaves that as it is
	People  int               // most people of any sample; 0 for as many as each scenario asks for
	Resume  bool              // go on in a directory that was left unfinished
	Only    string            // id of the one run to play, such as "allergy-penicillin/00017"; empty for all
	Timeout time.Duration     // of one call to the product; 0 means product.DefaultTimeout

	Progress func(Progress) // told after each run, by one goroutine at a time; may be nil

	base    *world.World // that every run branches from; made once, so that variants find its caches warm
	cohorts *cohorts     // of the pack, over base
}

// Progress is how far a campaign has come.
type Progress struct {
	Scenario    string // whose run has ended
	Done, Total int    // runs of all scenarios
	Resumed     int    // of Done, those that an earlier process had played
	Verdict     judge.Verdict
	Counts      map[string]map[string]int // by scenario id, by verdict's name; shared, to be read only during the call
}

// Result is a campaign that was played to its end.
type Result struct {
	Dir      string
	Identity product.Identity
	Outcomes []judge.Outcome // in the order of the scenarios
	Runs     int
	Resumed  int           // of Runs, those that an earlier process had played
	Torn     int64         // bytes of an unfinished run that the earlier process left
	Took     time.Duration // wall
}

// ErrUnfinished is wrapped by the error of a Run that was interrupted: the directory can be resumed.
var ErrUnfinished = errors.New("the campaign is not finished; it can be resumed")

// ErrOccupied is wrapped by the error of a Run into a directory that holds a campaign already.
var ErrOccupied = errors.New("the directory holds a campaign already")

// ErrProduct is wrapped by the error of a Run whose product could not be started or reached at all.
var ErrProduct = errors.New("the product cannot be reached")

// Run plays every run of every scenario, judges them and writes the run directory: run.json, scenarios/, trace/,
// findings.json and timing.json. When ctx ends first, finished runs are kept and the error wraps ErrUnfinished.
func (c *Campaign) Run(ctx context.Context) (*Result, error) {
	begun := c.Env.Wall()
	if err := c.ready(); err != nil {
		return nil, err
	}
	c.stand()
	acts, err := c.cast()
	if err != nil {
		return nil, err
	}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	session, err := c.Product.Start(ctx, c.Env)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProduct, err)
	}
	var res *Result
	if err = c.register(session); err == nil {
		res, err = c.withSession(ctx, session, acts)
	}
	// The product must go down even when ctx has ended.
	over, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if errClose := session.Close(over); err == nil && errClose != nil {
		err = fmt.Errorf("stop the product: %w", errClose)
	}
	if err != nil {
		return nil, err
	}
	res.Took = c.Env.Wall().Sub(begun)
	return res, c.writeTiming(res, acts)
}

func (c *Campaign) withSession(ctx context.Context, session product.Session, acts []*act) (*Result, error) {
	identity := session.Identity()
	if err := c.writeRunFile(identity, acts); err != nil {
		return nil, err
	}
	journal, salvage, err := OpenJournal(filepath.Join(c.Dir, journalName))
	if err != nil {
		return nil, err
	}
	total := 0
	for _, a := range acts {
		a.stage.session = session
		total += len(a.parts)
	}
	desk := &progressDesk{tell: c.Progress, total: total, counts: map[string]map[string]int{}}
	err = c.playAll(ctx, acts, journal, desk)
	if err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	if err := c.sortTraces(journal, acts); err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	res := &Result{Dir: c.Dir, Identity: identity, Runs: total, Resumed: desk.resumed, Torn: salvage.Torn}
	if res.Outcomes, err = c.judgeAll(acts); err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	if err := writeFindings(filepath.Join(c.Dir, findingsName), res.Outcomes); err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	// Only now is nothing lost by losing the journal.
	if err := journal.Close(); err != nil {
		return nil, err
	}
	if err := os.Remove(filepath.Join(c.Dir, journalName)); err != nil {
		return nil, fmt.Errorf("remove the journal: %w", err)
	}
	return res, nil
}

// act is one scenario of a campaign: its stage, who plays in which run, and what its measures gave.
type act struct {
	stage    *stage
	parts    []part
	measures []judge.Measurement
}

// playAll plays the runs that the journal does not hold, c.Workers at once. Runs start in order; the journal takes them as they end.
func (c *Campaign) playAll(ctx context.Context, acts []*act, journal *Journal, desk *progressDesk) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(max(1, c.Workers))
	for _, a := range acts {
		done := journal.Done(a.stage.slug)
		desk.skip(len(done))
		judging := judge.NewCase(a.stage.scenario)
		for _, p := range a.parts {
			if done[p.index] {
				continue
			}
			if inner.Err() != nil {
				break
			}
			group.Go(func() error {
				lines, run, err := a.stage.play(inner, p)
				if err != nil {
					return err
				}
				if err := journal.Put(a.stage.slug, p.index, run.ID, lines); err != nil {
					return err
				}
				return desk.done(judging, run)
			})
		}
	}
	err := group.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %d of %d runs are kept in %s (%w)", ErrUnfinished, desk.count(), desk.total, c.Dir, context.Cause(ctx))
	}
	return err
}

// stand makes what all runs of the campaign, and of its variants, stand on. What is worked out of a population is the same for all.
func (c *Campaign) stand() {
	if c.base != nil {
		return
	}
	c.base = world.New(c.Population, c.Population.Recipe().AsOf)
	var described []scenarios.Cohort
	if c.Pack != nil {
		described = c.Pack.Cohorts
	}
	c.cohorts = newCohorts(described, c.base)
}

// cast readies every scenario and decides who plays in which run.
func (c *Campaign) cast() ([]*act, error) {
	settings, err := c.settings()
	if err != nil {
		return nil, err
	}
	var out []*act
	for _, s := range c.Scenarios {
		st := &stage{scenario: s, slug: slugOf(s.ID), digest: digestOf(s.Text()), start: startOf(s, c.Population.Recipe().AsOf), base: c.base, estate: c.Estate,
			gate: c.Gate, env: &c.Env, settings: settings, seed: s.World.Seed, timeout: c.Timeout}
		if c.Seed != 0 {
			st.seed = draw.Mix(s.World.Seed ^ draw.Mix(c.Seed))
		}
		people := 0
		cast := casting{scenario: s, population: c.Population, base: c.base, start: st.start, seed: st.seed, used: map[int]bool{}, walks: map[string]*walk{}}
		if sample := s.Vary.Sample; sample != nil {
			if people = sample.People; c.People > 0 {
				people = min(people, c.People)
			}
			if sample.Cohort != "" {
				if cast.cohort = c.cohorts.named(sample.Cohort); cast.cohort == nil {
					if c.Pack == nil {
						return nil, fmt.Errorf("%s: the scenario samples the cohort %q, which its pack describes: play the pack file", sample.Pos, sample.Cohort)
					}
					return nil, fmt.Errorf("%s: there is no cohort %q in the pack; it has %v", sample.Pos, sample.Cohort, slices.Sorted(slices.Values(c.cohorts.names())))
				}
			}
		}
		parts, err := cast.plan(people)
		if err != nil {
			return nil, fmt.Errorf("cast %s: %w", s.ID, err)
		}
		if c.Only != "" {
			parts = slices.DeleteFunc(parts, func(p part) bool { return st.runID(p) != c.Only })
			if len(parts) == 0 {
				continue
			}
		}
		out = append(out, &act{stage: st, parts: parts})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no run %q in this campaign", c.Only)
	}
	return out, nil
}

// settings resolves what the product file lets scenarios read.
func (c *Campaign) settings() (map[string]any, error) {
	out := map[string]any{}
	if c.File == nil {
		return out, nil
	}
	for i := range c.File.Settings {
		v, err := scenarios.Resolve(c.File.Settings[i].Value, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.File.Settings[i].Pos, err)
		}
		out[c.File.Settings[i].Name] = v
	}
	return out, nil
}

// startOf is when a story begins: nine in the morning of the population's day if it does not say.
func startOf(s *scenarios.Scenario, asOf time.Time) time.Time {
	if s.World.Clock.Start.IsZero() {
		return asOf.Add(9 * time.Hour)
	}
	return s.World.Clock.Start
}

// ready refuses what cannot be played before anything is started.
func (c *Campaign) ready() error {
	if c.Product == nil || c.Population == nil || c.Estate == nil || c.Env.BaseURL == "" || c.Env.Wall == nil {
		return errors.New("a campaign needs a product, a population, an estate, and in Env a base URL and the real time")
	}
	if len(c.Scenarios) == 0 {
		return errors.New("a campaign needs a scenario")
	}
	slugs := map[string]string{}
	for _, s := range c.Scenarios {
		if other, twice := slugs[slugOf(s.ID)]; twice {
			return fmt.Errorf("the scenarios %s and %s would write the same trace file", other, s.ID)
		}
		slugs[slugOf(s.ID)] = s.ID
		for _, need := range s.Needs() {
			if !need.Aside {
				return fmt.Errorf("%s: %s asks for %s, which this version does not play", need.Pos, s.ID, need.What)
			}
		}
	}
	return nil
}
