package registers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sandpiper/mocks"
)

// registerSummary is the register resource (v1 register-resource).
type registerSummary struct {
	Domain    string          `json:"domain"`
	Records   int             `json:"total-records"`
	Entries   int             `json:"total-entries"`
	Register  json.RawMessage `json:"register-record"`
	Custodian string          `json:"custodian,omitempty"`
	Updated   string          `json:"last-updated"`
}

func (p *page) register() error {
	raw, err := p.summary()
	if err != nil {
		return err
	}
	return p.send(p.vars["format"], func([]byte) []byte { return raw }, nil)
}

func (p *page) summary() ([]byte, error) {
	return json.Marshal(registerSummary{
		Domain: p.domain(), Records: p.Len(), Entries: p.Size(), Register: json.RawMessage(p.definition.record().Canonical()),
		Custodian: p.definition.Custodian, Updated: string(appendTime(nil, p.Updated())),
	})
}

// domain is the host by which the caller reaches the register. The real one is register.gov.uk.
func (p *page) domain() string {
	u, err := url.Parse(p.call.Base)
	if err != nil {
		return ""
	}
	return u.Host
}

// contextView is the context resource (v2 context-resource).
type contextView struct {
	ID          string      `json:"id"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Custodian   string      `json:"custodian,omitempty"`
	Hashing     hashing     `json:"hashing-algorithm"`
	Statistics  statistics  `json:"statistics"`
	Copyright   string      `json:"copyright"`
	Licence     string      `json:"licence"`
	Root        string      `json:"root-hash"`
	Status      status      `json:"status"`
	Schema      []attribute `json:"schema"`
}

type hashing struct {
	Codec    string `json:"codec"`
	Function int    `json:"function-type"`
	Length   int    `json:"digest-length"`
}

type statistics struct {
	Entries int `json:"total-entries"`
	Blobs   int `json:"total-blobs"`
	Records int `json:"total-records"`
}

type status struct {
	Start string `json:"start-date"`
}

type attribute struct {
	ID          string `json:"id"`
	Datatype    string `json:"datatype"`
	Cardinality string `json:"cardinality"`
	Description string `json:"description,omitempty"`
}

func (p *page) context() error {
	root, err := p.Root(V2, p.Size())
	if err != nil {
		return err
	}
	d := &p.definition
	v := contextView{
		ID: d.ID, Title: d.Title, Description: d.Text, Custodian: d.Custodian, Hashing: hashing{"sha2-256", int(multihash[0]), int(multihash[1])},
		Statistics: statistics{p.Size(), p.Items(), p.Len()}, Copyright: d.Copyright, Licence: d.Licence, Root: Two(root),
		Schema: []attribute{},
	}
	if len(p.remarks) > 0 {
		v.Status.Start = p.remarks[0].At.Format(time.DateOnly)
	}
	for _, f := range d.Fields {
		v.Schema = append(v.Schema, attribute{f.Name, f.Datatype, f.cardinality(), f.Text})
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.send(p.vars["format"], func([]byte) []byte { return raw }, nil)
}

// moved sends the singular names of the first drafts to the plural ones, for good.
func (p *page) moved() error {
	path := p.r.URL.EscapedPath()
	for _, word := range []string{"entry", "record", "item"} {
		path = strings.Replace(path, "/"+word+"/", "/"+map[string]string{"entry": "entries", "record": "records", "item": "items"}[word]+"/", 1)
	}
	_, rest, _ := strings.Cut(path, Root+"/"+p.definition.ID)
	if q := p.r.URL.RawQuery; q != "" {
		rest += "?" + q
	}
	open(p.w.Header())
	p.w.Header().Set("Location", p.path(rest))
	p.w.WriteHeader(http.StatusMovedPermanently)
	return nil
}

// home sends whoever follows the address of a register, such as list gives, to what there is to know of it: the real one had a page for people there.
func (p *page) home() error {
	open(p.w.Header())
	p.w.Header().Set("Location", p.path("/register"))
	p.w.WriteHeader(http.StatusFound)
	return nil
}

// list says which registers there are. It is ours: the real list was a page for people and the register register.
func (s *Service) list(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	type held struct {
		Register string `json:"register"`
		URL      string `json:"url"`
	}
	out := []held{}
	for _, name := range s.names() {
		out = append(out, held{name, call.URL(Root + "/" + name)})
	}
	open(w.Header())
	mocks.Answer(w, "application/json", http.StatusOK, out)
}
