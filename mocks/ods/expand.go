package ods

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"sandpiper/mocks"
)

// mostExpanded is how many codes an expansion may have (specification, POST /ValueSet/).
const mostExpanded = 50_000

// valueSet is an expanded value set (specification, example of POST /ValueSet/).
type valueSet struct {
	ResourceType string    `json:"resourceType"`
	Expansion    expansion `json:"expansion"`
}

type expansion struct {
	Identifier string           `json:"identifier"`
	Timestamp  string           `json:"timestamp"`
	Total      int              `json:"total"`
	Offset     int              `json:"offset"`
	Parameter  []expansionValue `json:"parameter"`
	Contains   []expansionCode  `json:"contains,omitempty"`
}

type expansionValue struct {
	Name    string `json:"name"`
	URI     string `json:"valueUri,omitempty"`
	Boolean *bool  `json:"valueBoolean,omitempty"`
	Integer *int   `json:"valueInteger,omitempty"`
	Text    string `json:"valueString,omitempty"`
}

type expansionCode struct {
	Extension []extension `json:"extension,omitempty"`
	System    string      `json:"system"`
	Inactive  bool        `json:"inactive,omitempty"`
	Code      string      `json:"code"`
	Display   string      `json:"display"`
}

// Extensions of a code in an expansion: what FHIR 5 has as properties, and the server's own.
const (
	urlProperty  = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property"
	urlExpansion = "http://ontoserver.csiro.au/profiles/expansion"
)

// expand answers POST ValueSet/$expand: a subset of a code system, with some properties of each code.
func (t *Terminology) expand(w http.ResponseWriter, r *http.Request) {
	s := t.Registers.scene(r)
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		writeTerminology(w, r, http.StatusBadRequest, "invalid", "The body could not be read.")
		return
	}
	asked, why := readExpansion(raw)
	if why != "" {
		mocks.Explain(w.Header(), why+" ("+r.URL.Path+")")
		writeTerminology(w, r, http.StatusBadRequest, "invalid", why)
		return
	}
	for _, list := range [][]inclusion{asked.include, asked.exclude} {
		for i := range list {
			if filterable(list[i].System) == nil {
				s.noCode(w, r, list[i].System, "", false)
				return
			}
			for k := range list[i].Filter {
				if why := list[i].Filter[k].ready(list[i].System); why != "" {
					mocks.Explain(w.Header(), why+" Properties: "+strings.Join(filterable(list[i].System), ", "))
					writeTerminology(w, r, http.StatusUnprocessableEntity, "processing", why)
					return
				}
			}
		}
	}
	codes := s.codes(&asked)
	most := t.MostExpanded
	if most == 0 {
		most = mostExpanded
	}
	if len(codes) > most {
		const why = "The expansion has too many codes"
		mocks.Explain(w.Header(), why+": ask for less with a filter ("+r.URL.Path+" expands at most "+number10(most)+")")
		writeTerminology(w, r, http.StatusUnprocessableEntity, "too-costly", why+".")
		return
	}
	out := s.expanded(r, &asked, codes)
	if raw, err := json.Marshal(out); err != nil || len(raw) > MostBytes {
		tooCostly(w, r, "ask for less with count, and page through with offset")
		return
	}
	writeFHIR(w, r, http.StatusOK, out)
}

// codes are the codes that are asked for, each once: included by one and excluded by none, in the order of the systems' lists.
func (s scene) codes(asked *expansionAsked) []found {
	var out []found
	given := make(map[[2]string]bool)
	looked := func(property string) bool {
		looks := func(x inclusion) bool {
			return slices.ContainsFunc(x.Filter, func(f propertyFilter) bool { return f.Property == property })
		}
		return property == "inactive" || slices.ContainsFunc(asked.include, looks) || slices.ContainsFunc(asked.exclude, looks)
	}
	for i := range asked.include {
		for _, c := range s.all(asked.include[i].System, looked) {
			key := [2]string{c.system, c.code}
			if given[key] || asked.activeOnly && c.inactive() || !c.worded(asked.words) || !asked.include[i].has(&c) ||
				slices.ContainsFunc(asked.exclude, func(x inclusion) bool { return x.System == c.system && x.has(&c) }) {
				continue
			}
			given[key] = true
			out = append(out, c)
		}
	}
	return out
}

