package sds

import (
	"embed"
	"slices"
	"sync"

	"sandpiper/mocks/ods"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

// product is a row of systems.csv: a make of system and who has it.
type product struct {
	name, kind       string
	supplier         string // code of its maker
	of, at           int    // organisations whose number leaves the remainder at have it
	services         string
	clientOnly       bool
	interactions     []interaction
	interactionNames map[string]bool
}

// interaction is a row of interactions.csv.
type interaction struct {
	id, endpoint string // the address with {base} and {ods} to be filled in; empty: the system only asks
	forward      string // "reliable" or "express": the national intermediary takes messages for it
}

var products = sync.OnceValue(func() []product {
	by := make(map[string][]interaction)
	for _, r := range sheet.Read(files, "data/interactions.csv") {
		services := r.Text("services")
		by[services] = append(by[services], interaction{r.Text("interaction"), r.Text("endpoint"), r.Text("forward")})
	}
	var out []product
	for _, r := range sheet.Read(files, "data/systems.csv") {
		p := product{name: r.Text("system"), kind: r.Text("kind"), of: r.Int("share_of"), at: r.Int("share_at"), services: r.Text("services"),
			clientOnly: r.Text("client_only") == "true", interactionNames: make(map[string]bool)}
		p.supplier = "ZXP" + pad(r.Int("supplier"), 2)
		p.interactions = by[p.services]
		for _, i := range p.interactions {
			p.interactionNames[i.id] = true
		}
		out = append(out, p)
	}
	return out
})

// Interactions is every interaction that systems of a kind of organisation have, in the order of the tables.
func Interactions(k ods.Kind) []string {
	var out []string
	for _, p := range products() {
		if p.kind != k.String() {
			continue
		}
		for _, i := range p.interactions {
			if !slices.Contains(out, i.id) {
				out = append(out, i.id)
			}
		}
	}
	return out
}
