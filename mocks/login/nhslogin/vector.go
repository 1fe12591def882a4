package nhslogin

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// vector is one vector of trust, such as P9.Cp.Cd: a level of identity and the credentials that must all be shown (research §3.5). A request
// may leave either out, and then any will do (interface specification, 5.1.3).
type vector struct {
	level       string // empty: any
	credentials []string
}

// mostVectors is how many vectors one request may hold (ours).
const mostVectors = 16

// usual is the vtr of a request that has none (research §3.2).
var usual = []vector{{"P9", []string{"Cp", "Cd"}}, {"P9", []string{"Cp", "Ck"}}, {"P9", []string{"Cm"}}}

var errVector = errors.New("vtr must be a JSON list of vectors such as P9.Cp.Cd")

// parseVectors reads the parameter vtr.
func parseVectors(vtr string) ([]vector, error) {
	if vtr == "" {
		return usual, nil
	}
	var texts []string
	if json.Unmarshal([]byte(vtr), &texts) != nil || len(texts) == 0 || len(texts) > mostVectors {
		return nil, errVector
	}
	out := make([]vector, len(texts))
	for i, text := range texts {
		for part := range strings.SplitSeq(strings.TrimSpace(text), ".") {
			switch part {
			case "P0", "P3", "P5", "P6", "P7", "P9":
				if out[i].level != "" {
					return nil, errVector
				}
				out[i].level = part
			case "Cp", "Cd", "Ck", "Cm":
				out[i].credentials = append(out[i].credentials, part)
			default:
				return nil, errVector
			}
		}
	}
	return out, nil
}

// String writes the vector.
func (v vector) String() string {
	parts := v.credentials
	if v.level != "" {
		parts = append([]string{v.level}, parts...)
	}
	return strings.Join(parts, ".")
}

// shown is the vector of somebody at a level who has signed in to satisfy v: where any credentials would do, those that the page stands for.
func (v vector) shown(level string, fido bool) string {
	switch {
	case len(v.credentials) > 0:
		return vector{level, v.credentials}.String()
	case fido:
		return level + ".Cm"
	}
	return level + ".Cp.Cd"
}

// ready reports whether the credentials can be shown: a shared key (Ck) is yet to be implemented at the real provider, too.
func (v vector) ready() bool { return !slices.Contains(v.credentials, "Ck") }

// choose is the vector of trust that a sign-in at a level is worth to a request: the first that it satisfies, those by FIDO first where a
// FIDO response came along. The level is the person's own, which may lie above the one asked for (assumed).
func choose(vectors []vector, level string, fido bool) (vot string, ok bool) {
	for _, wantFIDO := range [2]bool{fido, !fido} {
		for _, v := range vectors {
			if v.ready() && v.level <= level && slices.Contains(v.credentials, "Cm") == wantFIDO {
				return v.shown(level, fido), true
			}
		}
	}
	return "", false
}

// least is the lowest level that satisfies a request; empty if none does.
func least(vectors []vector) string {
	level := ""
	for _, v := range vectors {
		if wanted := max(v.level, "P0"); v.ready() && (level == "" || wanted < level) {
			level = wanted
		}
	}
	return level
}
