package pds

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/world"
)

// coverage is somebody's European or Global Health Insurance Card (Coverage.yaml).
type coverage struct {
	ResourceType string    `json:"resourceType"`
	Status       string    `json:"status"`
	Subscriber   who       `json:"subscriber"`
	Identifier   []card    `json:"identifier"`
	Payor        []pointer `json:"payor"`
	Beneficiary  pointer   `json:"beneficiary"`
	Period       until     `json:"period"`
}

type card struct {
	Value    string  `json:"value"`
	Assigner pointer `json:"assigner"`
}

type pointer struct {
	Identifier value  `json:"identifier"`
	Type       string `json:"type,omitempty"`
	Display    string `json:"display,omitempty"`
}

type value struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value"`
}

type until struct {
	End string `json:"end"`
}

// coverageBundle is the answer: one card or none.
type coverageBundle struct {
	ResourceType string          `json:"resourceType"`
	Type         string          `json:"type"`
	Timestamp    string          `json:"timestamp"`
	Total        int             `json:"total"`
	Meta         meta            `json:"meta"`
	Entry        []coverageEntry `json:"entry,omitempty"`
}

type coverageEntry struct {
	FullURL  string    `json:"fullUrl"`
	Resource *coverage `json:"resource"`
}

const countries = "urn:iso:std:iso:3166"

// patientsOnly refuses everybody but patients, for whom alone the interaction is (coverage-get.yaml; identity-demographics-registers §5.1).
func (c caller) patientsOnly(r *http.Request) (Outcome, bool) {
	if c.mode != PatientAccess && !c.open {
		return forbiddenOperation(r.Method, c.mode), false
	}
	return Outcome{}, true
}

// coverage gives a patient's card (coverage-get.yaml).
func (s Service) coverage(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	if wrong, ok := c.patientsOnly(r); !ok {
		refuse(w, wrong)
		return
	}
	query := r.URL.Query()
	number := query.Get("subscriber:identifier")
	if len(query) != 1 || len(query["subscriber:identifier"]) != 1 {
		refuse(w, invalidSearch("Coverage search request must follow the format /Coverage?subscriber:identifier=NHS_NUMBER"))
		return
	}
	person, _, wrong, ok := holder(call, c, number)
	if !ok {
		refuse(w, wrong)
		return
	}
	p, q, version := call.View.Registered(person)
	send(w, http.StatusOK, version.N, encode(bundled(call, &p, q, version.N)))
}

// bundled is a card as it is shown. One without a personal or an institution's number is not shown at all (coverage-get.yaml, "Overview").
func bundled(call *mocks.Call, p *world.Person, q *world.Particulars, version int) coverageBundle {
	out := coverageBundle{ResourceType: "Bundle", Type: "searchset", Timestamp: call.View.Now().UTC().Format(dateTimeInZone), Meta: meta{VersionID: index(version)}}
	held := &q.Coverage
	if held.Personal == "" || held.Institution == "" {
		return out
	}
	number := p.Number.String()
	out.Total = 1
	out.Entry = []coverageEntry{{call.URL(Base + "/Coverage?subscriber:identifier=" + number), &coverage{
		ResourceType: "Coverage", Status: "active",
		Subscriber:  who{Identifier: &identifier{System: numberSystem, Value: number}, Type: "Patient"},
		Identifier:  []card{{Value: held.Card, Assigner: pointer{Identifier: value{countries, held.Country}, Display: shown("country", held.Country)}}},
		Payor:       []pointer{{Identifier: value{Value: held.Institution}}},
		Beneficiary: pointer{Identifier: value{Value: held.Personal}, Type: "Patient"},
		Period:      until{written(held.Until)},
	}}}
	return out
}

// cover replaces a patient's card (coverage-post.yaml).
func (s Service) cover(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	if wrong, ok := c.patientsOnly(r); !ok {
		refuse(w, wrong)
		return
	}
	version, told := versionAsked(r)
	switch {
	case !told:
		refuse(w, preconditionFailed())
		return
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/"):
		refuse(w, unsupportedService())
		return
	}
	body, err := readBody(r)
	if err != nil {
		refuse(w, missingField("identifier/0/value"))
		return
	}
	in, wrong, ok := ReadCoverage(body, call.View.Now())
	if !ok {
		refuse(w, wrong)
		return
	}
	person, how, wrong, ok := holder(call, c, in.Subscriber.Identifier.Value)
	switch {
	case !ok:
		refuse(w, wrong)
		return
	case how == world.Superseded:
		refuse(w, forbiddenUpdate("Update Failed - NHS No. supplied has been superseded in a merge"))
		return
	}
	once(w, r, call, body, func() (*answer, error) { return covered(call, person, version, in) })
}

// covered writes the card.
func covered(call *mocks.Call, person, version int, in *coverage) (*answer, error) {
	if version == 0 {
		return nil, refused{versionMismatch()}
	}
	done, err := call.Pen().Register(person, version, func(_ *world.Person, q *world.Particulars) error {
		if q.Access.Hidden() {
			return refused{forbiddenUpdate("source not permitted to update a restricted patient")}
		}
		q.Coverage = world.Coverage{
			Card: in.Identifier[0].Value, Country: in.Identifier[0].Assigner.Identifier.Value, Institution: in.Payor[0].Identifier.Value,
			Personal: in.Beneficiary.Identifier.Value, Until: readDay(in.Period.End),
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("update coverage: %w", err)
	}
	p, q, v := versionOf(call.View.World(), person, done.N)
	return &answer{status: http.StatusCreated, version: v.N, body: encode(bundled(call, &p, q, v.N))}, nil
}

// ReadCoverage reads and checks the body of a card. The Outcome says what is wrong with it; ok is false then.
func ReadCoverage(body []byte, now time.Time) (in *coverage, wrong Outcome, ok bool) {
	tree, err := readTree(body)
	root, isObject := tree.(*object)
	if err != nil || !isObject {
		return nil, missingField("identifier/0/value"), false
	}
	if wrong, ok := bodies().coverage.check(root, ""); !ok {
		return nil, wrong, false
	}
	text, err := json.Marshal(root)
	if err == nil {
		in = &coverage{}
		err = json.Unmarshal(text, in)
	}
	if err != nil || in.Subscriber.Identifier == nil {
		return nil, missingField("subscriber/identifier/value"), false
	}
	if code := in.Identifier[0].Assigner.Identifier.Value; !isoCountry(code) {
		return nil, invalidField(code, "identifier/0/assigner/identifier/value"), false
	}
	if end := readDay(in.Period.End); end.Before(now.AddDate(-150, 0, 0)) || end.After(now.AddDate(150, 0, 0)) { // Coverage.yaml, period
		return nil, invalidField(in.Period.End, "period/end"), false
	}
	return in, Outcome{}, true
}
