package fhir_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

func resource(t testing.TB, body string) fhir.Resource {
	t.Helper()
	r, err := fhir.ParseResource([]byte(body))
	require.NoError(t, err)
	return r
}

// A Patient, a Condition and an AllergyIntolerance to look for.
const (
	patientJSON = `{"resourceType":"Patient","id":"p1","meta":{"lastUpdated":"2026-04-01T09:30:00.005+00:00"},"active":true,
		"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"},{"system":"urn:x","value":"a|b,c"}],
		"name":[{"family":"O'Neill","given":["Ada","Mary Jane"]},{"family":"Smith"}],"gender":"female","birthDate":"1957-03-14",
		"address":[{"postalCode":"LS99 9ZZ"}],"managingOrganization":{"reference":"Organization/ZX0001"}}`
	conditionJSON = `{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"system":"urn:cs","code":"active"}]},
		"category":[{"coding":[{"code":"problem-list-item"}]},{"coding":[{"code":"encounter-diagnosis"}]}],
		"code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma (disorder)"},{"system":"urn:local","code":"H33"}],"text":"Bad chest"},
		"subject":{"reference":"http://there/fhir/Patient/p1"},"onsetPeriod":{"start":"2020-02"},"recordedDate":"2021-06-15T12:00:00+01:00"}`
	encounterJSON = `{"resourceType":"Encounter","id":"e1","status":"finished","class":{"system":"urn:act","code":"AMB"},
		"subject":{"reference":"Patient/p1"},"period":{"start":"2024-02-29T10:05:00Z","end":"2024-03-01"}}`
)

