package harness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"sandpiper/harness/judge"
	"sandpiper/harness/product"
	"sandpiper/harness/trace"
	"sandpiper/mocks"
	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
	"sandpiper/scenarios"
	"sandpiper/synthetic/draw"
)

// stage is one scenario ready to be played many times: what all its runs share.
type stage struct {
	scenario *scenarios.Scenario
	slug     string
	digest   string
	start    time.Time
	base     *world.World // that every run branches from
	session  product.Session
	estate   *mocks.Estate
	gate     *Gate // nil: nothing is waited for
	env      *product.Env
	settings map[string]any // of the product file
	realm    string         // prefix of the realms' names
	seed     uint64
	timeout  time.Duration
}

// play is one run while it is played.
type play struct {
	*stage
	part    part
	id      string
	world   *world.World
	plan    *fault.Plan
	realm   *mocks.Realm
	calls   switchboard
	fetch   *fetcher
	mask    *trace.Mask
	nth     map[string]int
	struck  map[fault.Firing]int
	scope   *judge.Scope
	begin   trace.Start
	subject string            // name of the first patient in the cast
	staff   map[string]string // FHIR references, by name in the cast
	rules   []fault.Rule      // of the whole run
	out     bytes.Buffer
	writer  *trace.Writer
	events  []trace.Event
	kept    map[string]any // what adapters remember from step to step
}

// runID names a run: the scenario's file name and the place in its order of runs.
func (s *stage) runID(p part) string { return fmt.Sprintf("%s/%05d", s.slug, p.index) }

// errBlocked ends a run whose product cannot be spoken to.
var errBlocked = errors.New("the product is out of reach")

// play plays one run and returns its lines of the trace, and the run. An error means that it was interrupted, or that the harness
// could not go on; the run is then not finished and will be played again. What the scenario or the product did wrong is in the run.
func (s *stage) play(ctx context.Context, p part) ([]byte, *trace.Run, error) {
	r := &play{stage: s, part: p, id: s.runID(p), mask: trace.NewMask(slices.Concat(hostOf(s.env.Bind), hostOf(s.env.BaseURL))...), nth: map[string]int{},
		struck: map[fault.Firing]int{}, staff: map[string]string{}, kept: map[string]any{}}
	r.writer = trace.NewWriter(&r.out, s.digest, r.id)
	err := r.prologue()
	if err == nil {
		leave := r.enter()
		err = r.steps(ctx)
		leave()
	}
	if ctx.Err() != nil {
		return nil, nil, fmt.Errorf("play run %s: %w", r.id, ctx.Err())
	}
	end := trace.End{Outcome: trace.Ended, Events: r.writer.Len() + 1}
	switch {
	case errors.Is(err, errBlocked):
		end.Outcome, end.Message = trace.Blocked, strings.TrimPrefix(err.Error(), errBlocked.Error()+": ")
	case err != nil:
		end.Outcome, end.Message = trace.Broken, err.Error()
	}
	end.Message = r.mask.Text(end.Message)
	if _, err := r.event(trace.RunEnd, "", end, nil); err != nil {
		return nil, nil, fmt.Errorf("play run %s: %w", r.id, err)
	}
	return r.out.Bytes(), &trace.Run{ID: r.id, Scenario: s.scenario.ID, Index: p.index, Row: r.begin.Row, Events: r.events}, nil
}

// prologue sets the scene and writes run.start. Whatever fails, the run has a beginning.
func (r *play) prologue() error {
	r.world = r.base.Branch(r.start)
	r.begin = trace.Start{Run: r.id, Scenario: r.scenario.ID, Digest: r.digest, Index: r.part.index, RowIndex: r.part.row, Values: map[string]any{},
		Settings: r.settings, Seed: r.seed, Begins: r.start.UTC(), Cast: []trace.Member{}, Person: -1, Groups: map[string]string{}, Faults: []trace.Rule{}}
	if r.part.row >= 0 {
		row := r.scenario.Vary.Table[r.part.row]
		r.begin.Row, r.begin.Values = row.String(), row.Values()
	}
	problem := r.castMembers()
	var err error
	if r.scope, err = judge.NewScope(r.scenario, &r.begin); problem == nil {
		problem = err
	}
	if problem == nil {
		problem = r.planFaults()
	}
	e, err := r.writer.Add(r.world.Clock().Now(), trace.RunStart, "", r.begin, nil)
	if err != nil {
		return err
	}
	r.events = append(r.events, e)
	return problem
}

// castMembers arranges the patients, then the staff, and writes down who they are.
func (r *play) castMembers() error {
	for i := range r.scenario.Cast {
		m := &r.scenario.Cast[i]
		if m.Staff() {
			continue
		}
		person := r.part.people[m.Name]
		s, err := arrange(r.world, r.start, m, r.part.people)
		if err != nil {
			return err
		}
		facts := factsOf(r.world, person)
		r.mask.GiveAll(facts)
		r.begin.Cast = append(r.begin.Cast, trace.Member{Name: m.Name, Facts: facts, Found: s.found, Given: s.given})
		if r.subject == "" {
			r.subject, r.begin.Person, r.begin.Groups = m.Name, person, groupsOf(facts)
		}
	}
	for i := range r.scenario.Cast {
		if m := &r.scenario.Cast[i]; m.Staff() {
			facts, err := r.employ(m)
			if err != nil {
				return err
			}
			r.mask.GiveAll(facts)
			r.begin.Cast = append(r.begin.Cast, trace.Member{Name: m.Name, Role: m.Role, Facts: facts})
		}
	}
	return nil
}

