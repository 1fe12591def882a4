package pds_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// TestRules has a row for each rule of patient-patch.yaml, "Patient data fields", and each of its bounds. want is the Spine code of the
// refusal, empty where the update is taken. The subject is made anew for each row. Today is 2026-04-01.
func TestRules(t *testing.T) {
	r := newRig(t, 10, false).worker()
	const (
		uk      = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
		usual   = `{"op":"replace","path":"/name/0","value":{"id":"N1","use":"usual","given":["Jane"],"family":"Smith"`
		home    = `{"op":"replace","path":"/address/0","value":{"id":"A1","use":"home","period":{"start":"2020-01-01"}`
		temp    = `{"op":"add","path":"/address/-","value":{"use":"temp","line":["2 Whitehall Quay","Leeds"],"postalCode":"LS1 4BU"`
		billing = `{"op":"add","path":"/address/-","value":{"use":"billing","line":["2 Whitehall Quay","Leeds"],"postalCode":"LS1 4BU"`
		contact = `{"op":"add","path":"/contact/-","value":{"relationship":[{"coding":[{"code":"C"}]}],"telecom":[`
		point   = `{"op":"add","path":"/telecom/-","value":{`
		notice  = `{"op":"add","path":"/extension/-","value":{"url":"` + uk + `DeathNotificationStatus","extension":[{"url":"deathNotificationStatus","valueCodeableConcept":{"coding":[{"system":"s","code":"`
		died    = `{"op":"add","path":"/deceasedDateTime","value":"`
		wish    = `{"op":"add","path":"/extension/-","value":{"url":"` + uk + `ContactPreference","extension":[`
		part    = `{"op":"replace","path":"/extension/0/extension/`
		letter  = `{"url":"PreferredContactMethod","valueCodeableConcept":{"coding":[{"code":"1"}]}}`
		paf     = `,"extension":[{"url":"` + uk + `AddressKey","extension":[{"url":"type","valueCoding":{"system":"s","code":"PAF"}},{"url":"value","valueString":"12345678"}]}]}}`
		tongue  = `{"op":"replace","path":"/extension/0","value":{"url":"` + uk + `NHSCommunication","extension":[{"url":"language","valueCodeableConcept":{"coding":[{"code":"`
	)
	practice := ""
	for p := range r.realm.World.Population().Practices() {
		practice = string(p.Code)
		break
	}
	lived := r.realm.World.Population().Person(5).Address.Postcode
	pharmacy := string(world.PharmacyOf(nhs.ODS(practice)))
	for _, row := range []struct{ field, name, patches, want string }{
		{"period", "starts tomorrow", usual + `,"period":{"start":"2026-04-02"}}}`, "INVALID_UPDATE"},
		{"period", "starts today", usual + `,"period":{"start":"2026-04-01"}}}`, ""},
		{"period", "ends before it starts", usual + `,"period":{"start":"2024-04-01","end":"2024-03-31"}}}`, "INVALID_UPDATE"},
		{"period", "has no start", usual + `,"period":{"end":"2024-03-31"}}}`, "MISSING_VALUE"},
		{"period", "is no date", usual + `,"period":{"start":"2024-02-30"}}}`, "INVALID_VALUE"},
		{"name", "changes its use", `{"op":"replace","path":"/name/1/id","value":"N2"},{"op":"replace","path":"/name/1/use","value":"old"}`, "FORBIDDEN_UPDATE"},
		{"name", "second nickname", `{"op":"add","path":"/name/-","value":{"use":"nickname","family":"Smith","given":["Jay"]}}`, "FORBIDDEN_UPDATE"},
		{"name", "second old name", `{"op":"add","path":"/name/-","value":{"use":"old","family":"Smith"}},{"op":"add","path":"/name/-","value":{"use":"old","family":"Jones"}}`, ""},
		{"name", "suffix in small letters", usual + `,"suffix":["phd"]}}`, "INVALID_VALUE"},
		{"name", "letters of Europe", strings.Replace(usual, "Smith", "Łukaszewicz-Ñúñez O'Žiga Jr. 3", 1) + `}}`, ""},
		{"name", "a multiplication sign", strings.Replace(usual, "Smith", "Smith×", 1) + `}}`, "UNSUPPORTED_CHARACTERS_IN_FIELD"},
		{"name", "Greek", strings.Replace(usual, "Smith", "Παπαδόπουλος", 1) + `}}`, "UNSUPPORTED_CHARACTERS_IN_FIELD"},
		{"name", "a family of 36 letters", strings.Replace(usual, "Smith", strings.Repeat("x", 36), 1) + `}}`, "INVALID_VALUE"},
		{"name", "no family", `{"op":"add","path":"/name/-","value":{"use":"old","given":["X"]}}`, "MISSING_VALUE"},
		{"birthDate", "tomorrow", `{"op":"replace","path":"/birthDate","value":"2026-04-02"}`, "INVALID_UPDATE"},
		{"birthDate", "another", `{"op":"replace","path":"/birthDate","value":"1981-05-06"}`, ""},
		{"birthDate", "no date", `{"op":"replace","path":"/birthDate","value":"not-a-date"}`, "INVALID_VALUE"},
		{"birthDate", "after death", notice + `1"}]}}]}},` + died + `2020-01-01"},{"op":"replace","path":"/birthDate","value":"2021-01-01"}`, "INVALID_UPDATE"},
		{"death", "without a notice", died + `2020-01-01T00:00:00+00:00"}`, "INVALID_UPDATE"},
		{"death", "notice without a date", notice + `1"}]}}]}}`, "INVALID_UPDATE"},
		{"death", "informal", notice + `1"}]}}]}},` + died + `2026-03-01T10:00:00+00:00"}`, ""},
		{"death", "formal", notice + `2"}]}}]}},` + died + `2026-03-01T10:00:00+00:00"}`, "FORBIDDEN_UPDATE"},
		{"death", "removed", notice + `U"}]}}]}},` + died + `2026-03-01T10:00:00+00:00"}`, "UNSUPPORTED_VALUE"},
		{"death", "in the future", notice + `1"}]}}]}},` + died + `2026-04-02T00:00:00+00:00"}`, "INVALID_UPDATE"},
		{"death", "before birth", notice + `1"}]}}]}},` + died + `1979-04-02T00:00:00+00:00"}`, "INVALID_UPDATE"},
		{"death", "summer time", notice + `1"}]}}]}},` + died + `2025-07-02T00:00:00+01:00"}`, "INVALID_VALUE"},
		{"gender", "other", `{"op":"replace","path":"/gender","value":"other"}`, "UNSUPPORTED_VALUE"},
		{"gender", "odd", `{"op":"replace","path":"/gender","value":"x"}`, "INVALID_VALUE"},
		{"practice", "known", `{"op":"replace","path":"/generalPractitioner/0","value":{"id":"G1","identifier":{"value":"` + practice + `"}}}`, ""},
		{"practice", "unknown", `{"op":"replace","path":"/generalPractitioner/0","value":{"id":"G1","identifier":{"value":"Y12345"}}}`, "INVALID_VALUE"},
		{"practice", "second", `{"op":"add","path":"/generalPractitioner/-","value":{"identifier":{"value":"` + practice + `"}}}`, "TOO_MANY_VALUES_SUBMITTED"},
		{"practice", "with an end", `{"op":"replace","path":"/generalPractitioner/0","value":{"id":"G1","identifier":{"value":"` + practice + `","period":{"start":"2020-01-01","end":"2021-01-01"}}}}`, "INVALID_UPDATE"},
		{"practice", "none", `{"op":"test","path":"/generalPractitioner/0/id","value":"G1"},{"op":"remove","path":"/generalPractitioner/0"}`, "FORBIDDEN_UPDATE"},
		{"birth order", "nought", `{"op":"add","path":"/multipleBirthInteger","value":0}`, "INVALID_VALUE"},
		{"birth order", "ten", `{"op":"add","path":"/multipleBirthInteger","value":10}`, "INVALID_VALUE"},
		{"birth order", "text", `{"op":"add","path":"/multipleBirthInteger","value":"1"}`, "INVALID_VALUE"},
		{"birth order", "nine", `{"op":"add","path":"/multipleBirthInteger","value":9}`, ""},
		{"address", "second home", `{"op":"add","path":"/address/-","value":{"use":"home","line":["2 Whitehall Quay","Leeds"]}}`, "FORBIDDEN_UPDATE"},
		{"address", "work", `{"op":"add","path":"/address/-","value":{"use":"work","line":["2 Whitehall Quay","Leeds"]}}`, "UNSUPPORTED_VALUE"},
		{"address", "no fixed abode", home + `,"postalCode":"ZZ99 3VZ"}}`, ""},
		{"address", "no lines", home + `,"postalCode":"LS1 4BU"}}`, "INVALID_UPDATE"},
		{"address", "postcode and PAF key of one home", home + `,"postalCode":"` + lived + `"` + paf, ""},
		{"address", "postcode and PAF key of no home", home + `,"postalCode":"LS1 4BU"` + paf, "INVALID_UPDATE"},
		{"address", "home becomes temporary beside a temporary one", temp + `,"text":"Holiday Home","period":{"start":"2026-03-01","end":"2026-04-30"}}},{"op":"replace","path":"/address/0","value":{"id":"A1","use":"temp","text":"Holiday Home","period":{"start":"2026-03-01","end":"2026-04-30"},"line":["1 Way","Leeds"]}}`, "FORBIDDEN_UPDATE"},
		{"contact", "without a way to reach them", contact + `]}}`, "TOO_FEW_VALUES_SUBMITTED"},
		{"name", "a title in capitals", usual + `,"prefix":["MRS"]}}`, "INVALID_VALUE"},
		{"name", "a title that is not on the list", usual + `,"prefix":["Dame"]}}`, ""},
		{"name", "a family of nothing", strings.Replace(usual, "Smith", " ", 1) + `}}`, "INVALID_VALUE"},
		{"name", "a given name of nothing", strings.Replace(usual, "Jane", "", 1) + `}}`, "INVALID_VALUE"},
		{"name", "six given names, two of them in one", strings.Replace(usual, `"Jane"`, `"a b","c","d","e","f g"`, 1) + `}}`, "TOO_MANY_VALUES_SUBMITTED"},
		{"language", "in place, by its own url", part + `0","value":{"url":"language","valueCodeableConcept":{"coding":[{"code":"pl"}]}}}`, ""},
		{"language", "interpreter in place", part + `1","value":{"url":"interpreterRequired","valueBoolean":true}}`, ""},
		{"language", "part without a url", part + `1/valueBoolean","value":true}`, "INVALID_UPDATE"},
		{"preference", "of no kind", wish + `]}}`, "TOO_FEW_VALUES_SUBMITTED"},
		{"preference", "of an unknown kind", wish + `{"url":"PreferredColour","valueString":"red"}]}}`, "INVALID_VALUE"},
		{"preference", "method twice", wish + letter + `,` + letter + `]}}`, "TOO_MANY_VALUES_SUBMITTED"},
		{"preference", "a part more, by its own url", wish + letter + `]}},{"op":"add","path":"/extension/1/extension/-","value":{"url":"PreferredContactTimes","valueString":"Not after 7pm"}}`, ""},
		{"preference", "a part less, by its own url", wish + letter + `,{"url":"PreferredContactTimes","valueString":"Not after 7pm"}]}},{"op":"test","path":"/extension/1/extension/1/url","value":"PreferredContactTimes"},{"op":"remove","path":"/extension/1/extension/1"}`, ""},
		{"birth place", "no country of ISO 3166", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"country":"XYZ"}}}`, "INVALID_VALUE"},
		{"birth place", "France", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"country":"FRA"}}}`, ""},
		{"address", "five lines without a key", home + `,"line":["1","2","3","4","5"]}}`, "INVALID_UPDATE"},
		{"address", "six lines", home + `,"line":["1","2","3","4","5","6"]}}`, "TOO_MANY_VALUES_SUBMITTED"},
		{"address", "blank lines", home + `,"line":["","23 Mill Lane","","Leeds",""]}}`, ""},
		{"address", "no town", home + `,"line":["1","23 Mill Lane","Boxgrove",""]}}`, "INVALID_UPDATE"},
		{"address", "temporary without a text", temp + `,"period":{"start":"2026-03-01","end":"2026-04-30"}}}`, "MISSING_VALUE"},
		{"address", "temporary with an odd text", temp + `,"text":"Tent","period":{"start":"2026-03-01","end":"2026-04-30"}}}`, "INVALID_VALUE"},
		{"address", "temporary without an end", temp + `,"text":"Holiday Home","period":{"start":"2026-03-01"}}}`, "INVALID_UPDATE"},
		{"address", "temporary for 90 days", temp + `,"text":"Holiday Home","period":{"start":"2026-03-01","end":"2026-05-30"}}}`, ""},
		{"address", "temporary for 91 days", temp + `,"text":"Holiday Home","period":{"start":"2026-03-01","end":"2026-05-31"}}}`, "INVALID_UPDATE"},
		{"address", "for letters for 366 days", billing + `,"period":{"start":"2026-03-01","end":"2027-03-02"}}}`, ""},
		{"address", "for letters for 367 days", billing + `,"period":{"start":"2026-03-01","end":"2027-03-03"}}}`, "INVALID_UPDATE"},
		{"telecom", "same system and use", point + `"system":"phone","use":"mobile","value":"07700 900002"}}`, "INVALID_UPDATE"},
		{"telecom", "another use", point + `"system":"phone","use":"work","value":"07700 900002"}}`, ""},
		{"telecom", "changes its use", `{"op":"replace","path":"/telecom/0/id","value":"T1"},{"op":"replace","path":"/telecom/0/use","value":"home"}`, "INVALID_UPDATE"},
		{"telecom", "odd e-mail", point + `"system":"email","use":"work","value":"nobody"}}`, "INVALID_UPDATE"},
		{"telecom", "short e-mail", point + `"system":"email","use":"work","value":"a@b.c"}}`, "INVALID_UPDATE"},
		{"telecom", "textphone", point + `"system":"other","use":"home","value":"01632960587","extension":[{"url":"` + uk + `OtherContactSystem","valueCoding":{"code":"textphone"}}]}}`, ""},
		{"contact", "good", contact + `{"system":"phone","value":"01632960587"}]}}`, ""},
		{"contact", "with a use", contact + `{"system":"phone","value":"01632960587","use":"home"}]}}`, "INVALID_UPDATE"},
		{"contact", "fax", contact + `{"system":"fax","value":"01632960587"}]}}`, "UNSUPPORTED_VALUE"},
		{"contact", "not for emergencies", strings.Replace(contact, `"C"`, `"N"`, 1) + `{"system":"phone","value":"01632960587"}]}}`, "INVALID_VALUE"},
		{"language", "English", tongue + `en"}]}}]}}`, "INVALID_VALUE"},
		{"language", "of a local system", tongue + `qa"}]}}]}}`, "INVALID_VALUE"},
		{"language", "British Sign Language", tongue + `q4"}]}},{"url":"interpreterRequired","valueBoolean":true}]}}`, ""},
		{"preference", "time without a method", wish + `{"url":"PreferredContactTimes","valueString":"Not after 7pm"}]}}`, "INVALID_UPDATE"},
		{"preference", "time of 41 letters", wish + `{"url":"PreferredContactMethod","valueCodeableConcept":{"coding":[{"code":"1"}]}},{"url":"PreferredContactTimes","valueString":"` + strings.Repeat("x", 41) + `"}]}}`, "INVALID_VALUE"},
		{"preference", "good", wish + `{"url":"PreferredContactMethod","valueCodeableConcept":{"coding":[{"code":"1"}]}},{"url":"PreferredContactTimes","valueString":"Not after 7pm"}]}}`, ""},
		{"pharmacy", "known", `{"op":"add","path":"/extension/-","value":{"url":"` + uk + `NominatedPharmacy","valueReference":{"identifier":{"value":"` + pharmacy + `"}}}}`, ""},
		{"pharmacy", "a practice", `{"op":"add","path":"/extension/-","value":{"url":"` + uk + `NominatedPharmacy","valueReference":{"identifier":{"value":"` + practice + `"}}}}`, "INVALID_VALUE"},
		{"pharmacy", "two of a kind", strings.Repeat(`{"op":"add","path":"/extension/-","value":{"url":"`+uk+`NominatedPharmacy","valueReference":{"identifier":{"value":"`+pharmacy+`"}}}},`, 2) + `{"op":"test","path":"/gender","value":"female"}`, "INVALID_UPDATE"},
		{"birth place", "nothing", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{}}}`, "MISSING_VALUE"},
		{"birth place", "odd country", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"country":"Narnia"}}}`, "INVALID_VALUE"},
		{"birth place", "Wales", `{"op":"add","path":"/extension/-","value":{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Cardiff","country":"3"}}}`, ""},
		{"extension", "unknown", `{"op":"add","path":"/extension/-","value":{"url":"http://example.org"}}`, "INVALID_VALUE"},
	} {
		t.Run(row.field+"/"+row.name, func(t *testing.T) {
			i := subject(t, r)
			w := r.patch(i, row.patches)
			conforms(t, w)
			if row.want == "" {
				require.Equal(t, 200, w.Code, w.Body)
				assert.Equal(t, w.Body.String(), r.get("/Patient/"+r.number(i)).Body.String())
				return
			}
			require.Contains(t, []int{400, 403}, w.Code, w.Body)
			assert.Contains(t, w.Body.String(), `"code":"`+row.want+`"`)
		})
	}
}

