package dos

import (
	"embed"
	"sync"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

// endpointRow is where organisations of a kind take documents.
type endpointRow struct {
	order                                          int
	connection, payload, mime, scenario, addressed string
	compressed                                     bool
}

// serviceRow is what organisations of a kind offer.
type serviceRow struct{ kind, name string }

type tables struct {
	endpoints map[string][]endpointRow
	services  map[string][]serviceRow
}

var load = sync.OnceValue(func() *tables {
	t := &tables{make(map[string][]endpointRow), make(map[string][]serviceRow)}
	for _, r := range sheet.Read(files, "data/endpoints.csv") {
		kind := r.Text("kind")
		t.endpoints[kind] = append(t.endpoints[kind], endpointRow{
			r.Int("order"), r.Text("connection"), r.Text("payload"), r.Text("mime"), r.Text("scenario"), r.Text("address"), r.Text("compressed") == "true",
		})
	}
	for _, r := range sheet.Read(files, "data/services.csv") {
		kind := r.Text("kind")
		t.services[kind] = append(t.services[kind], serviceRow{r.Text("type"), r.Text("name")})
	}
	return t
})
