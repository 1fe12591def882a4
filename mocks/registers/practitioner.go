package registers

import (
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// streamRegistration is what somebody's professional register says of them; k counts their entries' decisions.
const streamRegistration draw.Stream = 0xa900

// profession is how one role of a practice's staff is registered.
type profession struct {
	register, part, status, earlier, annotation string
	changed, annotated                          float64 // shares
	least, most                                 int     // years since registration
}

// professions finds the profession of a role. A role that is not there, such as healthcare assistant, has no statutory register.
var professions = sync.OnceValue(func() map[string]profession {
	out := make(map[string]profession)
	for _, row := range table("professions.csv") {
		out[row.Text("role")] = profession{
			register: row.Text("register"), part: row.Text("part"), status: row.Text("status"), earlier: row.Text("earlier_status"),
			annotation: row.Text("annotation"), changed: row.Float("changed_share"), annotated: row.Float("annotation_share"),
			least: row.Int("years_least"), most: row.Int("years_most"),
		}
	}
	return out
})

// enrolment is the entries of one stretch of practices, by register.
type enrolment struct{ first, later map[string][]line }

// practitioners enters the clinicians of every practice in the registers of their professions: everybody once, in the order of practices, and
// then, by day, those whose status has changed in the year before the recipe's day.
func (f *foundation) practitioners() map[string][]line {
	all := slices.Collect(f.population.Practices())
	parts := stretch(all)
	lists := make([]enrolment, len(parts))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { lists[i] = f.enrol(parts[i]) })
	}
	wg.Wait()
	out := make(map[string][]line)
	for _, h := range catalogue() {
		var first, later []line
		for _, l := range lists {
			first, later = append(first, l.first[h.ID]...), append(later, l.later[h.ID]...)
		}
		slices.SortStableFunc(later, func(a, b line) int { return a.at.Compare(b.at) })
		out[h.ID] = append(first, later...)
	}
	return out
}

func (f *foundation) enrol(practices []demography.Practice) enrolment {
	out := enrolment{make(map[string][]line), make(map[string][]line)}
	known := professions()
	fields := make(map[string]Definition)
	for _, h := range catalogue() {
		fields[h.ID] = h.Definition
	}
	for i := range practices {
		for k := range practices[i].Practitioners {
			who := f.population.Practitioner(practices[i].Code, k)
			p, ok := known[who.Role]
			if !ok {
				continue
			}
			d := fields[p.register]
			number := RegistrationNumber(&who)
			now, before, on := f.register(&d, &p, &who, number)
			first := now
			if before != nil {
				first = before
				out.later[p.register] = append(out.later[p.register], line{on, number, now})
			}
			out.first[p.register] = append(out.first[p.register], line{f.opened, number, first})
		}
	}
	return out
}

// RegistrationNumber is somebody's number in the register of their profession: the code of their practice, a hyphen and their number there, as
// in ZX0412-03. No council issues numbers with a hyphen, so that it is nobody's.
func RegistrationNumber(p *demography.Practitioner) string {
	return string(p.Practice) + "-" + string([]byte{'0' + byte(p.Number/10%10), '0' + byte(p.Number%10)})
}

// register is what a register says of somebody now, what it said before (nil if the same) and when that changed.
func (f *foundation) register(d *Definition, p *profession, who *demography.Practitioner, number string) (now, before Item, on time.Time) {
	asOf := f.population.Recipe().AsOf
	r := draw.Key(f.population.Recipe().Seed, numberOf(who), streamRegistration, 0)
	registered := asOf.AddDate(-r.Between(p.least, p.most), 0, -r.IntN(365))
	expires := asOf.AddDate(0, 0, 1+r.IntN(365))
	annotated, changed := r.Chance(p.annotated), r.Chance(p.changed)
	on = f.opened.Add(time.Duration(1+r.IntN(364))*24*time.Hour + time.Duration(9*3600+r.IntN(8*3600))*time.Second)
	gender := "W"
	if who.Sex == demography.Male {
		gender = "M"
	}
	candidates := [...]Pair{
		Text(d.ID, number), Text("surname", who.Name.Family), Text("given-name", given(who)), Text("gender", gender),
		Text("register-part", p.part), Text("registration-date", registered.Format(time.DateOnly)), Text("expiry-date", expires.Format(time.DateOnly)),
		Text("organisation", link("organisation", string(who.Practice))), Text("sds-user-id", who.SDSUser),
		// Foundation and specialty training take five years at least.
		Text("gp-register-date", registered.AddDate(5, 0, r.IntN(700)).Format(time.DateOnly)),
		Text("registration-status", p.status), Set("annotations"),
	}
	if annotated && p.annotation != "" {
		candidates[len(candidates)-1] = Set("annotations", p.annotation)
	}
	pairs := candidates[:0]
	for _, pair := range candidates {
		if _, ok := d.Field(pair.Name); ok && (who.GP || pair.Name != "gp-register-date") {
			pairs = append(pairs, pair)
		}
	}
	now = must(pairs...)
	if changed {
		before = slices.Clone(now)
		before[slices.IndexFunc(before, func(pair Pair) bool { return pair.Name == "registration-status" })].One = p.earlier
	}
	return now, before, on
}

// given is somebody's first given name, the only one that a register shows.
func given(who *demography.Practitioner) string {
	if len(who.Name.Given) == 0 {
		return ""
	}
	return who.Name.Given[0]
}

// numberOf is the index by which somebody's decisions are drawn: practices are numbered in their codes, and none has 64 clinicians.
func numberOf(who *demography.Practitioner) uint64 {
	var n uint64
	for _, c := range who.Practice {
		if c >= '0' && c <= '9' {
			n = n*10 + uint64(c-'0')
		}
	}
	return n*64 + uint64(who.Number)
}