func TestSearchMatch(t *testing.T) {
	for _, c := range []struct {
		body, query string
		want        bool
	}{
		{patientJSON, "", true},
		{patientJSON, "_id=p1", true},
		{patientJSON, "_id=p2", false},
		{patientJSON, "_id=p2,p1", true},
		{patientJSON, "_id:not=p1", false},
		{patientJSON, "identifier=9990000018", true},
		{patientJSON, "identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018", true},
		{patientJSON, "identifier=https://fhir.nhs.uk/Id/nhs-number|", true},
		{patientJSON, "identifier=urn:y|9990000018", false},
		{patientJSON, "identifier=|9990000018", false},
		{patientJSON, `identifier=urn:x|a\|b\,c`, true},
		{patientJSON, "identifier:missing=true", false},
		{patientJSON, "death-date:missing=true", true},
		{patientJSON, "death-date:missing=false", false},
		{patientJSON, "family=o'n", true},
		{patientJSON, "family=neill", false},
		{patientJSON, "family:contains=NEILL", true},
		{patientJSON, "family:exact=smith", false},
		{patientJSON, "family:exact=Smith", true},
		{patientJSON, "family=smi&given=mary j", true},
		{patientJSON, "family=smi&family=o", true},
		{patientJSON, "family=smi&family=x", false},
		{patientJSON, "name=ada", true},
		{patientJSON, "gender=female", true},
		{patientJSON, "gender=http://hl7.org/fhir/administrative-gender|female", true},
		{patientJSON, "gender:not=female", false},
		{patientJSON, "gender=male,female", true},
		{patientJSON, "active=true", true},
		{patientJSON, "active=false", false},
		{patientJSON, "address-postalcode=ls99", true},
		{patientJSON, "organization=ZX0001", true},
		{patientJSON, "organization=Organization/ZX0001", true},
		{patientJSON, "organization:Organization=ZX0001", true},
		{patientJSON, "organization=X0001", false},
		{patientJSON, "birthdate=1957-03-14", true},
		{patientJSON, "birthdate=1957-03", true},
		{patientJSON, "birthdate=1957-03-15", false},
		{patientJSON, "birthdate=ge1957-03-14&birthdate=lt1957-03-15", true},
		{patientJSON, "birthdate=gt1957-03-14", false},
		{patientJSON, "birthdate=gt1957", false},
		{patientJSON, "birthdate=le1957", true},
		{patientJSON, "birthdate=ne1957", false},
		{patientJSON, "birthdate=sa1956", true},
		{patientJSON, "birthdate=eb1958", true},
		{patientJSON, "birthdate=eb1957", false},
		{patientJSON, "_lastUpdated=gt2026-04-01T09:30:00Z", false},
		{patientJSON, "_lastUpdated=gt2026-04-01T09:29:59Z", true},
		{patientJSON, "_lastUpdated=2026-04-01T09:30:00.005 00:00", true},
		{patientJSON, "_lastUpdated=2026-04-01T10:30+01:00", true},
		{patientJSON, "_format=json&_count=5", true},

		{conditionJSON, "patient=p1", true},
		{conditionJSON, "patient=Patient/p1", true},
		{conditionJSON, "patient=http://here/Patient/p1", true},
		{conditionJSON, "patient:Patient=p1", true},
		{conditionJSON, "patient=1", false},
		{conditionJSON, "patient=p2,p1", true},
		{conditionJSON, "subject=Group/p1", false},
		{conditionJSON, "subject:Patient=p1", true},
		{conditionJSON, "clinical-status=active", true},
		{conditionJSON, "clinical-status:not=active", false},
		{conditionJSON, "verification-status:not=refuted", true},
		{conditionJSON, "category=encounter-diagnosis", true},
		{conditionJSON, "code=195967001", true},
		{conditionJSON, "code=http://snomed.info/sct|195967001", true},
		{conditionJSON, "code=http://snomed.info/sct|H33", false},
		{conditionJSON, "code=http://snomed.info/sct|", true},
		{conditionJSON, "code=|H33", false},
		{conditionJSON, "category=|problem-list-item", true},
		{conditionJSON, "code=1,2,H33", true},
		{conditionJSON, "code:text=bad", true},
		{conditionJSON, "code:text=asth", true},
		{conditionJSON, "code:text=chest", false},
		{conditionJSON, "onset-date=gt2025", true}, // open period
		{conditionJSON, "onset-date=lt2020-02", false},
		{conditionJSON, "onset-date=ge2020-02", true},
		{conditionJSON, "recorded-date=2021-06-15T11:00:00Z", true},
		{conditionJSON, "abatement-date:missing=true", true},
		{conditionJSON, "code:missing=false", true},

		{encounterJSON, "date=2024", true},
		{encounterJSON, "date=2024-02", false},
		{encounterJSON, "date=lt2024-03-01", true},
		{encounterJSON, "date=ge2024-03-02", false},
		{encounterJSON, "class=AMB", true},
		{encounterJSON, "class=urn:act|AMB", true},
		{encounterJSON, "status=finished", true},
		{encounterJSON, "status:not=finished,planned", false},
	} {
		t.Run(c.query, func(t *testing.T) {
			r := resource(t, c.body)
			values, err := url.ParseQuery(strings.ReplaceAll(c.query, "+", "%2B"))
			require.NoError(t, err)
			s, err := fhir.ParseSearch(r.Type, values)
			require.NoError(t, err)
			assert.Equal(t, c.want, s.Match(r))
		})
	}
	s, err := fhir.ParseSearch("Patient", nil)
	require.NoError(t, err)
	assert.False(t, s.Match(resource(t, conditionJSON)), "another type")
}

