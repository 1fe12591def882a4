package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sandpiper/mocks/fault"
	"sandpiper/mocks/world"
	"sandpiper/scenarios/expr"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
)

// validate reports what is wrong with a scenario whose parts each have the right form.
func (s *Scenario) validate() {
	s.compile()
	s.identity()
	s.cast()
	for i := range s.Product {
		s.connection(&s.Product[i])
	}
	s.eachFault(s.fault)
	for i := range s.Steps {
		s.step(&s.Steps[i], fmt.Sprintf("steps[%d]", i))
	}
	s.eachCheck(s.kinds)
	s.table()
	for i := range s.Claims {
		s.claim(&s.Claims[i], fmt.Sprintf("claims[%d]", i))
	}
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9]+([-_./][A-Za-z0-9]+)*$`)

// bad reports a problem with the value at a path.
func (s *Scenario) bad(path, message, found, nearest string) {
	s.file.add(Problem{Pos: s.file.at(path), Path: path, Message: message, Found: found, Nearest: nearest})
}

// at is where the value at a path stands, or else what is around it.
func (f *file) at(path string) Pos {
	for {
		if p, ok := f.places[path]; ok {
			return p
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			return Pos{File: f.name, Line: 1, Column: 1}
		}
		path = path[:cut]
	}
}

func (s *Scenario) identity() {
	if s.ID != "" && !idForm.MatchString(s.ID) {
		s.bad("scenario", fmt.Sprintf("%q is no id: use letters and digits, with - . _ or / between them", short(s.ID)), s.ID, "")
	}
	if clock := s.World.Clock; clock.Scale != 0 && clock.Mode != Scaled {
		s.bad("world.clock.scale", "scale belongs to the clock mode scaled", "", "")
	} else if clock.Mode == Scaled && clock.Scale <= 0 {
		s.bad("world.clock", "the clock mode scaled needs a scale above 0", "", "")
	}
	if len(s.Steps) == 0 && s.file.places["steps"].Known() {
		s.bad("steps", "a story has at least one step", "", "")
	}
	for i, p := range s.Covers.Hazards {
		if !idForm.MatchString(p) {
			s.bad(fmt.Sprintf("covers.hazards[%d]", i), fmt.Sprintf("%q is no id of a hazard", short(p)), p, "")
		}
	}
}

func (s *Scenario) castNames() []string {
	var out []string
	for _, m := range s.Cast {
		out = append(out, m.Name)
	}
	return out
}

// oneOfCast checks that a name is a member of the cast.
func (s *Scenario) oneOfCast(name, path string) {
	if _, ok := s.Member(name); name == "" || ok {
		return
	}
	message := fmt.Sprintf("%s: %q is not in the cast", last(path), short(name))
	if names := s.castNames(); len(names) > 0 {
		message += ", which is " + strings.Join(names, ", ")
	}
	s.bad(path, message, name, near.Word(name, s.castNames()))
}

func (s *Scenario) cast() {
	for i := range s.Cast {
		m := &s.Cast[i]
		at := "cast." + m.Name
		s.oneOfCast(m.ProxyFor, at+".proxy_for")
		s.oneOfCast(m.SupersededBy, at+".superseded_by")
		if m.SupersededBy == m.Name {
			s.bad(at+".superseded_by", "nobody's record is merged into itself", m.SupersededBy, "")
		}
		if code := m.NominatedPharmacy; code != "" && code != "near" && code != "none" && !world.IsPharmacy(nhs.ODS(code)) {
			s.bad(at+".nominated_pharmacy", fmt.Sprintf("%q is no code of a pharmacy here; write near, none, or a code such as ZXF0001", short(code)), code, near.Word(code, []string{"near", "none"}))
		}
		if !m.Age.IsZero() && m.Age.Max > 120 {
			s.bad(at+".age", "nobody is older than 120", m.Age.String(), "")
		}
		if !m.IMD.IsZero() && (m.IMD.Min < 1 || m.IMD.Max > 5) {
			s.bad(at+".imd", "imd is a quintile from 1 (most deprived) to 5 (least)", m.IMD.String(), "")
		}
		for j, e := range m.Ethnicity {
			if len(e) != 1 || !strings.Contains("ABCDEFGHJKLMNPRSZ", e) {
				s.bad(fmt.Sprintf("%s.ethnicity[%d]", at, j), fmt.Sprintf("%q is no NHS ethnic category; they are the letters A to S (without I, O and Q) and Z", short(e)), e, "")
			}
		}
		s.labels(m, at)
	}
	for i := range s.Devices {
		d := &s.Devices[i]
		s.oneOfCast(d.Wearer, "devices."+d.Name+".wearer")
		if every, ok := d.Every.Clock(); d.Every.IsZero() || !ok || every <= 0 {
			s.bad("devices."+d.Name+".every", "every must be a length of time above zero, without years and months", d.Every.String(), "")
		}
	}
}

// settingsOfPeople are the settings of connections that name a member of the cast.
func settingsOfPeople() []string {
	return []string{"as_user", "about_patient", "actor", "of", "user", "patient"}
}

func (s *Scenario) connection(c *Connection) {
	at := "product." + c.Name
	a, ok := adapterOf(c.Adapter)
	if !ok {
		return // said already
	}
	for _, f := range c.Settings {
		path := join(at, f.Name)
		if !slices.Contains(a.settings, f.Name) {
			known := append([]string{"adapter"}, a.settings...)
			s.file.add(Problem{Pos: f.Pos, Path: path, Found: f.Name, Nearest: near.Word(f.Name, known),
				Message: fmt.Sprintf("the adapter %s has no setting %q; it has %s", c.Adapter, short(f.Name), listed(known))})
			continue
		}
		if name, text := f.Value.Text(); text && slices.Contains(settingsOfPeople(), f.Name) {
			s.oneOfCast(name, path)
		}
		s.closedWord(f, path)
	}
}

// closedWords are the settings and arguments that take a word of a closed list.
func closedWords() map[string][]string {
	return map[string][]string{
		"prefetch":          {"full", "partial", "none"},
		"consent":           {"agree", "refuse"},
		"uplift":            {"prove", "leave"},
		"demographics_flag": DemographicsFlag("").Words(),
		"temporary_address": TemporaryAddress("").Words(),
		"agent":             {"browser", "nhsapp-ios", "nhsapp-android"},
		"way_back":          {"straight", "keep", "again", "other-state", "without-state", "made-up-code", "theirs", "their-code"},
		"coded_as":          {"dmd-vmp", "dmd-amp", "dmd-vtm", "snomed", "free-text"},
		"hook":              {"patient-view", "order-select", "order-sign", "order-dispatch", "appointment-book", "encounter-start", "encounter-discharge"},
	}
}

// closedWord checks a setting or an argument, following ${row.column} into the table.
func (s *Scenario) closedWord(f Field, path string) {
	words, closed := closedWords()[f.Name]
	if !closed {
		return
	}
	if text, ok := f.Value.Text(); ok && !slices.Contains(words, text) {
		s.bad(path, fmt.Sprintf("%q is no %s; it is one of %s", short(text), f.Name, listed(words)), text, near.Word(text, words))
	}
	column, varies := ofRow(f.Value)
	if !varies {
		return
	}
	for i, row := range s.Vary.Table {
		for _, cell := range row.Cells {
			if text, ok := cell.Value.Text(); ok && cell.Name == column && !slices.Contains(words, text) {
				s.bad(fmt.Sprintf("vary.table[%d].%s", i, column), fmt.Sprintf("%q is no %s, which this column is used for; it is one of %s",
					short(text), f.Name, listed(words)), text, near.Word(text, words))
			}
		}
	}
}

func (s *Scenario) fault(f *Fault, at string) {
	service, _, _ := strings.Cut(f.On, "/")
	services := append(fault.Services(), "any", "link")
	if f.On != "" && !slices.Contains(services, strings.ToLower(service)) {
		s.bad(at+".on", fmt.Sprintf("there is no service %q to strike; there are %s, any, and link/… of a device", short(service), listed(fault.Services())),
			service, near.Word(service, services))
	}
	if struck := fault.Service(service); slices.Contains(fault.Services(), struck) && slices.Contains(fault.Kinds(), string(f.Kind)) && !fault.Strikes(string(f.Kind), struck) {
		s.bad(at+".kind", fmt.Sprintf("the kind %s does nothing to %s; it strikes %s", f.Kind, service, listed(struckBy(f.Kind))), string(f.Kind), "")
	}
	s.share(f.Share, at+".share")
	if f.For.Negative {
		s.bad(at+".for", "a fault cannot last less than no time", f.For.String(), "")
	}
	if f.Last != 0 && f.Last < f.First {
		s.bad(at+".last", fmt.Sprintf("last is %d, before first, which is %d", f.Last, f.First), "", "")
	}
	s.extent(f, at)
	if f.Buffer != "" && f.Kind != "partition" {
		s.bad(at+".buffer", "buffer belongs to the kind partition", "", "")
	}
	if f.Resource != "" && strings.Contains(f.On, "/") {
		s.bad(at+".resource", fmt.Sprintf("on names the resource type already: %s", short(f.On)), f.Resource, "")
	}
}

// struckBy are the services that a kind of fault can strike.
func struckBy(kind FaultKind) []string {
	return slices.DeleteFunc(fault.Services(), func(name string) bool { return fault.Service(name) != name || !fault.Strikes(string(kind), name) })
}

// mostVersions is as far back as a stale service can stand.
const mostVersions = 1000

// extent checks how late or how old a fault makes what it strikes.
func (s *Scenario) extent(f *Fault, at string) {
	switch by, exact := f.By.Clock(); {
	case f.By.IsZero():
	case f.Kind == "stale":
		s.bad(at+".by", "a stale service is some versions behind, not some time: write versions, such as versions: 2", f.By.String(), "versions")
	case f.Kind != "delay" && f.Kind != "clock-skew":
		s.bad(at+".by", "by belongs to the kinds delay and clock-skew", "", "")
	case !exact:
		s.bad(at+".by", "by must be a length of time without years and months", f.By.String(), "")
	default:
		if _, err := fault.NewEffect(string(f.Kind), by.String()); err != nil {
			s.bad(at+".by", err.Error(), f.By.String(), "")
		}
	}
	if _, written := s.file.places[at+".versions"]; !written {
		return
	}
	if f.Kind != "stale" {
		s.bad(at+".versions", "versions belongs to the kind stale", "", "")
	} else if f.Versions < 1 || f.Versions > mostVersions {
		s.bad(at+".versions", fmt.Sprintf("versions is a number from 1 to %d; this is %d", mostVersions, f.Versions), "", "")
	}
}

// share checks that a share is written as one: above 0 and up to 1. A share of exactly 0 cannot be told from none written
// but by its place.
func (s *Scenario) share(x float64, path string) {
	if _, written := s.file.places[path]; written && (x <= 0 || x > 1) {
		s.bad(path, fmt.Sprintf("%s must be above 0 and at most 1; this is %v", last(path), x), fmt.Sprint(x), "")
	}
}

// facts are the facts of a person that samples and claims can be split by.
func facts() []string {
	return []string{"sex", "ethnicity", "age_band", "imd_quintile", "imd_decile", "region", "language", "interpreter", "practice", "skin_tone", "disability"}
}

func (s *Scenario) factsAt(names []string, path string, also []string) {
	known := append(facts(), also...)
	for i, name := range names {
		if !slices.Contains(known, name) {
			s.bad(fmt.Sprintf("%s[%d]", path, i), fmt.Sprintf("%q is no fact to split by; there are %s", short(name), listed(known)), name, near.Word(name, known))
		}
	}
}

func (s *Scenario) table() {
	columns := s.columns()
	for i, row := range s.Vary.Table {
		at := fmt.Sprintf("vary.table[%d]", i)
		have := map[string]bool{}
		for _, cell := range row.Cells {
			have[cell.Name] = true
			if !cell.Value.Fixed() {
				s.bad(join(at, cell.Name), "a cell of the table holds no expression: rows are known before any run", "", "")
			}
			if !expr.IsName(cell.Name) {
				s.bad(join(at, cell.Name), fmt.Sprintf("%q cannot be a column: use letters, digits and _", short(cell.Name)), cell.Name, "")
			}
		}
		for _, column := range columns {
			if !have[column] {
				s.bad(at, fmt.Sprintf("this row has no %q, which other rows have; write null if that is meant", column), "", "")
			}
		}
	}
	if sample := s.Vary.Sample; sample != nil {
		s.factsAt(sample.Over, "vary.sample.over", nil)
		if !slices.ContainsFunc(s.Cast, func(m Member) bool { return !m.Staff() }) {
			s.bad("vary.sample", "a sample needs a patient in the cast, whom its people play", "", "")
		}
		if sample.People == 0 && s.file.places["vary.sample.people"].Known() {
			s.bad("vary.sample.people", "a sample has at least one person", "", "")
		}
	}
	if twins := s.Vary.Twins; twins != nil {
		s.factsAt(twins.Change, "vary.twins.change", []string{"deprivation"})
	}
}

func (s *Scenario) claim(c *Claim, at string) {
	for i := range s.Claims {
		if other := &s.Claims[i]; other != c && other.ID == c.ID && other.Line < c.Line {
			s.bad(at+".id", fmt.Sprintf("the claim %q is made already, on line %d", c.ID, other.Line), c.ID, "")
		}
	}
	if _, written := s.file.places[at+".at_most"]; written && (c.AtMost <= 0 || c.AtMost >= 1) {
		s.bad(at+".at_most", fmt.Sprintf("at_most is a rate above 0 and below 1; this is %v. No number of runs shows a rate of 0", c.AtMost), "", "")
	}
	if _, written := s.file.places[at+".confidence"]; written && (c.Confidence < 0.5 || c.Confidence >= 1) {
		s.bad(at+".confidence", fmt.Sprintf("confidence is at least 0.5 and below 1; this is %v", c.Confidence), "", "")
	}
	s.factsAt(c.By, at+".by", s.columns())
}
