package fhir

import "encoding/json"

// Bundle is a list of resources, here nearly always the answer to a search (FHIR R4, Bundle). It carries resources as
// raw JSON, so what a client sent is listed as it was sent.
type Bundle struct {
	ResourceType string        `json:"resourceType"`
	ID           string        `json:"id,omitempty"`
	Meta         *BundleMeta   `json:"meta,omitempty"`
	Type         string        `json:"type"`
	Timestamp    string        `json:"timestamp,omitempty"`
	Total        *int          `json:"total,omitempty"`
	Link         []BundleLink  `json:"link,omitempty"`
	Entry        []BundleEntry `json:"entry,omitempty"`
}

// BundleMeta says when a Bundle was put together.
type BundleMeta struct {
	LastUpdated string `json:"lastUpdated,omitempty"`
}

// BundleLink is the address of this page ("self") or of another ("next", "previous").
type BundleLink struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// BundleEntry is one resource of the list.
type BundleEntry struct {
	FullURL  string          `json:"fullUrl,omitempty"`
	Resource json.RawMessage `json:"resource,omitempty"`
	Search   *BundleSearch   `json:"search,omitempty"`
}

// BundleSearch says why an entry is listed: Mode is match, include or outcome. Score is from 0 to 1.
type BundleSearch struct {
	Mode  string   `json:"mode,omitempty"`
	Score *float64 `json:"score,omitempty"`
}

// Searchset is the answer to a search: one page of the resources that matched, the total of all pages, and links to
// this page and the next. Base is the server's FHIR root without a closing slash. The matches must be sorted; the
// search says which of them make up the page.
func Searchset(base string, s *Search, matches []Resource) Bundle {
	total := len(matches)
	page, more := s.Page(matches)
	b := Bundle{ResourceType: "Bundle", Type: "searchset", Total: &total}
	b.Link = append(b.Link, BundleLink{"self", base + "/" + s.Type + s.query(s.Offset)})
	if more {
		b.Link = append(b.Link, BundleLink{"next", base + "/" + s.Type + s.query(s.Offset+len(page))})
	}
	if s.Offset > 0 && s.Count > 0 {
		b.Link = append(b.Link, BundleLink{"previous", base + "/" + s.Type + s.query(max(0, s.Offset-s.Count))})
	}
	for _, r := range page {
		b.Entry = append(b.Entry, BundleEntry{
			FullURL:  base + "/" + r.Type + "/" + r.ID,
			Resource: r.JSON,
			Search:   &BundleSearch{Mode: "match"},
		})
	}
	return b
}

// Resource is the bundle as JSON. Its resources are put in byte for byte: they were JSON before they came here.
func (b Bundle) Resource() Resource {
	entries := b.Entry
	b.Entry = nil
	shown := mustResource("Bundle", b.ID, b)
	if len(entries) == 0 {
		return shown
	}
	size := len(shown.JSON) + len(`,"entry":[]}`)
	for i := range entries {
		size += len(entries[i].FullURL) + len(entries[i].Resource) + len(`{"fullUrl":"","resource":,"search":{"mode":"outcome"}},`)
	}
	out := append(make([]byte, 0, size), shown.JSON[:len(shown.JSON)-1]...)
	out = append(out, `,"entry":[`...)
	for i := range entries {
		if i > 0 {
			out = append(out, ',')
		}
		out = entries[i].append(out)
	}
	shown.JSON = append(out, ']', '}')
	return shown
}

// append writes an entry as encoding/json would, without looking through the resource again.
func (e *BundleEntry) append(b []byte) []byte {
	begin := len(b)
	name := func(n string) {
		if len(b) > begin+1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), n...), '"', ':')
	}
	b = append(b, '{')
	if e.FullURL != "" {
		name("fullUrl")
		b = appendString(b, e.FullURL)
	}
	if len(e.Resource) > 0 {
		name("resource")
		b = append(b, e.Resource...)
	}
	if e.Search != nil {
		name("search")
		inner := len(b)
		b = append(b, '{')
		if e.Search.Mode != "" {
			b = appendString(append(b, `"mode":`...), e.Search.Mode)
		}
		if e.Search.Score != nil {
			if len(b) > inner+1 {
				b = append(b, ',')
			}
			b = appendNumber(append(b, `"score":`...), *e.Search.Score)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}
