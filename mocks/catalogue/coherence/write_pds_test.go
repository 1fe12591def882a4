package coherence_test

import (
	"fmt"
	"net/http"
	"strings"

	"sandpiper/mocks/world"
)

// demographicWriters change PDS as its clients do.
func demographicWriters() []writer {
	return []writer{
		{"pds family name", aPerson, patching((*patient).name)},
		{"pds nickname", aPerson, patching((*patient).known)},
		{"pds gender", aPerson, patching((*patient).sex)},
		{"pds birthday", aPerson, patching((*patient).birth)},
		{"pds address", aPerson, patching((*patient).moved)},
		{"pds telephone", aPerson, patching((*patient).phone)},
		{"pds practice", aPerson | aPlace, patching((*patient).registered)},
		{"pds pharmacy", aPerson, patching((*patient).nominate)},
		{"pds death", aPerson, patching((*patient).death)},
		{"pds by the patient", aPerson, byPatient},
		{"pds card", aPerson, writeCard},
		{"pds new patient", aPerson | aPlace, writeNewcomer},
		{"pds refused update", aPerson, after(patching((*patient).sex), refusedPatch)},
	}
}

// patching is a writer that reads somebody and patches them as a clinician. change gives the operations, and what they do to the facts.
func patching(change func(p *patient, r *round, f facts) (operations []string, do func(*facts))) func(*round) error {
	return func(r *round) error {
		s := r.pick(r.open)
		if s == nil {
			return errNobody
		}
		r.target.person = s
		p, err := r.readPatient(s)
		if err != nil {
			return err
		}
		operations, do := change(p, r, r.now(s))
		if err := r.patch(s, p.Meta.VersionID, "", operations...); err != nil {
			return err
		}
		r.write(s, do)
		r.seenByWorker(s)
		return nil
	}
}

// invent makes a name that none of the population has, so that who is found by it was given it here.
func (r *round) invent() (family, given string) {
	letters := func(n int) string {
		var b strings.Builder
		for range 4 {
			b.WriteByte("bdfglmnprst"[n%11])
			b.WriteByte("aeiou"[n/11%5])
			n /= 7
		}
		return b.String()
	}
	n := r.draw.IntN(1 << 30)
	return "Q" + letters(n), "X" + letters(n>>9)
}

// home is one that nobody of the population has.
func (r *round) home() (line, postcode string) {
	return fmt.Sprintf("%d Sandpiper Row", r.next()), fmt.Sprintf("ZU%d %dQZ", r.draw.IntN(90)+1, r.draw.IntN(10))
}

func (p *patient) name(r *round, _ facts) ([]string, func(*facts)) {
	family, given := r.invent()
	at := fmt.Sprintf("/name/%d", p.usual())
	return []string{op("replace", at+"/id", p.Name[p.usual()].ID), op("replace", at+"/family", family), op("replace", at+"/given", []string{given})},
		func(f *facts) { f.family, f.given = family, given }
}

func (p *patient) known(r *round, f facts) ([]string, func(*facts)) {
	_, given := r.invent()
	do := func(now *facts) {
		if now.nickname == "" {
			now.nickFamily = now.family
		}
		now.nickname = given
	}
	if k := p.nickname(); k >= 0 {
		at := fmt.Sprintf("/name/%d", k)
		return []string{op("replace", at+"/id", p.Name[k].ID), op("replace", at+"/given", []string{given})}, do
	}
	return []string{op("add", "/name/-", map[string]any{"use": "nickname", "given": []string{given}, "family": f.family})}, do
}

func (p *patient) sex(_ *round, f facts) ([]string, func(*facts)) {
	next := map[string]string{"female": "male", "male": "unknown", "unknown": "female", "other": "female"}[f.gender]
	return []string{op("replace", "/gender", next)}, func(f *facts) { f.gender = next }
}

func (p *patient) birth(r *round, f facts) ([]string, func(*facts)) {
	born := f.born
	for born == f.born { // an update that changes nothing is refused
		born = fmt.Sprintf("%d-%02d-%02d", 1930+r.draw.IntN(80), 1+r.draw.IntN(12), 1+r.draw.IntN(28))
	}
	return []string{op("replace", "/birthDate", born)}, func(f *facts) { f.born = born }
}

