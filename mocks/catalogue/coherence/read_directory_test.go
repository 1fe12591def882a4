package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sandpiper/mocks/dos"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/sds"
	"sandpiper/mocks/servicesearch"
)

// directoryReaders ask about organisations. About a person they ask where they are registered, as the application reads it in PDS: whoever follows PDS
// to a practice finds it open, everywhere.
func directoryReaders() []reader {
	about := aPerson | aPlace | aWorker
	return []reader{
		{"ods ord", about, placed(readORD)},
		{"ods fhir", about, placed(readODSFHIR)},
		{"sds device", about, placed(readDevice)},
		{"sds endpoint", about, placed(readEndpoint)},
		{"dos", about, placed(readDoS)},
		{"servicesearch", about, placed(readServiceSearch)},
		{"register of organisations", about, placed(readOrganisation(""))},
		{"register of organisations, version 2", about, placed(readOrganisation("/next"))},
		{"register of a profession", aWorker, readProfession},
		{"register entry", aRegister, readKey("")},
		{"register entry, version 2", aRegister, readKey("/next")},
		{"register proof", aRegister, readProof},
		{"register in another realm", aRegister, readKeyElsewhere},
		{"token of an application", anApp, readGrant},
		{"token that an application holds", anApp, readHeld},
		{"sign-in for an application", anApp, readSignInFor},
		{"desk of applications", anApp, readDesk},
		{"api key of an application", anApp, readAPIKey},
		{"register of products", anApp, readProduct},
	}
}

// place is an organisation as the directory's own list has it on the day, of which nothing is known if o is nil.
type place struct {
	code    string
	o       *ods.Organisation
	active  bool
	patient bool // somebody is registered there: it must be a practice that is open
}

// placed makes a reader of one about an organisation.
func placed(read func(*round, *place) error) func(*round) error {
	return func(r *round) error {
		p := &place{code: r.target.place}
		if s := r.target.person; s != nil && p.code == "" {
			code, err := r.practiceOf(s)
			if err != nil {
				return err
			}
			p.code, p.patient = code, code != ""
		}
		if s := r.target.staff; s != nil && p.code == "" {
			p.code = s.practice
		}
		if p.code == "" {
			p.code = r.somewhere()
		}
		on := ods.DayOf(r.clock().Now())
		if o, known := r.rig.directory.Find(p.code, on); known {
			p.o, p.active = o, o.Active(on)
		}
		if p.patient && (!p.active || p.o.Kind != ods.Practice) {
			return fmt.Errorf("somebody is registered at %s, which is no open practice", p.code)
		}
		return read(r, p)
	}
}

// practiceOf is where PDS says that somebody is registered.
func (r *round) practiceOf(s *subject) (string, error) {
	held, _ := r.holder(s)
	if !r.current(held) {
		return "", nil
	}
	a, err := r.asProduct("/Patient/" + held.number)
	if err != nil {
		return "", err
	}
	r.looked(held, look{client, "pds", "", true})
	p := new(patient)
	if err := a.read(http.StatusOK, p); err != nil {
		return "", err
	}
	code := p.facts().practice
	if want := r.now(held).shown().practice; code != want {
		return "", fmt.Errorf("practice in PDS is %q, must be %q", code, want)
	}
	return code, nil
}

// directory asks one of the directories.
func (r *round) directory(path string, query url.Values, into any) (int, error) {
	headers := []string{"apikey", client, "X-Request-ID", r.requestID(), "X-Correlation-ID", correlation}
	if strings.HasPrefix(path, dos.Base) {
		token, err := r.product()
		if err != nil {
			return 0, err
		}
		headers = []string{"Authorization", "Bearer " + token, "X-Request-ID", r.requestID(), "Version", "1"}
	}
	a := r.do(http.MethodGet, path+"?"+query.Encode(), "", headers...)
	if a.code == http.StatusNotFound {
		return a.code, nil
	}
	return a.code, a.read(http.StatusOK, into)
}

// stands compares what a directory says of an organisation; empty texts it does not show.
func (p *place) stands(known, active bool, name, postcode string) error {
	var c contradictions
	if p.o == nil {
		c.must(!known, "%s is known", p.code)
		return c.err()
	}
	c.must(known || !p.active, "%s is not known", p.code)
	c.must(active == p.active, "%s is open: %t, must be %t", p.code, active, p.active)
	if known && name != "" {
		c.same("name", strings.ToUpper(name), strings.ToUpper(p.o.Name))
	}
	if known && postcode != "" {
		c.same("postcode", postcode, p.o.Postcode)
	}
	return c.err()
}

func readORD(r *round, p *place) error {
	var body struct {
		Organisation struct {
			Name   string
			Status string
			GeoLoc struct{ Location struct{ PostCode string } }
			Roles  struct{ Role []struct{ ID, Status string } }
		}
	}
	code, err := r.directory("/ORD/2-0-0/organisations/"+p.code, nil, &body)
	if err != nil {
		return err
	}
	o := body.Organisation
	if p.patient && !slices.ContainsFunc(o.Roles.Role, func(role struct{ ID, Status string }) bool { return role.ID == "RO76" && role.Status == "Active" }) {
		return fmt.Errorf("%s does not hold RO76: %v", p.code, o.Roles.Role)
	}
	return p.stands(code == http.StatusOK, o.Status == "Active", o.Name, o.GeoLoc.Location.PostCode)
}