func TestSearchRefuses(t *testing.T) {
	for query, want := range map[string]struct{ code, message string }{
		"clinicalstatus=active":      {"not-supported", `did you mean "clinical-status"?`},
		"subjct=1":                   {"not-supported", `did you mean "subject"?`},
		"zzzzzzzzzzzzzz=1":           {"not-supported", "the parameters of Condition are _id, _lastUpdated, patient, subject"},
		"patient.birthdate=1957":     {"not-supported", "chained parameters are not offered; find the patient first"},
		"patient:Patient.name=x":     {"not-supported", "chained parameters are not offered"},
		"_has:Observation:patient=x": {"not-supported", "no such parameter"},
		"_include=Condition:patient": {"not-supported", "not offered by this server"},
		"patient=":                   {"value", "it has no value"},
		"patient=a,,b":               {"value", "one of its values is empty"},
		"patient=Group/1":            {"value", "does not point at a Patient"},
		"patient:Group=1":            {"not-supported", `modifier "Group"`},
		"patient=a b":                {"value", "is not an id"},
		"code:below=1":               {"not-supported", `modifier "below" is not offered, only: missing not text`},
		"code=a|b|c":                 {"value", "more than one bar"},
		"code=|":                     {"value", "neither a system nor a code"},
		"code:missing=yes":           {"value", "must be true or false"},
		"onset-date=yesterday":       {"value", `"yesterday" is not a date`},
		"onset-date=ap2020":          {"value", `prefix "ap" is not offered`},
		"onset-date=2020-13":         {"value", "is not a date"},
		"onset-date=31/12/2020":      {"value", "is not a date"},
		"_count=-1":                  {"value", "is not a whole number"},
		"_offset=x":                  {"value", "is not a whole number"},
		"_sort=onset":                {"not-supported", `did you mean "onset-date"?`},
		"_format=xml":                {"not-supported", "only application/fhir+json"},
	} {
		t.Run(query, func(t *testing.T) {
			values, err := url.ParseQuery(query)
			require.NoError(t, err)
			_, err = fhir.ParseSearch("Condition", values)
			var refused *fhir.SearchError
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, want.code, refused.Code)
			assert.ErrorContains(t, err, want.message)
		})
	}
	_, err := fhir.ParseSearch("AllergyIntolerance", url.Values{"subject": {"x"}})
	assert.ErrorContains(t, err, `did you mean "patient"?`)
	_, err = fhir.ParseSearch("Conditions", nil)
	assert.ErrorContains(t, err, `did you mean "Condition"?`)
}

