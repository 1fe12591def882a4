package synthetic

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/gmf"
	"sandpiper/synthetic/nhs"
)

// Population is an open recipe. It is immutable and safe for any number of goroutines.
type Population struct {
	recipe  Recipe
	at      time.Time // the day it is looked at from
	numbers *nhs.Numbering
	country *demography.Country
	course  *course.Model
	clerk   *chart.Clerk
	guests  *gmf.Guests // nil without
	altered map[int]*alteration
}

// Open readies a recipe. It reads the embedded tables, houses the templates that everybody is laid from and solves the
// disease curves, some milliseconds whatever the number of people, and makes nobody. Errors wrap ErrRecipe.
func Open(r Recipe) (*Population, error) {
	numbers := nhs.NewNumbering(r.Seed)
	if err := r.check(); err != nil {
		return nil, err
	}
	country, err := demography.NewCountryOf(r.Seed, r.AsOf, numbers, r.Area)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecipe, err)
	}
	if demography.Neighbourhood(r.Area) {
		r.People = country.Whole(r.People)
	}
	return &Population{
		recipe:  r,
		at:      r.AsOf,
		numbers: numbers,
		country: country,
		course:  course.NewModel(r.Seed, r.AsOf, country),
		clerk:   chart.NewClerk(r.Seed, r.AsOf, country),
	}, nil
}

// Recipe is what the population was opened from, with what it left out filled in.
func (p *Population) Recipe() Recipe { return p.recipe }

// At is the same population as it stands on a date, not before the recipe's: people will have moved, fallen ill, died and
// been born. It costs nothing.
func (p *Population) At(date time.Time) *Population {
	q := *p
	q.at = date
	return &q
}

// Date is the day that the population is looked at from.
func (p *Population) Date() time.Time { return p.at }

// Len is the number of people who were alive on the recipe's day: the indexes 0 … Len-1.
func (p *Population) Len() int { return p.recipe.People }

// Everyone yields every index there is on the population's date, in ascending order: those alive on the recipe's day, those
// who died in the years before it, and those born since.
func (p *Population) Everyone() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range p.recipe.People {
			if !yield(i) {
				return
			}
		}
		for k := range demography.Others(p.recipe.People) {
			if i := demography.FirstOther + k; p.Exists(i) && !yield(i) {
				return
			}
		}
	}
}

// Exists reports whether there is a person i on the population's date: alive on the recipe's day, died in the years before it,
// or born since to a mother who lived to bear them.
func (p *Population) Exists(i int) bool {
	if i < demography.FirstOther {
		return i >= 0 && i < p.recipe.People
	}
	if !p.country.Exists(i, p.recipe.People, p.at) {
		return false
	}
	mother, ok := p.country.Mother(i)
	if !ok || !p.at.After(p.recipe.AsOf) {
		return true
	}
	child, bearer := p.country.Glance(i), p.country.Person(mother)
	return !p.course.Died(&bearer).Before(child.Born)
}

// Person makes person i as they stand on the population's date. Those who have died by then are as they were when they died.
// It panics for an i of whom nothing is known by then, as an index of a slice would; Exists tells.
func (p *Population) Person(i int) Person {
	p.must(i)
	if a := p.altered[i]; a != nil {
		person, _ := p.otherwise(i, a)
		return person
	}
	if !p.at.After(p.recipe.AsOf) {
		return p.country.PersonAt(i, p.at)
	}
	return p.later(i)
}

// later is Person for a date after the recipe's day.
func (p *Population) later(i int) Person {
	person := p.country.PersonAt(i, p.at)
	if !person.Died.IsZero() {
		return person
	}
	if died, ok := p.course.DiedBefore(&person, p.at); ok {
		return p.asDied(i, died)
	}
	return person
}

// asDied is person i as they were when they died, after the recipe's day.
func (p *Population) asDied(i int, died time.Time) Person {
	person := p.country.PersonAt(i, died)
	person.Died = died
	return person
}