func readODSFHIR(r *round, p *place) error {
	var body struct {
		Active  bool
		Name    string
		Address []struct{ PostalCode string }
	}
	code, err := r.directory("/organisation-data-terminology-api/fhir/Organization/"+p.code, nil, &body)
	if err != nil {
		return err
	}
	postcode := ""
	if len(body.Address) > 0 {
		postcode = body.Address[0].PostalCode
	}
	return p.stands(code == http.StatusOK, body.Active, body.Name, postcode)
}

const odsID = "https://fhir.nhs.uk/Id/ods-organization-code|"

// enabled is an interaction that an organisation's systems have, by its kind; none for kinds without systems.
func (r *round) enabled(p *place) string {
	if p.o == nil {
		return ""
	}
	all := sds.Interactions(p.o.Kind)
	if len(all) == 0 {
		return ""
	}
	return all[r.draw.IntN(len(all))]
}

func readDevice(r *round, p *place) error {
	interaction := r.enabled(p)
	none := interaction == ""
	if none {
		interaction = "urn:nhs:names:services:mm:PORX_IN020101UK31"
	}
	var body struct {
		Total int
		Entry []struct {
			Resource struct {
				Owner struct{ Identifier struct{ Value string } }
			}
		}
	}
	if _, err := r.directory(sds.Base+"/Device", url.Values{"organization": {odsID + p.code},
		"identifier": {"https://fhir.nhs.uk/Id/nhsServiceInteractionId|" + interaction}}, &body); err != nil {
		return err
	}
	if want := p.active && !none; (body.Total > 0) != want {
		return fmt.Errorf("%s has %d devices for %s, open: %t", p.code, body.Total, interaction, p.active)
	}
	for _, e := range body.Entry {
		if e.Resource.Owner.Identifier.Value != p.code {
			return fmt.Errorf("a device of %s belongs to %s", p.code, e.Resource.Owner.Identifier.Value)
		}
	}
	return nil
}

// readEndpoint asks where an organisation answers record requests, which every open practice does.
func readEndpoint(r *round, p *place) error {
	const interaction = "urn:nhs:names:services:gpconnect:fhir:operation:gpc.getstructuredrecord-1"
	var body struct {
		Total int
		Entry []struct {
			Resource struct {
				Address              string
				ManagingOrganization struct{ Identifier struct{ Value string } }
			}
		}
	}
	if _, err := r.directory(sds.Base+"/Endpoint", url.Values{"organization": {odsID + p.code},
		"identifier": {"https://fhir.nhs.uk/Id/nhsServiceInteractionId|" + interaction}}, &body); err != nil {
		return err
	}
	want := p.active && p.o.Kind == ods.Practice
	if (body.Total > 0) != want && (p.o == nil || p.o.Kind == ods.Practice) {
		return fmt.Errorf("%s has %d endpoints, open: %t", p.code, body.Total, p.active)
	}
	for _, e := range body.Entry {
		if e.Resource.ManagingOrganization.Identifier.Value != p.code || e.Resource.Address == "" {
			return fmt.Errorf("an endpoint of %s belongs to %s and lies at %q", p.code, e.Resource.ManagingOrganization.Identifier.Value, e.Resource.Address)
		}
	}
	return nil
}

func readDoS(r *round, p *place) error {
	var body struct {
		Entry []struct {
			Resource struct {
				ResourceType, Name string
				Active             bool
			}
		}
	}
	if _, err := r.directory(dos.Base+"/Organization", url.Values{"identifier": {odsID + p.code}, "_revinclude": {"Endpoint:organization"}}, &body); err != nil {
		return err
	}
	if len(body.Entry) == 0 {
		return p.stands(false, false, "", "")
	}
	return p.stands(true, body.Entry[0].Resource.Active, body.Entry[0].Resource.Name, "")
}

// visible are the kinds that patients search for.
var visible = []ods.Kind{ods.Practice, ods.Branch, ods.Pharmacy, ods.Appliance, ods.Dentist, ods.Site, ods.Trust, ods.Urgent, ods.OutOfHours}

func readServiceSearch(r *round, p *place) error {
	var body struct {
		Value []struct{ ODSCode, OrganisationName, Postcode string }
	}
	if _, err := r.directory(servicesearch.Base+"/", url.Values{"api-version": {"3"}, "search": {p.code}, "searchFields": {"ODSCode"},
		"$select": {"ODSCode,OrganisationName,Postcode"}}, &body); err != nil {
		return err
	}
	k := slices.IndexFunc(body.Value, func(v struct{ ODSCode, OrganisationName, Postcode string }) bool { return v.ODSCode == p.code })
	want := p.active && slices.Contains(visible, p.o.Kind)
	if k < 0 || !want {
		if (k >= 0) != want {
			return fmt.Errorf("%s is shown: %t, must be: %t", p.code, k >= 0, want)
		}
		return nil
	}
	return p.stands(true, true, body.Value[k].OrganisationName, body.Value[k].Postcode)
}

// readOrganisation asks the register of organisations in one of its versions.
func readOrganisation(version string) func(*round, *place) error {
	return func(r *round, p *place) error {
		a := r.do(http.MethodGet, registers.Root+"/organisation"+version+"/records/"+p.code, "", "Accept", "application/json")
		if a.code == http.StatusNotFound {
			return p.stands(false, false, "", "")
		}
		if a.code != http.StatusOK {
			return a.read(http.StatusOK, nil)
		}
		item, err := itemOf(a, p.code)
		if err != nil {
			return err
		}
		return p.stands(true, item["end-date"] == nil, fmt.Sprint(item["name"]), fmt.Sprint(item["postcode"]))
	}
}
