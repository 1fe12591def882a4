package synthetic

import (
	"maps"
	"slices"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

// alteration is how a person is not as the recipe makes them: a twin, or somebody whom a cohort has given an illness.
type alteration struct {
	change func(*Person)        // who they are; nil if as ever
	follow bool                 // health and record follow from who they are now, not from who they were
	wrote  bool                 // the record was written about who they are now, whatever health does
	given  []course.Given       // what they are liable to
	adds   []course.Condition   // what they have besides
	drops  func(is string) bool // what they cannot have; nil for nothing
}

// replaced is the population with some people altered, and whoever was altered before.
func (p *Population) replaced(altered map[int]*alteration) *Population {
	q := *p
	q.altered = maps.Clone(p.altered)
	if q.altered == nil {
		q.altered = map[int]*alteration{}
	}
	maps.Copy(q.altered, altered)
	return &q
}

// apply makes somebody who they are now.
func (a *alteration) apply(who *Person) {
	if a.change != nil {
		who.Name.Given = slices.Clone(who.Name.Given)
		a.change(who)
	}
}

// subject is whose health it is: that of who they are now, or of who they were.
func (a *alteration) subject(was *Person) Person {
	who := *was
	if a.follow {
		a.apply(&who)
	}
	return who
}

// otherwise is an altered person with their life.
func (p *Population) otherwise(i int, a *alteration) (Person, course.Life) {
	was := p.country.PersonAt(i, p.at)
	subject := a.subject(&was)
	life := p.course.LifeGiven(&subject, p.at, a.given)
	if was.Died.IsZero() && !life.Died.IsZero() {
		was = p.asDied(i, life.Died)
	}
	who := was
	a.apply(&who)
	life.Person = who
	a.mend(&life)
	return who, life
}

// rewrite makes the record of an altered person: as it was written about who they were, unless it follows.
func (p *Population) rewrite(who *Person, life *course.Life, a *alteration) chart.Chart {
	if a.follow || a.wrote {
		return p.clerk.Chart(who, life, p.at)
	}
	was := p.country.PersonAt(who.Index, p.at)
	c := p.clerk.Chart(&was, life, p.at)
	if c.Ethnicity.Code == was.Ethnicity {
		c.Ethnicity.Code = who.Ethnicity
	}
	return c
}

// mend puts the conditions of a life right.
func (a *alteration) mend(l *course.Life) {
	if a.drops != nil {
		l.Conditions = slices.DeleteFunc(slices.Clone(l.Conditions), func(c course.Condition) bool { return a.drops(c.Is) })
		l.Medicines = slices.DeleteFunc(slices.Clone(l.Medicines), func(m course.Medicine) bool { return a.drops(m.For) })
		if a.drops("pregnancy") {
			l.Pregnancies = nil
		}
		l.Events = slices.DeleteFunc(slices.Clone(l.Events), func(e course.Event) bool {
			return a.drops(e.Is) || a.drops(e.Why) || e.Kind == course.Delivery && a.drops("pregnancy")
		})
	}
	for _, c := range a.adds {
		if !c.Onset.Before(l.Person.Born) && !slices.ContainsFunc(l.Conditions, func(x course.Condition) bool { return x.Is == c.Is }) {
			at, _ := slices.BinarySearchFunc(l.Conditions, c, func(x, y course.Condition) int { return x.Onset.Compare(y.Onset) })
			l.Conditions = slices.Insert(slices.Clone(l.Conditions), at, c)
		}
	}
}
