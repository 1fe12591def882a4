package harness

import (
	"fmt"
	"sync"

	"sandpiper/mocks/world"
	"sandpiper/scenarios"
)

// cohorts are the groups of people that a pack describes, each by a predicate over what is known about a person. Who belongs to
// which is worked out once for each person, when somebody first asks about one of the groups: what is known about a person takes far
// longer to gather than all predicates to answer, and cohorts of a nation cost what is looked at of it. They are safe for many goroutines.
type cohorts struct {
	world *world.World
	pack  []scenarios.Cohort

	mu    sync.Mutex
	known map[int][]belongs // by person; in the order of the pack
}

// belongs is whether a person is in a cohort, or why that cannot be said.
type belongs struct {
	in  bool
	err error
}

// cohort is one of the cohorts.
type cohort struct {
	name  string
	place int
	of    *cohorts
}

func newCohorts(pack []scenarios.Cohort, w *world.World) *cohorts {
	return &cohorts{world: w, pack: pack, known: map[int][]belongs{}}
}

// named finds a cohort; nil if the pack describes none of that name.
func (c *cohorts) named(name string) *cohort {
	for i := range c.pack {
		if c.pack[i].Name == name {
			return &cohort{name, i, c}
		}
	}
	return nil
}

// names are those of the cohorts, in the order of the pack.
func (c *cohorts) names() []string {
	out := make([]string, len(c.pack))
	for i := range c.pack {
		out[i] = c.pack[i].Name
	}
	return out
}

// holds reports whether a person belongs.
func (c *cohort) holds(person int) (bool, error) {
	answer := c.of.ask(person)[c.place]
	if answer.err != nil {
		return false, fmt.Errorf("whether person %d is in the cohort %s: %w", person, c.name, answer.err)
	}
	return answer.in, nil
}

// ask is a person's place in every cohort.
func (c *cohorts) ask(person int) []belongs {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[person]; ok {
		return known
	}
	vars := map[string]any{"person": factsOf(c.world, person)}
	out := make([]belongs, len(c.pack))
	for i := range c.pack {
		out[i].in, out[i].err = c.pack[i].Where.True(vars)
	}
	c.known[person] = out
	return out
}
