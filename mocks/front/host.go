package front

import (
	"embed"
	"net"
	"slices"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/synthetic/sheet"
)

//go:embed data/hosts.csv
var tables embed.FS

// Host is a host name of the real NHS, and what of the made-up tree stands there.
type Host struct {
	Name        string
	Environment string // hosts of one environment know each other's issuers: "sandbox", "integration", "live"
	Path        string // where the service begins at the host; empty: at its root
	Inside      string // where it begins in the tree; empty: all of the tree
	Source      string // where the name is published
}

var hosts = sync.OnceValue(func() []Host {
	var out []Host
	for _, row := range sheet.Read(tables, "data/hosts.csv") {
		out = append(out, Host{row.Text("host"), row.Text("environment"), row.Text("path"), row.Text("inside"), row.Text("source")})
	}
	return out
})

// Hosts lists the host names, environment by environment.
func Hosts() []Host { return slices.Clone(hosts()) }

// Named gives a way in for each host name of the table. What has a host of its own is found there only, and links lead from host to host
// of one environment.
func Named() []mocks.Way {
	var out []mocks.Way
	for _, h := range hosts() {
		way := mocks.Way{Host: h.Name, Group: h.Environment, Closed: true, Places: []mocks.Place{{Path: h.Path, Inside: h.Inside}}}
		for _, other := range hosts() {
			taken := slices.ContainsFunc(way.Places, func(p mocks.Place) bool { return p.Inside == other.Inside })
			if other.Environment == h.Environment && !taken {
				way.Places = append(way.Places, mocks.Place{Host: other.Name, Path: other.Path, Inside: other.Inside})
			}
		}
		out = append(out, way)
	}
	return out
}

// Plain is a Host header as the table would write it: without port and trailing dot, in small letters.
func Plain(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