// employ finds somebody for a staff role: a clinician of the practice where the first patient is registered.
func (r *play) employ(m *scenarios.Member) (map[string]any, error) {
	if r.subject == "" {
		return nil, fmt.Errorf("%s: %s needs a patient in the cast, whose practice they work at", m.Pos, m.Name)
	}
	patient, _ := r.world.Person(r.begin.Person)
	population := r.world.Population()
	practice, ok := population.Practice(patient.Practice)
	if !ok || practice.Practitioners == 0 {
		return nil, fmt.Errorf("%s: the practice %s has nobody to play %s", m.Pos, patient.Practice, m.Name)
	}
	pool := practice.Practitioners
	if strings.HasPrefix(m.Role, "gp") && practice.GPs > 0 {
		pool = practice.GPs
	}
	k := draw.NewOrder(pool, r.seed, r.scenario.ID, m.Name).At(r.part.index % pool)
	who := population.Practitioner(patient.Practice, k)
	id := r.world.IDs().PractitionerID(patient.Practice, k)
	r.staff[m.Name] = "Practitioner/" + id
	return map[string]any{"role": m.Role, "id": id, "user": "Practitioner/" + id, "given": strings.Join(who.Name.Given, " "), "family": who.Name.Family,
		"practice": string(patient.Practice), "sds_user": who.SDSUser, "login": string(m.Login)}, nil
}

// planFaults makes the rules of the run and lists, for the record, those of its steps too.
func (r *play) planFaults() error {
	var err error
	if r.rules, err = rulesOf(r.scenario.Faults, r.start, r.scope.Vars()); err != nil {
		return err
	}
	r.plan = fault.NewPlan(draw.Mix(r.seed^uint64(r.part.index)), r.rules)
	for i := range r.rules {
		r.begin.Faults = append(r.begin.Faults, trace.Rule{ID: r.rules[i].ID, Printed: r.rules[i].String(), Hazard: r.rules[i].Hazard})
	}
	for i := range r.scenario.Steps {
		for k := range r.scenario.Steps[i].Faults {
			f := r.scenario.Steps[i].Faults[k]
			f.At, f.For = scenarios.Moment{}, scenarios.Duration{} // the step is when it holds
			rule, err := ruleOf(&f, r.start, nil)
			if err != nil {
				return err
			}
			r.begin.Faults = append(r.begin.Faults, trace.Rule{ID: rule.ID, Printed: rule.String(), Hazard: rule.Hazard, Step: judge.Label(r.scenario, i)})
		}
	}
	return nil
}

// enter opens the run's realm on the estate, and one through which the harness reads the record for itself.
func (r *play) enter() (leave func()) {
	r.realm = &mocks.Realm{Name: r.stage.realm + strings.ReplaceAll(r.id, "/", "-"), World: r.world, Faults: r.plan, Record: r.calls.record,
		Tokens: mocks.NewTokens(r.seed, r.id), Rooted: r.scenario.Rooted()}
	path, closeRun := r.estate.Open(r.realm)
	if r.gate != nil && r.realm.Rooted {
		r.gate.belonging.begin(r.realm.Name, r.id)
	}
	own := &mocks.Realm{Name: r.realm.Name + ".ehr", World: r.world, OpenAccess: true}
	ownPath, closeOwn := r.estate.Open(own)
	r.fetch = &fetcher{handler: http.Handler(r.estate), outside: r.env.BaseURL + path, path: path, inside: ownPath}
	return func() {
		closeRun()
		closeOwn()
		if r.gate != nil && r.realm.Rooted {
			r.gate.belonging.end(r.realm.Name, r.id)
		}
	}
}

// event writes an event and lets expressions see it.
func (r *play) event(kind trace.Kind, step string, body, wall any) (trace.Event, error) {
	return r.eventAt(r.world.Clock().Now(), kind, step, body, wall)
}

func (r *play) eventAt(at time.Time, kind trace.Kind, step string, body, wall any) (trace.Event, error) {
	e, err := r.writer.Add(at, kind, step, body, wall)
	if err != nil {
		return e, err
	}
	r.events = append(r.events, e)
	if r.scope == nil {
		return e, nil
	}
	return e, r.scope.Add(&e)
}

// hostOf is the host of a URL or address whose port is luck.
func hostOf(address string) []string {
	host := address
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	if at := strings.LastIndexByte(host, ':'); at > 0 {
		host = host[:at]
	}
	if host == "" {
		return nil
	}
	return []string{host}
}
