package reports

import (
	"cmp"
	"runtime/debug"
	"time"

	"sandpiper/harness/product"
)

// Pack is the set of scenarios that was played.
type Pack struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	About  string `json:"about,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // of pack.yaml
}

// Product is what was under test.
type Product struct {
	ID string `json:"id"` // as the product file names it
	product.Identity
}

// HazardLog is the log that severities and first likelihoods were taken from.
type HazardLog struct {
	ID      string `json:"id"`
	Title   string `json:"title,omitempty"`
	Version string `json:"version,omitempty"`
	Owner   string `json:"owner,omitempty"`
	SHA256  string `json:"sha256,omitempty"`
}

// Population is the recipe from which every person can be made again.
type Population struct {
	Seed   string    `json:"seed"` // decimal; a string because JSON numbers are doubles
	People int       `json:"people"`
	Area   string    `json:"area"`
	AsOf   time.Time `json:"as_of"`
	Model  string    `json:"model"`
	SHA256 string    `json:"sha256"` // of the recipe's canonical JSON
}

// Build is the program that made the evidence.
type Build struct {
	Module   string `json:"module"`
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of its source
	Modified bool   `json:"modified,omitempty"` // built from a working copy with changes; only known with a revision
	SHA256   string `json:"sha256,omitempty"`   // of the program itself
	Go       string `json:"go"`
}

// ReadBuild takes what the Go linker wrote into the program. A nil argument gives a build of unknown origin.
func ReadBuild(from *debug.BuildInfo) Build {
	if from == nil {
		return Build{Module: "sandpiper", Version: "unknown", Go: "unknown"}
	}
	b := Build{Module: cmp.Or(from.Main.Path, "sandpiper"), Version: cmp.Or(from.Main.Version, "unknown"), Go: from.GoVersion}
	for _, s := range from.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// TimeModel says which parts ran on the virtual clock and which on the machine's own.
type TimeModel struct {
	Virtual []string `json:"virtual"` // a sentence each
	Wall    []string `json:"wall"`
}

// DefaultTime is how time stands in a rehearsal of a product that is a process or container of its own.
func DefaultTime() TimeModel {
	return TimeModel{
		Virtual: []string{
			"The mock NHS: records, versions, the expiry of tokens and the length of faults.",
			"The scenario: each step happens at a virtual time, which stands still until it is moved.",
		},
		Wall: []string{
			"The product itself: it reads the machine's clock, so nothing here shows what it does as hours pass.",
			"The times inside the tokens that the product signs, and every latency, which belong to the machine that ran it.",
		},
	}
}
