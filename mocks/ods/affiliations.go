package ods

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// affiliationBy finds a relationship by its number, which says whose it is.
func (s scene) affiliationBy(id int) (*Organisation, *Rel, bool) {
	ordinal := (id - firstRel) / perOrganisation
	if id < firstRel || ordinal >= len(s.made) {
		return nil, nil, false
	}
	o := s.made[ordinal]
	i := slices.IndexFunc(o.Rels, func(r Rel) bool { return r.Unique == id })
	if i < 0 || !o.Rels[i].Span.Begun(s.on) {
		return nil, nil, false
	}
	return o, &o.Rels[i], true
}

func (t *Terminology) readAffiliation(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	id := mux.Vars(r)["id"]
	n, ok := number(id, 0, 1<<30)
	if ok {
		var o *Organisation
		var rel *Rel
		if o, rel, ok = s.affiliationBy(n); ok {
			writeFHIR(w, r, http.StatusOK, o.affiliated(rel, s.on))
			return
		}
	}
	writeOutcome(w, r, http.StatusNotFound, "HAPI-2001: Resource OrganizationAffiliation/"+id+" is not known")
}

func (t *Terminology) searchAffiliation(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	q, why := readSearch("OrganizationAffiliation", r.URL.Query())
	if why != "" {
		writeOutcome(w, r, http.StatusBadRequest, why)
		return
	}
	b := t.begin(s, r, q)
	for _, o := range s.sources(q) {
		for i := range o.Rels {
			rel := &o.Rels[i]
			if !rel.Span.Begun(s.on) || !q.matchesRel(s, o, rel) || !b.counts() {
				continue
			}
			b.add("OrganizationAffiliation/"+number10(rel.Unique), o.affiliated(rel, s.on), "match")
			for _, which := range q.include {
				included := o
				if which == participating {
					included = s.byCode[rel.Target]
				}
				b.add("Organization/"+included.Code, included.resource(s.on), "include")
			}
		}
	}
	b.write(w, r)
}

// sources is the organisations among whose relationships a search must look.
func (s scene) sources(q fhirQuery) []*Organisation {
	switch {
	case q.sources != nil:
		return s.candidates(fhirQuery{codes: q.sources})
	case q.targets != nil:
		var out []*Organisation
		for _, code := range q.targets {
			out = append(out, s.Pointing(code)...)
		}
		return out
	}
	return s.All()
}

// affiliation reads a condition about relationships (specification, parameters of /OrganizationAffiliation).
func (q *fhirQuery) affiliation(name, v string) (known, ok bool) {
	ok = true
	switch name {
	case "primary-organization":
		list := references(v)
		q.sources = append(q.sources, list...)
		q.also(func(_ scene, o *Organisation, _ *Rel) bool { return slices.Contains(list, o.Code) })
	case "participating-organization":
		list := references(v)
		q.targets = append(q.targets, list...)
		q.also(func(_ scene, _ *Organisation, r *Rel) bool { return slices.Contains(list, r.Target) })
	case "active":
		ok = v == "true" || v == "false"
		q.also(func(s scene, _ *Organisation, r *Rel) bool { return r.Span.Holds(s.on) == (v == "true") })
	case "_id", "identifier":
		list := tokens(v, odsCodes+"organization-relationship-instance")
		q.also(func(_ scene, _ *Organisation, r *Rel) bool { return slices.Contains(list, number10(r.Unique)) })
	case "role":
		list := tokens(v, odsCodes+"ODSRelationship")
		q.also(func(_ scene, _ *Organisation, r *Rel) bool { return slices.Contains(list, r.ID) })
	case "date", "_lastUpdated":
		var holds func(Day) bool
		holds, ok = dateTest(v)
		q.also(func(_ scene, _ *Organisation, r *Rel) bool { return holds(r.Span.From) })
	case "endpoint", "location", "network", "service", "specialty", "telecom", "_content", "_profile", "_security", "_source", "_tag", "_text":
		q.also(func(scene, *Organisation, *Rel) bool { return false }) // known to the server, and no record has any
	default:
		return false, false
	}
	return true, ok
}

// references reads a list with commas of codes, with or without the type before them.
func references(v string) []string {
	list := strings.Split(v, ",")
	for i := range list {
		list[i] = strings.TrimPrefix(list[i], "Organization/")
	}
	return list
}