func TestSearchTellsWhereToLook(t *testing.T) {
	s, err := fhir.ParseSearch("Condition", url.Values{"patient": {"Patient/a,b"}, "_id": {"x,y"}, "code": {"s|c,d"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, s.Patients())
	assert.Equal(t, []string{"x", "y"}, s.IDs())
	assert.Equal(t, []fhir.Coding{{System: "s", Code: "c"}, {Code: "d"}}, s.Tokens("code"))
	assert.Nil(t, s.Tokens("category"))

	s, err = fhir.ParseSearch("Patient", url.Values{"family": {`O\,Neill,Smith`}})
	require.NoError(t, err)
	assert.Equal(t, []string{"O,Neill", "Smith"}, s.Words("family"))
	assert.Nil(t, s.Patients())
	assert.Nil(t, s.IDs())
	assert.Nil(t, s.Words("given"))
}

func TestSortAndPage(t *testing.T) {
	var all []fhir.Resource
	for i, date := range []string{`"2021-05-01"`, `"2019"`, `null`, `"2021-05-01"`, `"2020-07-01T10:00:00+01:00"`} {
		member := `,"recordedDate":` + date
		if date == "null" {
			member = ""
		}
		all = append(all, resource(t, fmt.Sprintf(`{"resourceType":"Condition","id":"%d","code":{"text":"%c"}%s}`, i, 'e'-i, member)))
	}
	for order, want := range map[string]string{
		"recorded-date":       "14032",
		"-recorded-date":      "03412",
		"recorded-date,-_id":  "14302",
		"-recorded-date,code": "30412",
		"_id":                 "01234",
	} {
		s, err := fhir.ParseSearch("Condition", url.Values{"_sort": {order}})
		require.NoError(t, err)
		got := append([]fhir.Resource(nil), all...)
		s.Sort(got)
		ids := ""
		for _, r := range got {
			ids += r.ID
		}
		assert.Equal(t, want, ids, order)
	}

	s, err := fhir.ParseSearch("Condition", url.Values{"_count": {"2"}, "code:text": {"x"}})
	require.NoError(t, err)
	b := fhir.Searchset("http://h/R4", s, all)
	require.Len(t, b.Entry, 2)
	assert.Equal(t, 5, *b.Total)
	assert.Equal(t, []fhir.BundleLink{
		{Relation: "self", URL: "http://h/R4/Condition?_count=2&code%3Atext=x"},
		{Relation: "next", URL: "http://h/R4/Condition?_count=2&_offset=2&code%3Atext=x"},
	}, b.Link)
	assert.Equal(t, "http://h/R4/Condition/0", b.Entry[0].FullURL)

	// Following the links from page to page finds every resource once.
	seen := ""
	for next := b.Link[0].URL; next != ""; {
		u, err := url.Parse(next)
		require.NoError(t, err)
		s, err := fhir.ParseSearch("Condition", u.Query())
		require.NoError(t, err)
		page := fhir.Searchset("http://h/R4", s, all)
		next = ""
		for _, l := range page.Link {
			if l.Relation == "next" {
				next = l.URL
			}
		}
		for _, e := range page.Entry {
			seen += strings.TrimPrefix(e.FullURL, "http://h/R4/Condition/")
		}
	}
	assert.Equal(t, "01234", seen)

	for query, want := range map[string]int{"_count=0": 0, "_offset=9": 0, "_count=9999": 5} {
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		s, err := fhir.ParseSearch("Condition", values)
		require.NoError(t, err)
		b := fhir.Searchset("http://h", s, all)
		assert.Len(t, b.Entry, want, query)
		assert.Equal(t, 5, *b.Total)
		assert.LessOrEqual(t, s.Count, fhir.MaxCount)
	}
	golden(t, "Bundle", fhir.Searchset("http://h/R4", s, all).Resource())
}

// What we write can be found by what we wrote.
func TestOwnEntriesCanBeFound(t *testing.T) {
	p := projector()
	for k, query := range map[chart.Kind]string{
		chart.Problem:     "clinical-status=active&verification-status=confirmed&code=http://snomed.info/sct|195967001&onset-date=2024-02-29",
		chart.Allergy:     "clinical-status=active&criticality=high&category=medication&code=91936005&date=ge2024",
		chart.Measurement: "code=http://loinc.org|29463-7&category=vital-signs&status=final&date=2024-02",
		chart.Contact:     "status=finished&class=AMB&date=2024-02-29",
		chart.Vaccination: "status=completed&date=2024",
		chart.Procedure:   "status=completed&code=73761001&date=2024-02-29",
		chart.Document:    "status=current&type:text=clinic&category:text=clinic&date=2024-02-29T10:05:00Z",
		chart.Referral:    "status=active&priority=urgent&code:text=referral&performer-type:text=gastro&authored=2024-02",
		chart.Appointment: "status=fulfilled&date=ge2024-02-29&specialty:text=Gastro",
		chart.Report:      "status=final&category=LAB&code:text=full&date=2024-02-29",
	} {
		e := entry(k)
		r := p.Entry(ada(), &e)[0]
		values, err := url.ParseQuery(query + "&patient=" + p.IDs.PatientID(12) + "&_id=" + r.ID)
		require.NoError(t, err)
		s, err := fhir.ParseSearch(r.Type, values)
		require.NoError(t, err)
		assert.True(t, s.Match(r), "%s\n%s", query, r.JSON)
	}
}

func FuzzParseSearch(f *testing.F) {
	f.Add("Condition", "patient=a&onset-date=ge2020-01-01T00:00:00Z&code=s|c,d&_sort=-onset-date&_count=3", conditionJSON)
	f.Add("Patient", `family:contains=\,&birthdate=ne1957&identifier:not=|x`, patientJSON)
	f.Add("Encounter", "date=sa2024&_offset=1&class:text=a", encounterJSON)
	f.Fuzz(func(t *testing.T, resourceType, query, body string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		s, err := fhir.ParseSearch(resourceType, values)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		r, err := fhir.ParseResource([]byte(body))
		if err != nil {
			return
		}
		all := []fhir.Resource{r, r}
		s.Match(r)
		s.Sort(all)
		b := fhir.Searchset("http://h", s, all)
		for _, l := range b.Link {
			u, err := url.Parse(l.URL)
			require.NoError(t, err)
			again, err := fhir.ParseSearch(resourceType, u.Query())
			require.NoError(t, err, "a link of ours is refused")
			require.Equal(t, s.Match(r), again.Match(r))
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	p := projector()
	e := entry(chart.Problem)
	r := p.Entry(ada(), &e)[0]
	s, err := fhir.ParseSearch("Condition", url.Values{"patient": {p.IDs.PatientID(12)}, "clinical-status": {"active"}, "code": {"http://snomed.info/sct|195967001"}, "onset-date": {"ge2020"}})
	require.NoError(b, err)
	require.True(b, s.Match(r))
	b.ReportAllocs()
	for b.Loop() {
		s.Match(r)
	}
}