func (p *patient) moved(r *round, _ facts) ([]string, func(*facts)) {
	line, postcode := r.home()
	do := func(f *facts) { f.line, f.postcode, f.homeless = line, postcode, false }
	if k := p.home(); k >= 0 {
		at := fmt.Sprintf("/address/%d", k)
		return []string{op("replace", at+"/id", p.Address[k].ID), op("replace", at+"/line", []string{line}), op("replace", at+"/postalCode", postcode)}, do
	}
	return []string{op("add", "/address/-", map[string]any{"use": "home", "line": []string{line}, "postalCode": postcode})}, do
}

func (p *patient) phone(r *round, f facts) ([]string, func(*facts)) {
	was := strings.ReplaceAll(f.phone, " ", "")
	value := was
	for value == was {
		value = fmt.Sprintf("07700900%03d", r.draw.IntN(1000))
	}
	for k, t := range p.Telecom {
		if t.System == "phone" {
			at := fmt.Sprintf("/telecom/%d", k)
			return []string{op("replace", at+"/id", t.ID), op("replace", at+"/value", value)}, func(f *facts) { f.phone = value }
		}
	}
	return []string{op("add", "/telecom/-", map[string]any{"system": "phone", "use": "mobile", "value": value})}, func(f *facts) { f.phone = value }
}

func (p *patient) registered(r *round, f facts) ([]string, func(*facts)) {
	code := r.practice(f.practice)
	r.target.place = code
	if len(p.GeneralPractitioner) == 0 { // of somebody who is on no list: who takes them on leaves the reason for their removal to the back office
		return p.sex(r, f)
	}
	return []string{op("replace", "/generalPractitioner/0/id", p.GeneralPractitioner[0].ID), op("replace", "/generalPractitioner/0/identifier/value", code)},
		func(f *facts) { f.practice = code }
}

// practice is the code of one at which people of the population are registered, other than one.
func (r *round) practice(but string) string {
	for {
		if code := string(r.rig.population.Person(r.draw.IntN(people)).Practice); code != but {
			return code
		}
	}
}

func (p *patient) nominate(r *round, f facts) ([]string, func(*facts)) {
	code := f.pharmacy
	for code == f.pharmacy {
		code = r.pharmacy()
	}
	value := map[string]any{"url": extensions + "NominatedPharmacy", "valueReference": map[string]any{"identifier": map[string]any{
		"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": code}}}
	do := func(f *facts) { f.pharmacy = code }
	if k := p.extension("NominatedPharmacy"); k >= 0 {
		return []string{op("replace", fmt.Sprintf("/extension/%d", k), value)}, do
	}
	return []string{op("add", "/extension/-", value)}, do
}

func (p *patient) death(r *round, _ facts) ([]string, func(*facts)) {
	died := r.clock().Now().UTC().Format("2006-01-02")
	notice := map[string]any{"url": extensions + "DeathNotificationStatus", "extension": []any{
		map[string]any{"url": "deathNotificationStatus", "valueCodeableConcept": map[string]any{"coding": []any{map[string]any{
			"system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeathNotificationStatus", "version": "1.0.0", "code": "1", "display": "Informal"}}}}}}
	return []string{op("add", "/deceasedDateTime", died+"T00:00:00+00:00"), op("add", "/extension/-", notice)}, func(f *facts) { f.died = died }
}

// byPatient has somebody change their own telephone with their own token.
func byPatient(r *round) error {
	s := r.pick(r.open)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	token, err := r.citizen(s)
	if err != nil {
		return err
	}
	p := new(patient)
	if err := r.demographics(http.MethodGet, "/Patient/"+s.number, "", token, "").read(http.StatusOK, p); err != nil {
		return err
	}
	line, postcode := r.home()
	operation := op("add", "/address/-", map[string]any{"use": "home", "line": []string{line}, "postalCode": postcode})
	if k := p.home(); k >= 0 {
		operation = op("replace", fmt.Sprintf("/address/%d", k), map[string]any{"id": p.Address[k].ID, "use": "home", "line": []string{line}, "postalCode": postcode})
	}
	if err := r.patch(s, p.Meta.VersionID, token, operation); err != nil {
		return err
	}
	r.write(s, func(f *facts) { f.line, f.postcode, f.homeless = line, postcode, false })
	r.looked(s, look{client, "pds", "you", true})
	return nil
}