// all are the codes of a system, with the properties that filters look at.
func (s scene) all(system string, filtered func(property string) bool) []found {
	var out []found
	list := RelationshipConcepts()
	switch system {
	case odsSystem:
		for _, o := range s.All() {
			if o.Known(s.on) {
				out = append(out, found{system, "", o.Code, strings.ToUpper(o.Name), s.properties(o, filtered)})
			}
		}
		return out
	case roleSystem:
		list = RoleConcepts()
	}
	for i := range list {
		out = append(out, found{system: system, code: list[i].ID, display: list[i].Display, properties: roleProperties(system, &list[i])})
	}
	return out
}

// roleProperties are what is said of a role as a code; nothing is of a relationship.
func roleProperties(system string, c *Concept) []parameter {
	if system != roleSystem {
		return nil
	}
	return []parameter{{Name: "property", Part: []parameter{{Name: "code", Code: "primaryRole"}, {Name: "value", Boolean: &c.Primary}}}}
}

// has reports whether an inclusion names a code of its system, or its filters let it through.
func (x *inclusion) has(c *found) bool {
	if len(x.Concept) > 0 {
		for i := range x.Concept {
			if x.Concept[i].Code == c.code {
				return true
			}
		}
		return false
	}
	for i := range x.Filter {
		if !x.Filter[i].holds(c.values(x.Filter[i].Property)) {
			return false
		}
	}
	return true
}

// values are a code's values of a property, as texts.
func (c *found) values(property string) []string {
	var out []string
	for i := range c.properties {
		if part := c.properties[i].Part; part[0].Code == property {
			out = append(out, part[1].plain())
		}
	}
	return out
}

// plain is a parameter's value as a text.
func (p *parameter) plain() string {
	switch {
	case p.Coding != nil:
		return p.Coding.Code
	case p.Boolean != nil && *p.Boolean:
		return "true"
	case p.Boolean != nil:
		return "false"
	}
	return p.Code + p.Text + p.Date + p.URI
}

func (c *found) inactive() bool { return slices.Contains(c.values("inactive"), "true") }

// worded reports whether each word begins one of the display.
func (c *found) worded(words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(strings.Fields(c.display), func(have string) bool { return strings.HasPrefix(have, w) }) {
			return false
		}
	}
	return true
}

// expanded is the answer: a page of the codes.
func (s scene) expanded(r *http.Request, asked *expansionAsked, codes []found) valueSet {
	from := min(asked.offset, len(codes))
	to := len(codes)
	if asked.count >= 0 {
		to = min(to, from+asked.count)
	}
	made := s.call.View.Now().UTC().Format("2006-01-02T15:04:05") + "+00:00"
	out := expansion{Identifier: "urn:uuid:" + UUID(r.URL.RequestURI(), made, number10(len(codes))), Timestamp: made, Total: len(codes), Offset: asked.offset}
	var systems []string
	for i := range asked.include {
		if !slices.Contains(systems, asked.include[i].System) {
			systems = append(systems, asked.include[i].System)
		}
	}
	for _, name := range []string{"version", "used-codesystem"} {
		for _, system := range systems {
			out.Parameter = append(out.Parameter, expansionValue{Name: name, URI: system + "|" + s.on.String()})
		}
	}
	out.Parameter = append(out.Parameter, expansionValue{Name: "activeOnly", Boolean: &asked.activeOnly})
	if asked.count >= 0 {
		out.Parameter = append(out.Parameter, expansionValue{Name: "count", Integer: &asked.count})
	}
	if asked.offset > 0 {
		out.Parameter = append(out.Parameter, expansionValue{Name: "offset", Integer: &asked.offset})
	}
	if len(asked.words) > 0 {
		out.Parameter = append(out.Parameter, expansionValue{Name: "filter", Text: strings.Join(asked.words, " ")})
	}
	for i := from; i < to; i++ {
		out.Contains = append(out.Contains, s.contained(&codes[i], asked.properties))
	}
	return valueSet{"ValueSet", out}
}

// contained is a code in an expansion, with the properties that are wanted.
func (s scene) contained(c *found, wanted []string) expansionCode {
	out := expansionCode{System: c.system, Code: c.code, Display: c.display, Inactive: c.inactive()}
	if out.Inactive {
		yes := true
		out.Extension = append(out.Extension, extension{URL: urlExpansion, Extension: []extension{{URL: "inactive", Boolean: &yes}}})
	}
	whole, _, _ := s.concept(c.system, c.code, func(property string) bool { return asked(wanted, property) })
	for i := range whole.properties {
		part := whole.properties[i].Part
		v := &part[1]
		out.Extension = append(out.Extension, extension{URL: urlProperty, Extension: []extension{
			{URL: "code", Code: part[0].Code}, {URL: "value", Code: v.Code, Text: v.Text, DateTime: v.Date, Boolean: v.Boolean, Coding: v.Coding},
		}})
	}
	return out
}