func TestPeriodsBeginTodayOnlyForWhatIsNew(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	p := show(t, r.patch(i, `{"op":"replace","path":"/address/0/id","value":"A1"},{"op":"replace","path":"/address/0/postalCode","value":"LS1 4BU"},
		{"op":"replace","path":"/name/1","value":{"id":"N2","use":"nickname","family":"Smith","prefix":["Mrs."]}}`))
	assert.Equal(t, "2020-01-01", p.Address[0].Period.Start, "a part was replaced: the period stays")
	assert.Equal(t, "2026-04-01", p.Name[1].Period.Start, "the whole was replaced without a period")
	assert.Equal(t, []string{"Mrs"}, p.Name[1].Prefix, "full stops go")
}

func TestFormalDeathsAreFrozenAndRestrictedRecordsClosed(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	set := func(change func(*world.Person, *world.Particulars)) {
		_, err := r.realm.World.By("test").Register(i, 0, func(p *world.Person, q *world.Particulars) error { change(p, q); return nil })
		require.NoError(t, err)
	}
	set(func(p *world.Person, q *world.Particulars) {
		p.Died, q.DeathNotice = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), world.FormalDeath
	})
	w := r.patch(i, `{"op":"replace","path":"/deceasedDateTime","value":"2026-01-03"}`)
	assert.JSONEq(t, outcome(t, "information|forbidden|FORBIDDEN_UPDATE|Update is forbidden|Forbidden update with error - source not permitted to update a formal death notification"), w.Body.String())
	w = r.patch(i, `{"op":"remove","path":"/deceasedDateTime"}`)
	assert.Equal(t, 403, w.Code)
	set(func(_ *world.Person, q *world.Particulars) { q.Access = world.Restricted })
	w = r.patch(i, `{"op":"replace","path":"/gender","value":"male"}`)
	require.Equal(t, 403, w.Code)
	assert.Contains(t, w.Body.String(), "FORBIDDEN_UPDATE")
}

