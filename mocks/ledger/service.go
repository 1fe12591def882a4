package ledger

import (
	"embed"
	"sync"

	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/fault"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var tables embed.FS

// Service is what is known of how true to life one service is.
type Service struct {
	Name          string      `json:"name"`          // as scenarios call it
	Stands        string      `json:"stands_for"`    // the real service
	Root          string      `json:"root"`          // where its paths begin
	Access        string      `json:"access"`        // what a caller needs
	Specification string      `json:"specification"` // followed; empty if nobody has recorded it
	Version       string      `json:"version"`       // of the specification
	Source        string      `json:"source"`        // where the specification was read
	Answered      int         `json:"answered"`      // operations of the specification that are answered
	Of            int         `json:"of"`            // operations that the specification has; 0: they are not counted
	Operations    []Operation `json:"operations"`    // of the specification, in its order
	Describes     []string    `json:"answers"`       // what is answered, in words
	Quirks        []Quirk     `json:"quirks"`        // oddities that are kept
	Differs       []string    `json:"differs"`       // known differences
	Faults        []Fault     `json:"faults"`        // what can be made to go wrong
}

// Operation is one operation of a specification.
type Operation struct {
	Method string `json:"method"`
	Path   string `json:"path"`            // as the specification writes it
	Route  string `json:"route,omitempty"` // that answers it, as the service mounts it; empty: none
	Source string `json:"source"`          // where it is specified, or known from
}

// Quirk is an oddity of the real service that is kept, because clients meet it.
type Quirk struct {
	Name    string `json:"name"`
	What    string `json:"what"`
	Source  string `json:"source"`
	Setting string `json:"setting,omitempty"` // of the service's Go type, or a flag of serve, where it can be switched
}

// Fault is a kind of effect that a rule can name.
type Fault struct {
	Kind  string `json:"kind"`
	About string `json:"about"`
}

// services is the ledger, read once.
var services = sync.OnceValue(func() []Service {
	var out []Service
	at := map[string]*Service{}
	for _, e := range catalogue.Table() {
		out = append(out, Service{
			Name: e.Service, Stands: e.Stands, Root: e.Root, Access: e.Access, Describes: e.Operations, Differs: e.Differs,
			Operations: []Operation{}, Quirks: []Quirk{}, Faults: faults(e.Service),
		})
	}
	for i := range out {
		at[out[i].Name] = &out[i]
	}
	for _, row := range sheet.Read(tables, "data/specifications.csv") {
		if s := at[row.Text("service")]; s != nil {
			s.Specification, s.Version, s.Source = row.Text("specification"), row.Text("version"), row.Text("source")
		}
	}
	for _, row := range sheet.Read(tables, "data/operations.csv") {
		s := at[row.Text("service")]
		if s == nil {
			continue
		}
		o := Operation{row.Text("method"), row.Text("path"), row.Text("route"), row.Text("source")}
		s.Operations = append(s.Operations, o)
		if s.Of++; o.Route != "" {
			s.Answered++
		}
	}
	for _, row := range sheet.Read(tables, "data/quirks.csv") {
		if s := at[row.Text("service")]; s != nil {
			s.Quirks = append(s.Quirks, Quirk{row.Text("quirk"), row.Text("what"), row.Text("source"), row.Text("setting")})
		}
	}
	return out
})

// faults are the kinds that can strike a service.
func faults(service string) []Fault {
	var out []Fault
	for _, kind := range fault.Kinds() {
		if fault.Strikes(kind, service) {
			out = append(out, Fault{kind, fault.About(kind)})
		}
	}
	return out
}

// Services is the ledger, a service after the other in the order of the catalogue. What it points to must not be changed.
func Services() []Service { return services() }