// live is Person with the life of which their death is a part.
func (p *Population) live(i int) (Person, course.Life) {
	p.must(i)
	if a := p.altered[i]; a != nil {
		return p.otherwise(i, a)
	}
	person := p.country.PersonAt(i, p.at)
	life := p.course.Life(&person, p.at)
	if person.Died.IsZero() && !life.Died.IsZero() {
		person = p.asDied(i, life.Died)
		life.Person = person
	}
	return person, life
}

// Household lists who lives in person i's home on the population's date, in ascending order; i too, if alive.
func (p *Population) Household(i int) []int {
	p.must(i)
	return slices.DeleteFunc(p.country.Household(i, p.recipe.People, p.at), func(k int) bool {
		if !p.Exists(k) {
			return true
		}
		person := p.Person(k)
		return !person.Died.IsZero()
	})
}

// Changes is how often what a demographics service holds about person i has changed between the recipe's day and the
// population's date (moves, death), and when it last did.
func (p *Population) Changes(i int) (n int, last time.Time) {
	p.must(i)
	if !p.at.After(p.recipe.AsOf) {
		return 0, time.Time{}
	}
	person := p.Person(i)
	if person.Died.Before(p.recipe.AsOf) && !person.Died.IsZero() {
		return 0, time.Time{}
	}
	until := p.at
	if !person.Died.IsZero() {
		until, n, last = person.Died, 1, person.Died
	}
	moved := p.country.Moved(i, until)
	if n == 0 && len(moved) > 0 {
		last = moved[len(moved)-1]
	}
	return n + len(moved), last
}

// Moves are the changes of address of person i's household from ten years before the recipe's day to the population's date.
func (p *Population) Moves(i int) []demography.Move {
	until := p.at
	if person := p.Person(i); !person.Died.IsZero() {
		until = person.Died
	}
	return p.country.Moves(i, until)
}

// Truth makes what is so about person i's health.
func (p *Population) Truth(i int) course.Truth {
	_, life := p.live(i)
	return life.At(p.at)
}

// Chart makes what is written about person i.
func (p *Population) Chart(i int) chart.Chart {
	_, _, c := p.Life(i)
	return c
}

// Ethnicity is the ethnic category that person i's chart has. It takes a hundredth of the time of the chart.
func (p *Population) Ethnicity(i int) chart.Ethnicity {
	if p.altered[i] != nil {
		return p.Chart(i).Ethnicity
	}
	person := p.Person(i)
	return p.clerk.Ethnicity(&person, person.Died, p.at)
}

// Life makes all three at once, for the price of the chart.
func (p *Population) Life(i int) (Person, course.Life, chart.Chart) {
	person, life := p.live(i)
	c := p.write(&person, &life)
	p.host(&person, &life, &c)
	return person, life, c
}

// write makes the record of a life.
func (p *Population) write(person *Person, life *course.Life) chart.Chart {
	if a := p.altered[person.Index]; a != nil {
		return p.rewrite(person, life, a)
	}
	return p.clerk.Chart(person, life, p.at)
}

// Number is the NHS number of person i.
func (p *Population) Number(i int) nhs.Number {
	p.must(i)
	return p.numbers.Number(i)
}

// Index is the person who holds an NHS number; ok is false if nobody in this population does on its date.
func (p *Population) Index(n nhs.Number) (i int, ok bool) {
	i, ok = p.numbers.Index(n)
	if !ok || !p.Exists(i) {
		return 0, false
	}
	return i, true
}

// Practice is the general practice with a code; ok is false if England has none such.
func (p *Population) Practice(code nhs.ODS) (demography.Practice, bool) {
	return p.country.Practice(code)
}

// Practices yields every general practice of the country, whether or not anyone of this population is registered there.
func (p *Population) Practices() iter.Seq[demography.Practice] { return p.country.Practices() }

// Practitioner is the k-th clinician of a practice; numbers outside 0 … Practitioners-1 wrap around.
func (p *Population) Practitioner(code nhs.ODS, k int) demography.Practitioner {
	return p.country.Practitioner(code, k)
}

func (p *Population) must(i int) {
	if i >= 0 && i < p.recipe.People || i >= demography.FirstOther && p.country.Exists(i, p.recipe.People, p.at) {
		return
	}
	panic("synthetic: no such person in the population")
}
