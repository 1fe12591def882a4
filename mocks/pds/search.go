package pds

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
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
func (s Service) search(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	query := r.URL.Query()
	switch {
	case c.mode == PatientAccess:
		refuse(w, patientMayNot())
		return
	case c.mode != HealthcareWorker && query.Has("_max-results") && query.Get("_max-results") != "1":
		refuse(w, onlyOneResult(c.mode))
		return
	}
	criteria, wrong, ok := ReadCriteria(r.URL.RawQuery, c.mode)
	if !ok {
		refuse(w, wrong)
		return
	}
	matches := find(r, call.View, &criteria)
	if criteria.whereabouts() { // who is found by what the policy withholds is not found; for the restricted the service has a rule of its own
		matches = slices.DeleteFunc(matches, func(m match) bool {
			return c.withheld(m.person) && !call.View.Particulars(m.person).Access.Hidden()
		})
	}
	if len(matches) > criteria.Most || call.View.TooMany() {
		refuse(w, tooManyMatches())
		return
	}
	out := searchset{
		ResourceType: "Bundle", Type: "searchset", Timestamp: call.View.Now().UTC().Format(dateTimeInZone), Total: len(matches),
	}
	for _, m := range matches {
		call.Touch(m.person)
		if !c.may(call.View, m.person) {
			refuse(w, forbiddenOperation(http.MethodGet, c.mode))
			return
		}
		person, particulars, version := call.View.Registered(m.person)
		shown := patient(&person, particulars, version.N).found(c.mode)
		if c.withheld(m.person) {
			shown.withhold()
		}
		out.Entry = append(out.Entry, entry{call.URL(Base + "/Patient/" + shown.ID), searchScore{m.score}, shown})
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
			found = note(found, view.World(), match{person: i, score: score})
		}
		return len(found) <= c.Most && r.Context().Err() == nil
	}
	seen := map[int]bool{}
	for _, i := range view.World().Written() {
		seen[i] = true
		if !consider(i) {
			return found
		}
	}
	for i := range candidates(view, c) {
		if !seen[i] && !consider(i) {
			break
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.number, b.number))
	})
	return found
}

// note adds a match. Somebody is found once; in place of a record that was merged into another that other one is found, and a record
// made in error is not (patient-search.yaml, "Invalidated patients").
func note(found []match, w *world.World, m match) []match {
	var how world.Holding
	if m.person, how = w.Holder(w.Number(m.person)); how == world.Invalidated || how == world.Unissued {
		return found
	}
	for k := range found {
		if found[k].person == m.person {
			found[k].score = max(found[k].score, m.score)
			return found
		}
	}
	m.number = w.Number(m.person).String()
	return append(found, m)
}
