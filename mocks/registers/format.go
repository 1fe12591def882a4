package registers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// format is one way of writing an answer.
type format string

const (
	jsonFormat format = "json"
	csvFormat  format = "csv"
	tsvFormat  format = "tsv"
	yamlFormat format = "yaml"
)

// media is a format's content type, spelt as the conformance tests want it: no charset with JSON, one with the others. It is empty for a format that
// is not served.
func (f format) media() string {
	switch f {
	case jsonFormat:
		return "application/json"
	case csvFormat:
		return "text/csv;charset=UTF-8"
	case tsvFormat:
		return "text/tab-separated-values;charset=UTF-8"
	case yamlFormat:
		return "text/yaml;charset=UTF-8"
	}
	return ""
}

// unserved reports whether a suffix is that of a format that the reference implementation has and we do not.
func unserved(suffix string) bool { return suffix == "ttl" || suffix == "xlsx" || suffix == "html" }

// formatsOf lists the formats of a version, the preferred first. Version 2 has cut them down to two (RFC 0004); the specification of version 1 asks for the same
// two, and its reference implementation has the others.
func formatsOf(v Version) []format {
	if v == V2 {
		return []format{jsonFormat, csvFormat}
	}
	return []format{jsonFormat, yamlFormat, csvFormat, tsvFormat}
}

// suffixed divides the last segment of a path into a name and a format's suffix. Only suffixes of formats count: a key may hold full stops.
func suffixed(segment string) (name, suffix string) {
	i := strings.LastIndexByte(segment, '.')
	if i < 1 {
		return segment, ""
	}
	suffix = segment[i+1:]
	if format(suffix).media() != "" || unserved(suffix) {
		return segment[:i], suffix
	}
	return segment, ""
}

// negotiate chooses the format of an answer among those that a resource has: the suffix if there is one, else the Accept header, else the
// first (v1 and v2 rest-api, "Serialisation").
func negotiate(r *http.Request, suffix string, has []format) (format, error) {
	if suffix != "" {
		if !slices.Contains(has, format(suffix)) {
			return "", notAcceptable("there is no ." + suffix + " of this resource; there is " + listed(has))
		}
		return format(suffix), nil
	}
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return has[0], nil
	}
	best, most := format(""), 0.0
	for _, f := range has {
		name, _, _ := strings.Cut(f.media(), ";")
		if q := quality(accept, name); q > most {
			best, most = f, q
		}
	}
	if most == 0 {
		return "", notAcceptable("nothing that Accept takes is offered; there is " + listed(has))
	}
	return best, nil
}

// quality is the weight that an Accept header gives a media type: that of its most particular range that fits (RFC 9110 §12.5.1).
func quality(accept, name string) float64 {
	kind, _, _ := strings.Cut(name, "/")
	best, weight := 0, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		span, parameters, _ := strings.Cut(part, ";")
		span = strings.ToLower(strings.TrimSpace(span))
		rank := 0
		switch span {
		case name:
			rank = 3
		case kind + "/*":
			rank = 2
		case "*/*":
			rank = 1
		}
		if rank <= best {
			continue
		}
		best, weight = rank, 1
		for parameter := range strings.SplitSeq(parameters, ";") {
			if v, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
				q, err := strconv.ParseFloat(v, 64)
				if err != nil || q < 0 || q > 1 {
					q = 0
				}
				weight = q
			}
		}
	}
	return weight
}

func listed(has []format) string {
	words := make([]string, len(has))
	for i, f := range has {
		words[i] = string(f)
	}
	return strings.Join(words, ", ")
}
