package main

import (
	"time"

	"github.com/spf13/pflag"

	"sandpiper/synthetic"
	"sandpiper/synthetic/gmf"
)

// recipeOptions are the flags that say which population is meant, the same for every command that opens one.
type recipeOptions struct {
	People int
	Seed   uint64
	Area   string
	At     string // look at the population on a later date than its own, YYYY-MM-DD
	Guests string // folder of modules that live in its people
}

// flags declares them.
func (o *recipeOptions) flags(f *pflag.FlagSet, people int) {
	f.IntVar(&o.People, "people", people, "people in the population, up to 58000080; England has 57700000")
	f.Uint64Var(&o.Seed, "seed", 1, "seed of the population")
	f.StringVar(&o.Area, "area", "england", "where: england, a region (london, E12000007) or a neighbourhood (practice codes: ZX0412,ZX0413)")
}

// date declares --at for commands that look at a population rather than play in it.
func (o *recipeOptions) date(f *pflag.FlagSet) {
	f.StringVar(&o.At, "at", "", "look at the people as they will be on this date (YYYY-MM-DD), from 2026-04-01 to 2039-04-01")
}

// hosts declares --modules for commands that show records.
func (o *recipeOptions) hosts(f *pflag.FlagSet) {
	f.StringVar(&o.Guests, "modules", "", "let the Generic Module Framework modules of this folder write into the records (see 'sandpiper gmf')")
}

// open makes the population.
func (o *recipeOptions) open() (*synthetic.Population, error) {
	recipe := synthetic.DefaultRecipe(o.People)
	recipe.Seed, recipe.Area = o.Seed, o.Area
	people, err := synthetic.Open(recipe)
	if err != nil {
		return nil, usage("--people, --area: %w", err)
	}
	if o.Guests != "" {
		guests, err := gmf.Open(o.Guests, o.Seed)
		if err != nil {
			return nil, moduleTrouble(o.Guests, err)
		}
		people = people.Hosting(guests)
	}
	if o.At == "" {
		return people, nil
	}
	at, err := time.Parse(time.DateOnly, o.At)
	if err != nil {
		return nil, usage("--at %q: want a date such as 2027-04-01", o.At)
	}
	if asOf := people.Recipe().AsOf; at.Before(asOf) {
		return nil, usage("--at %s is before the population's own date, %s", o.At, asOf.Format(time.DateOnly))
	}
	if last := people.Recipe().AsOf.AddDate(births, 0, 0); at.After(last) {
		return nil, usage("--at %s is after %s: births are made up for %d years and no longer", o.At, last.Format(time.DateOnly), births)
	}
	return people.At(at), nil
}

// births is for how many years after its own date a population has children to come (package synthetic/demography).
const births = 13