// writeCard has somebody replace their health insurance card.
func writeCard(r *round) error {
	s := r.pick(r.open)
	if s == nil {
		return errNobody
	}
	r.target.person = s
	token, err := r.citizen(s)
	if err != nil {
		return err
	}
	card := fmt.Sprintf("80826%015d", r.draw.IntN(1<<40))
	body := fmt.Sprintf(`{"resourceType":"Coverage","status":"active","subscriber":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":%q}},
		"identifier":[{"value":%q,"assigner":{"identifier":{"system":"urn:iso:std:iso:3166","value":"FRA"}}}],
		"payor":[{"identifier":{"value":"92847ADGJL"}}],"beneficiary":{"identifier":{"value":"178705ABC"}},"period":{"end":"2040-12-31"}}`, s.number, card)
	a := r.demographics(http.MethodPost, "/Coverage", body, token, "", "If-Match", fmt.Sprintf(`W/"%d"`, r.now(s).version), "Content-Type", "application/json")
	if err := a.read(http.StatusCreated, nil); err != nil {
		return err
	}
	r.write(s, func(f *facts) { f.card = card })
	r.looked(s, look{client, "pds", "you", true})
	return nil
}

// writeNewcomer registers somebody whom the population does not have.
func writeNewcomer(r *round) error {
	f := facts{version: 1, gender: "female"}
	f.family, f.given = r.invent()
	f.line, f.postcode = r.home()
	f.born = fmt.Sprintf("%d-%02d-%02d", 1930+r.draw.IntN(80), 1+r.draw.IntN(12), 1+r.draw.IntN(28))
	f.email = fmt.Sprintf("newcomer%d@example.org", r.next())
	body := fmt.Sprintf(`{"resourceType":"Patient","name":[{"use":"usual","given":[%q],"family":%q}],"gender":%q,"birthDate":%q,
		"address":[{"use":"home","line":[%q],"postalCode":%q,"period":{"start":"2024-05-02"}}],"telecom":[{"system":"email","use":"home","value":%q}],
		"extension":[{"url":"%sRegisteringAuthority","extension":[{"url":"registeringAuthorityType","valueCodeableConcept":{"coding":[
		{"system":"https://fhir.nhs.uk/CodeSystem/UKCore-RegisteringAuthorityType","code":"x"}]}},{"url":"organisationIdentifier","valueString":"RGS"}]}]}`,
		f.given, f.family, f.gender, f.born, f.line, f.postcode, f.email, extensions)
	a, err := r.asWorker(http.MethodPost, "/Patient", body, "Content-Type", "application/json")
	if err != nil {
		return err
	}
	p := new(patient)
	if err := a.read(http.StatusCreated, p); err != nil {
		return err
	}
	n := number(p.ID)
	index := world.FirstNewcomer + r.newcomers
	r.newcomers++
	s := r.join(&subject{index: index, number: p.ID, touched: true, held: f})
	if r.realm.World.Number(index) != n {
		return fmt.Errorf("the newcomer has number %s, the next free one is %s", n, r.realm.World.Number(index))
	}
	r.target.person = s
	r.seenByWorker(s)
	return nil
}

// refusedPatch sends an update that must not be made: of a version that is not the newest.
func refusedPatch(r *round) error {
	s := r.among(func(s *subject) bool { return r.open(s) && r.now(s).version > 1 })
	if s == nil {
		return errNobody
	}
	r.target.person = s
	a, err := r.asWorker(http.MethodPatch, "/Patient/"+s.number, `{"patches":[{"op":"replace","path":"/gender","value":"unknown"}]}`,
		"If-Match", fmt.Sprintf(`W/"%d"`, r.now(s).version-1), "Content-Type", "application/json-patch+json")
	if err != nil {
		return err
	}
	r.seenByWorker(s)
	return a.read(http.StatusConflict, nil)
}

// seenByWorker notes that a clinician has had to do with somebody.
func (r *round) seenByWorker(s *subject) { r.looked(s, look{client, "pds", "staff", true}) }
