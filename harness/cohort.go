package harness

import (
	"fmt"
	"sync"

	"sandpiper/mocks/world"
	"sandpiper/scenarios"
)

// cohort is a group of people of the population, by a predicate over what is known about each. Whether somebody belongs is worked
// out once, when somebody first asks: a cohort of a nation costs what is looked at of it. It is safe for many goroutines.
type cohort struct {
	name  string
	where *scenarios.Expr
	world *world.World

	mu    sync.Mutex
	known map[int]bool
}

func newCohort(c *scenarios.Cohort, w *world.World) *cohort {
	return &cohort{name: c.Name, where: &c.Where, world: w, known: map[int]bool{}}
}

// holds reports whether a person belongs.
func (c *cohort) holds(person int) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if in, ok := c.known[person]; ok {
		return in, nil
	}
	facts := factsOf(c.world, person)
	in, err := c.where.True(map[string]any{"person": facts})
	if err != nil {
		return false, fmt.Errorf("whether person %d is in the cohort %s: %w", person, c.name, err)
	}
	c.known[person] = in
	return in, nil
}
