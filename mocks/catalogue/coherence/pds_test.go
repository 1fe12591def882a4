package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// patient is what the rig reads of a Patient of PDS.
type patient struct {
	ID   string `json:"id"`
	Meta struct {
		VersionID string `json:"versionId"`
		Security  []struct{ Code string }
	} `json:"meta"`
	Name []struct {
		ID, Use, Family string
		Given           []string
	} `json:"name"`
	Gender              string `json:"gender"`
	BirthDate           string `json:"birthDate"`
	DeceasedDateTime    string `json:"deceasedDateTime"`
	GeneralPractitioner []struct {
		ID         string
		Identifier struct{ Value string }
	} `json:"generalPractitioner"`
	ManagingOrganization *struct {
		Identifier struct{ Value string }
	} `json:"managingOrganization"`
	Telecom []struct{ ID, System, Use, Value string } `json:"telecom"`
	Address []struct {
		ID, Use, PostalCode string
		Line                []string
	} `json:"address"`
	Contact   []struct{ ID string } `json:"contact"`
	Extension []struct {
		URL            string
		ValueReference struct{ Identifier struct{ Value string } }
	} `json:"extension"`
}

const extensions = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"

// home is where the home lies among the addresses; -1 for none. Likewise those below.
func (p *patient) home() int {
	for k, a := range p.Address {
		if a.Use == "home" {
			return k
		}
	}
	return -1
}

func (p *patient) usual() int {
	for k, n := range p.Name {
		if n.Use == "usual" {
			return k
		}
	}
	return -1
}

func (p *patient) nickname() int {
	for k, n := range p.Name {
		if n.Use == "nickname" {
			return k
		}
	}
	return -1
}

func (p *patient) extension(name string) int {
	for k, e := range p.Extension {
		if e.URL == extensions+name {
			return k
		}
	}
	return -1
}

// facts is what the patient says. What is on a list besides the person's own telephone and e-mail is not looked at.
func (p *patient) facts() facts {
	f := facts{gender: p.Gender, born: p.BirthDate, access: world.Unrestricted}
	if k := p.usual(); k >= 0 {
		f.family = p.Name[k].Family
		if len(p.Name[k].Given) > 0 {
			f.given = p.Name[k].Given[0]
		}
	}
	if k := p.nickname(); k >= 0 && len(p.Name[k].Given) > 0 {
		f.nickname, f.nickFamily = p.Name[k].Given[0], p.Name[k].Family
	}
	if len(p.DeceasedDateTime) >= 10 {
		f.died = p.DeceasedDateTime[:10]
	}
	if len(p.GeneralPractitioner) > 0 {
		f.practice = p.GeneralPractitioner[0].Identifier.Value
	}
	for _, t := range p.Telecom {
		if t.System == "phone" && f.phone == "" {
			f.phone = t.Value
		}
		if t.System == "email" && f.email == "" {
			f.email = t.Value
		}
	}
	if k := p.home(); k >= 0 {
		f.postcode = p.Address[k].PostalCode
		if len(p.Address[k].Line) > 0 {
			f.line = p.Address[k].Line[0]
		}
	}
	if k := p.extension("NominatedPharmacy"); k >= 0 {
		f.pharmacy = p.Extension[k].ValueReference.Identifier.Value
	}
	if len(p.Meta.Security) > 0 {
		switch p.Meta.Security[0].Code {
		case "R":
			f.access = world.Restricted
		case "V":
			f.access = world.VeryRestricted
		}
	}
	_, _ = fmt.Sscan(p.Meta.VersionID, &f.version)
	return f
}

// demographics calls PDS with a token; a role may be empty.
func (r *round) demographics(method, path, body, token, urid string, headers ...string) answer {
	headers = append([]string{"Authorization", "Bearer " + token, "X-Request-ID", r.requestID(), "NHSD-Session-URID", urid}, headers...)
	return r.do(method, pds.Base+path, body, headers...)
}

// asWorker calls PDS as a clinician who has nothing else to do with the patient.
func (r *round) asWorker(method, path, body string, headers ...string) (answer, error) {
	w, err := r.signed(r.onDuty())
	if err != nil {
		return answer{}, err
	}
	return r.demographics(method, path, body, w.token, w.roles[0].ID, headers...), nil
}

// asProduct calls PDS as the application by itself.
func (r *round) asProduct(path string) (answer, error) {
	token, err := r.product()
	if err != nil {
		return answer{}, err
	}
	return r.demographics(http.MethodGet, path, "", token, ""), nil
}

// readPatient reads somebody as a clinician, as one does who is going to change something.
func (r *round) readPatient(s *subject) (*patient, error) {
	a, err := r.asWorker(http.MethodGet, "/Patient/"+s.number, "")
	if err != nil {
		return nil, err
	}
	p := new(patient)
	if err := a.read(http.StatusOK, p); err != nil {
		return nil, err
	}
	return p, nil
}

// search asks PDS for people.
func (r *round) search(values url.Values) (answer, error) {
	return r.asWorker(http.MethodGet, "/Patient?"+values.Encode(), "")
}

// found is a searchset of PDS.
type found struct {
	ResourceType string
	Total        int
	Entry        []struct {
		Search   struct{ Score float64 }
		Resource patient
	}
}

// of is somebody among those found.
func (f *found) of(number string) *patient {
	for k := range f.Entry {
		if f.Entry[k].Resource.ID == number {
			return &f.Entry[k].Resource
		}
	}
	return nil
}

// op is one operation of a patch.
func op(kind, path string, value any) string {
	if kind == "remove" {
		return fmt.Sprintf(`{"op":"remove","path":%q}`, path)
	}
	return fmt.Sprintf(`{"op":%q,"path":%q,"value":%s}`, kind, path, encoded(value))
}

// patch sends operations as a clinician or, where token is given, as its holder, and holds the answer to a success.
func (r *round) patch(s *subject, version, token string, operations ...string) error {
	body := `{"patches":[` + strings.Join(operations, ",") + `]}`
	headers := []string{"If-Match", `W/"` + version + `"`, "Content-Type", "application/json-patch+json"}
	var a answer
	if token != "" {
		a = r.demographics(http.MethodPatch, "/Patient/"+s.number, body, token, "", headers...)
	} else {
		var err error
		if a, err = r.asWorker(http.MethodPatch, "/Patient/"+s.number, body, headers...); err != nil {
			return err
		}
	}
	if a.code != http.StatusOK {
		return fmt.Errorf("patch %s: status %d: %s", body, a.code, clip(a.body))
	}
	return nil
}
