package mocks

// Searchset is a FHIR Bundle of what a search found, in the order of members in which the Spine Directory and the Directory of Services write theirs. PDS, ODS and
// the record server each have members or an order of their own.
type Searchset struct {
	ResourceType string        `json:"resourceType"`
	ID           string        `json:"id"`
	Type         string        `json:"type"`
	Total        *int          `json:"total,omitempty"` // nil: the service does not say
	Link         []SearchLink  `json:"link"`
	Entry        []SearchEntry `json:"entry"` // never nil: what found nothing has an empty list
}

// SearchLink is the address of a search, or of another page of it.
type SearchLink struct {
	Relation string `json:"relation"`
	URL      string `json:"url"`
}

// SearchEntry is one resource of a Searchset.
type SearchEntry struct {
	FullURL  string     `json:"fullUrl"`
	Resource any        `json:"resource"`
	Search   SearchMode `json:"search"`
}

// SearchMode says why a resource is there: "match", or "include" because another one speaks of it.
type SearchMode struct {
	Mode string `json:"mode"`
}

// NewSearchset is one of nothing yet, for a search at an address.
func NewSearchset(id, self string) *Searchset {
	return &Searchset{ResourceType: "Bundle", ID: id, Type: "searchset", Link: []SearchLink{{"self", self}}, Entry: []SearchEntry{}}
}

// Add adds a resource that lies at an address.
func (s *Searchset) Add(address string, resource any, mode string) {
	s.Entry = append(s.Entry, SearchEntry{address, resource, SearchMode{mode}})
}

// Count has the Bundle say how many resources it holds.
func (s *Searchset) Count() {
	n := len(s.Entry)
	s.Total = &n
}
