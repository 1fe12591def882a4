package physiology

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"sandpiper/synthetic/near"
)

// Course is how one acute illness unfolds untreated in a person of middling severity.
type Course struct {
	Key       string        // "sepsis"
	Label     string        // "Sepsis"
	Condition string        // key of nhs.Conditions that it is an episode of, empty for none
	ToPeak    time.Duration // from its beginning to the worst phase that most people survive for a while
	Source    string        // where its figures come from

	severity, pace float64 // spread of the logarithm between people
	gain           float64 // share of a rise of alveolar oxygen that reaches the artery
	moves, eats    float64 // share of walks and meals that are left
	phases         []phase // in order of after, sign by sign
	responses      []response
}

// phase is one row of data/phases.csv: from a minute on, a sign heads somewhere.
type phase struct {
	name         string
	after, slack float64 // minutes
	sign         Sign
	level        bool // value is where the sign goes, not by how much it changes
	value        float64
}

// Phases are the names of the phases, in order.
func (c *Course) Phases() []string {
	var names []string
	for _, p := range c.phases {
		if !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	return names
}

// Courses lists every course known, in the order of data/courses.csv; the first is "none". The slice is shared: do not
// change it.
func Courses() []Course { return courses() }

// FindCourse looks a course up by its key; the error names the nearest right one.
func FindCourse(key string) (*Course, error) {
	all := courses()
	keys := make([]string, len(all))
	for i := range all {
		if all[i].Key == key {
			return &all[i], nil
		}
		keys[i] = all[i].Key
	}
	return nil, fmt.Errorf("no course %q: the nearest is %q", key, near.Closest(key, keys))
}

var courses = sync.OnceValue(func() []Course {
	var all []Course
	at := map[string]int{}
	for _, row := range table("courses.csv") {
		at[row.Text("key")] = len(all)
		all = append(all, Course{Key: row.Text("key"), Label: row.Text("label"), Condition: row.Text("condition"), Source: row.Text("source"),
			ToPeak: time.Duration(row.Float("peak") * float64(time.Minute)), severity: row.Float("severity"), pace: row.Float("pace"),
			gain: row.Float("gain"), moves: row.Float("moves"), eats: row.Float("eats")})
	}
	of := func(key string) *Course {
		i, ok := at[key]
		if !ok {
			panic("physiology: no course " + key)
		}
		return &all[i]
	}
	for _, row := range table("phases.csv") {
		c := of(row.Text("course"))
		c.phases = append(c.phases, phase{name: row.Text("phase"), after: row.Float("after"), slack: row.Float("minutes"), sign: sign(row, "sign"),
			level: row.Text("how") == "level", value: row.Float("value")})
	}
	for _, row := range table("responses.csv") {
		r := response{treatment: row.Text("treatment"), relief: row.Float("relief"), add: row.Float("add"), delay: row.Float("delay"),
			slack: row.Float("minutes"), lasts: row.Float("lasts"), all: row.Text("sign") == "*"}
		if !r.all {
			r.sign = sign(row, "sign")
		}
		if key := row.Text("course"); key != "*" {
			of(key).responses = append(of(key).responses, r)
			continue
		}
		for i := range all {
			all[i].responses = append(all[i].responses, r)
		}
	}
	return all
})
