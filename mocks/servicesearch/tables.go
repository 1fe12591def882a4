package servicesearch

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

// The decisions about what organisations offer; the index is the number of their first role, k what it is about.
const (
	streamService draw.Stream = 0xab00 + iota
	streamFacility
	streamPatients
)

// typeRow is what types.csv says of a kind of organisation.
type typeRow struct {
	id, name, subtype, hours string
	eps                      bool
}

type serviceRow struct {
	code, name string
	share      float64
}

type facilityRow struct {
	id          int
	name, group string
	share       float64
}

type tables struct {
	types      map[string]typeRow
	hours      map[string][]opening
	services   map[string][]serviceRow
	facilities []facilityRow
}

var load = sync.OnceValue(func() *tables {
	t := &tables{types: map[string]typeRow{}, hours: map[string][]opening{}, services: map[string][]serviceRow{}}
	for _, r := range sheet.Read(files, "data/types.csv") {
		t.types[r.Text("kind")] = typeRow{r.Text("type_id"), r.Text("type"), r.Text("subtype"), r.Text("hours"), r.Text("eps") == "true"}
	}
	for _, r := range sheet.Read(files, "data/hours.csv") {
		pattern := r.Text("pattern")
		for day := range strings.SplitSeq(r.Text("weekdays"), " ") {
			from, to := r.Text("opens"), r.Text("closes")
			t.hours[pattern] = append(t.hours[pattern], opening{
				Weekday: day, Opens: &from, Closes: &to, OffsetOpens: minutes(from), OffsetCloses: minutes(to), Type: "General", Open: true,
			})
		}
	}
	for _, list := range t.hours { // in the order of the names, as the service gives them
		slices.SortFunc(list, func(a, b opening) int { return strings.Compare(a.Weekday, b.Weekday) })
	}
	for _, r := range sheet.Read(files, "data/services.csv") {
		kind := r.Text("kind")
		t.services[kind] = append(t.services[kind], serviceRow{r.Text("code"), r.Text("name"), r.Float("share")})
	}
	for _, r := range sheet.Read(files, "data/facilities.csv") {
		t.facilities = append(t.facilities, facilityRow{r.Int("id"), r.Text("name"), r.Text("group"), r.Float("share")})
	}
	return t
})

// minutes is a time of day as minutes from midnight.
func minutes(clock string) int {
	h, m, _ := strings.Cut(clock, ":")
	hours, _ := strconv.Atoi(h)
	rest, _ := strconv.Atoi(m)
	return hours*60 + rest
}
