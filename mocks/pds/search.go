package pds

import (
	"net/http"
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// likeHistory is what a match of something that is no longer so is worth beside one that is.
const likeHistory = 0.95

// searchset is the answer to a search. Without matches it has no entry member at all, as on the live service.
type searchset struct {
	ResourceType string  `json:"resourceType"`
	Type         string  `json:"type"`
	Timestamp    string  `json:"timestamp"`
	Total        int     `json:"total"`
	Entry        []entry `json:"entry,omitempty"`
}

type entry struct {
	FullURL  string      `json:"fullUrl"`
	Search   searchScore `json:"search"`
	Resource *Patient    `json:"resource"`
}

type searchScore struct {
	Score float64 `json:"score"`
}

// match is somebody who was found.
type match struct {
	person int
	score  float64
	number string
}

// search finds patients by their details.
func (s Service) search(w http.ResponseWriter, r *http.Request, call *mocks.Call, mode Mode) {
	query := r.URL.Query()
	if mode != HealthcareWorker && query.Has("_max-results") && query.Get("_max-results") != "1" {
		refuse(w, onlyOneResult(mode))
		return
	}
	criteria, wrong, ok := ReadCriteria(r.URL.RawQuery, mode)
	if !ok {
		refuse(w, wrong)
		return
	}
	matches := find(r, call.View, &criteria)
	if len(matches) > criteria.Most {
		refuse(w, tooManyMatches())
		return
	}
	out := searchset{
		ResourceType: "Bundle", Type: "searchset", Timestamp: call.View.Now().UTC().Format(dateTimeInZone), Total: len(matches),
	}
	for _, m := range matches {
		call.Touch(m.person)
		person, version := call.View.Person(m.person)
		shown := patient(&person, version.N).found(mode)
		out.Entry = append(out.Entry, entry{call.Base + Base + "/Patient/" + shown.ID, searchScore{m.score}, shown})
	}
	mocks.Answer(w, fhirType, http.StatusOK, out)
}

// find scores everybody who may match, best first and then by NHS number. It stops one past the most that may be given.
// Whom a fault shows in somebody's place is not its business: it looks at people as they are.
func find(r *http.Request, view *world.View, c *Criteria) []match {
	honest := view.Through(world.Lens{Back: view.Lens().Back})
	var found []match
	consider := func(i int) bool {
		if score, ok := c.scoreOf(honest, i); ok && (!c.Exact || score == 1) {
			found = append(found, match{i, score, view.Population().Number(i).String()})
		}
		return len(found) <= c.Most && r.Context().Err() == nil
	}
	seen := map[int]bool{}
	for _, change := range view.World().Changes() {
		if change.Deed == world.Amended && !seen[change.Person] {
			seen[change.Person] = true
			if !consider(change.Person) {
				return found
			}
		}
	}
	for i := range view.Population().Search(c.query()) {
		if !seen[i] && !consider(i) {
			break
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		if a.score != b.score {
			if a.score > b.score {
				return -1
			}
			return 1
		}
		return strings.Compare(a.number, b.number)
	})
	return found
}

// scoreOf scores a person as they are now and, where the search looks at history, as they were. A past date of birth never counts.
func (c *Criteria) scoreOf(view *world.View, i int) (best float64, ok bool) {
	now, version := view.Person(i)
	best, ok = c.Score(&now)
	if !c.Fuzzy && !c.History {
		return best, ok
	}
	for back := 1; back < version.N; back++ {
		past, _ := view.Through(world.Lens{Back: view.Lens().Back + back}).Person(i)
		past.Born = now.Born
		if score, was := c.Score(&past); was && score*likeHistory > best {
			best, ok = round(score*likeHistory), true
		}
	}
	return best, ok
}

// query is the part of the search that the population can test cheaply. Whatever it lets through is scored properly afterwards.
func (c *Criteria) query() synthetic.Query {
	q := synthetic.Query{BornFrom: c.Born.From, BornTo: c.Born.To}
	switch c.Gender {
	case "female", "male":
		sex := demography.Female
		if c.Gender == "male" {
			sex = demography.Male
		}
		q.Sex = &sex
	}
	q.Postcode = stem(c.Postcode)
	if !c.Fuzzy {
		q.Family, q.Practice = stem(c.Family), c.Practice
	}
	return q
}

// stem cuts a pattern after its first wildcard.
func stem(pattern string) string {
	if at := strings.IndexByte(pattern, '*'); at >= 0 {
		return pattern[:at+1]
	}
	return pattern
}
