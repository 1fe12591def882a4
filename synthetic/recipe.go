package synthetic

import (
	"errors"
	"fmt"
	"time"

	"sandpiper/synthetic/demography"
)

// Model is the version of the model of people, with that of the name generator whose lists it draws on. A change to
// anything that changes anybody changes it.
const Model = "england-2+" + demography.NamesModel

// Recipe says everything that a population depends on. Equal recipes make equal populations, on every machine.
type Recipe struct {
	Seed   uint64    `json:"seed"`
	People int       `json:"people"` // alive on AsOf; in a neighbourhood, Open adds the few who make the last household whole
	Area   string    `json:"area"`   // "england", a region ("london", "E12000007") or a neighbourhood ("ZX0412,ZX0413")
	AsOf   time.Time `json:"as_of"`  // the day that ages are counted to and charts end at, midnight UTC
	Model  string    `json:"model"`  // Model of the program that wrote the recipe
}

// ErrRecipe is wrapped by the errors of Open.
var ErrRecipe = errors.New("recipe cannot be opened")

// DefaultRecipe is a population of England as of 1 April 2026 under seed 1.
func DefaultRecipe(people int) Recipe {
	return Recipe{Seed: 1, People: people, Area: "england", AsOf: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Model: Model}
}

// check says what is wrong with a recipe, and fills in what may be left out.
func (r *Recipe) check() error {
	const most = demography.FirstOther
	if r.Area == "" {
		r.Area = "england"
	}
	if r.Model == "" {
		r.Model = Model
	}
	switch {
	case r.People < 1 || r.People > most:
		return fmt.Errorf("%w: %d people, want 1 to %d", ErrRecipe, r.People, most)
	case r.AsOf.Year() < 2020 || r.AsOf.Year() > 2040:
		return fmt.Errorf("%w: as of %s, want 2020 to 2040, for which the tables hold", ErrRecipe, r.AsOf.Format(time.DateOnly))
	case r.Model != Model:
		return fmt.Errorf("%w: made for model %s, this program makes %s", ErrRecipe, r.Model, Model)
	}
	r.AsOf = time.Date(r.AsOf.Year(), r.AsOf.Month(), r.AsOf.Day(), 0, 0, 0, 0, time.UTC)
	return nil
}

// Person is who somebody is.
type Person = demography.Person