// What an update is answered with where its sentence in the specification says more than whether it is taken.
func TestWritingIsTidied(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	home := r.realm.World.Population().Person(5).Address
	const key = `"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey","extension":[{"url":"type","valueCoding":{"system":"s","code":"PAF"}},{"url":"value","valueString":"12345678"}]}]`
	p := show(t, r.patch(i, `{"op":"add","path":"/name/-","value":{"use":"temp","family":"Smith","prefix":["Mrs."],"given":["Jane Marie Anne","Jo Adele"]}},
		{"op":"replace","path":"/address/0","value":{"id":"A1","use":"home","postalCode":"`+home.Postcode+`",`+key+`}}`))
	assert.Equal(t, []string{"Jane Marie Anne", "Jo", "Adele"}, p.Name[2].Given, "HumanName.yaml, given")
	assert.Equal(t, home.Lines, p.Address[0].Line, "patient-patch.yaml, Address: lines are populated where the key matches")

	practice := ""
	for one := range r.realm.World.Population().Practices() {
		practice = string(one.Code)
		break
	}
	p = show(t, r.patch(i, `{"op":"add","path":"/managingOrganization","value":{"type":"Organization","identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"`+practice+`"}}}`))
	require.NotNil(t, p.ManagingOrganization, "patient-patch.yaml, Managing Organisation")
	assert.Equal(t, practice, p.ManagingOrganization.Identifier.Value)
	again := r.patch(i, `{"op":"add","path":"/managingOrganization","value":{"type":"Organization","identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"`+practice+`"}}}`)
	assert.Equal(t, 400, again.Code)
	assert.JSONEq(t, outcome(t, "error|structure|INVALID_UPDATE|Update is invalid|Invalid update with error - Invalid patch - Provided patch made no changes to the resource"),
		again.Body.String(), "nhsconnect/prm-repo-pds-adaptor goes on when it reads this")
	assert.Contains(t, r.get("/Patient/"+r.number(i)).Body.String(), `"versionId":"`+p.Meta.VersionID+`"`)
	p = show(t, r.patch(i, `{"op":"remove","path":"/managingOrganization"}`))
	assert.Nil(t, p.ManagingOrganization)
	assert.NotEmpty(t, p.GeneralPractitioner)
}

