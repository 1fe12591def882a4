package records

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// findPatients searches people: by id or NHS number at once, by name, date of birth or postcode by going through everybody.
//
// A lens that shows one person as another bends what is given, not who is found: a wrong-patient fault is only a fault if somebody
// who asks for one person gets another.
func (r *request) findPatients(query *fhir.Search, values url.Values) ([]fhir.Resource, error) {
	view := r.call.View.Through(world.Lens{Back: r.call.View.Lens().Back})
	honest := shelf{view, r.shelf.projector}
	var matches []fhir.Resource
	consider := func(one candidate) bool {
		i := one.person
		if !r.current(i) {
			return true
		}
		b := honest.bearer(i)
		if one.asked != 0 {
			b.person.Number = one.asked
		}
		if !query.Match(honest.outline(&b, &b.person)) {
			return true
		}
		redacted, err := r.mayFind(i, func() bool {
			less := world.Withheld(b.person)
			return query.Match(honest.outline(&b, &less))
		})
		if err != nil {
			return true
		}
		r.call.Touch(i)
		b = r.shelf.bearer(i)
		matches = append(matches, r.shelf.patient(&b, redacted))
		return len(matches) <= MostMatches && r.Context().Err() == nil
	}
	if known, ok := r.named(query); ok {
		for _, one := range known {
			consider(one)
		}
		return matches, nil
	}
	narrow, ok := narrowed(query, values)
	if !ok {
		return nil, tooCostly("A search of Patient needs _id, identifier, family, name, birthdate or address-postalcode")
	}
	for i := range r.candidates(narrow) {
		if !consider(candidate{person: i}) {
			break
		}
	}
	if len(matches) > MostMatches || r.call.View.TooMany() {
		return nil, tooMany()
	}
	return matches, r.Context().Err()
}

// candidate is somebody who may match, and the number by which they were asked for: one that was merged into theirs finds them, too.
type candidate struct {
	person int
	asked  nhs.Number // 0 if they were not asked for by number
}

// named is whom the search names by id or NHS number; ok is false if it names nobody so.
func (r *request) named(query *fhir.Search) (people []candidate, ok bool) {
	if ids := query.IDs(); ids != nil {
		for _, id := range unique(ids) {
			if i, known := r.person(id); known {
				people = append(people, candidate{person: i})
			}
		}
		return people, true
	}
	tokens := query.Tokens("identifier")
	if tokens == nil {
		return nil, false
	}
	for _, token := range tokens {
		number, err := nhs.ParseNumber(token.Code)
		if err != nil {
			continue
		}
		i, known := r.holder(number)
		if known && !slices.ContainsFunc(people, func(c candidate) bool { return c.person == i }) {
			people = append(people, candidate{i, number})
		}
	}
	return people, true
}

// candidates yields who may match: those whose details were written, newcomers among them, and those whom the population finds.
func (r *request) candidates(narrow synthetic.Query) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		written := map[int]bool{}
		for _, i := range r.call.View.World().Written() {
			written[i] = true
			if !yield(i) {
				return
			}
		}
		for i := range r.call.View.Population().Search(narrow) {
			if !written[i] && !yield(i) {
				return
			}
		}
	}
}

// narrowed is what of the search the population can test cheaply; ok is false if that is nothing. It may let through more than
// the search asks for, never less.
func narrowed(query *fhir.Search, values url.Values) (q synthetic.Query, ok bool) {
	for name := range values {
		bare, _, _ := strings.Cut(name, ":")
		switch bare {
		case "family", "name", "birthdate", "address-postalcode":
			ok = true
		}
	}
	if family := query.Words("family"); len(family) == 1 && values.Has("family") && plain(family[0]) {
		q.Family = family[0] + "*"
	}
	for _, v := range values["birthdate"] {
		day, err := time.Parse(time.DateOnly, strings.TrimPrefix(v, "eq"))
		if err == nil {
			q.BornFrom, q.BornTo = day, day
		}
	}
	return q, ok
}

// plain reports whether folding cannot change a word but for its case, so that a cheap test agrees with the search.
func plain(word string) bool {
	for _, c := range []byte(word) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