// A name cannot be emptied part by part where it cannot be removed (patient-patch.yaml, "Name").
func TestUsualNameStaysAName(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	w := r.patch(i, `{"op":"replace","path":"/name/0/id","value":"N1"},{"op":"replace","path":"/name/0/family","value":""},{"op":"replace","path":"/name/0/given","value":[]}`)
	assert.JSONEq(t, outcome(t, "error|value|INVALID_VALUE|Provided value is invalid|Invalid value - '' in field 'name/0/family'"), w.Body.String())
}

// Whether an interpreter is needed need not be said beside a language, and is then not shown (Communication.yaml, extension).
func TestInterpreterIsOptional(t *testing.T) {
	r := newRig(t, 10, false).worker()
	i := subject(t, r)
	const language = `{"op":"replace","path":"/extension/0","value":{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication","extension":[{"url":"language","valueCodeableConcept":{"coding":[{"code":"pl"}]}}`
	p := show(t, r.patch(i, language+`]}}`))
	require.Len(t, p.Extension, 1)
	assert.Len(t, p.Extension[0].Extension, 1)
	p = show(t, r.patch(i, `{"op":"replace","path":"/gender","value":"unknown"}`))
	assert.Len(t, p.Extension[0].Extension, 1, "another update does not say it either")
	for _, needed := range []string{"false", "true"} {
		w := r.patch(i, language+`,{"url":"interpreterRequired","valueBoolean":`+needed+`}]}}`)
		assert.Contains(t, w.Body.String(), `{"url":"interpreterRequired","valueBoolean":`+needed+`}`)
	}
}
