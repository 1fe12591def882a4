package fhir_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// What we show and take back means the same.
func TestFromOwnResources(t *testing.T) {
	p := projector()
	for k := chart.Problem; k <= chart.Report; k++ {
		e := entry(k)
		for _, r := range p.Entry(ada(), &e) {
			t.Run(r.Type, func(t *testing.T) {
				got, err := p.FromResource(r)
				require.NoError(t, err)
				assert.Equal(t, k, got.ID.Kind)
				assert.Equal(t, string(r.JSON), string(got.Raw))
				assert.Equal(t, e.Text, got.Text)
				if k == chart.Problem || k == chart.Allergy || k == chart.Medicine {
					assert.Equal(t, e.Coding, got.Coding)
				}
				assert.Equal(t, nhs.ODS("ZX0001"), got.Source)
				author := e.Author
				if k == chart.Document {
					author = -1
				}
				assert.Equal(t, author, got.Author)
				assert.Equal(t, e.Contact, got.Contact)
				assert.Equal(t, e.Verification, got.Verification)
				assert.Equal(t, e.Criticality, got.Criticality)
				assert.Equal(t, e.Severity, got.Severity)
				assert.Equal(t, e.Substance, got.Substance)
				assert.Equal(t, e.Category, got.Category)
				assert.Equal(t, e.For, got.For)
				assert.Equal(t, e.Letter, got.Letter)
				assert.Equal(t, e.Request, got.Request)
				assert.Equal(t, e.About, got.About)
				assert.Equal(t, e.Results, got.Results)
				if k == chart.Measurement {
					assert.Equal(t, chart.Status("final"), got.Status)
					assert.Equal(t, &chart.Quantity{Value: 70.5, Unit: "kilogram", Code: "kg"}, got.Value)
				} else {
					assert.Equal(t, e.Status, got.Status)
				}
				if e.Dose != nil {
					want := *e.Dose
					if r.Type == "MedicationStatement" {
						want.Supply = 0
					}
					assert.Equal(t, &want, got.Dose)
				}
				if e.Reaction != nil {
					assert.Equal(t, e.Reaction, got.Reaction)
				}
			})
		}
	}
	e := bloodPressure()
	got, err := p.FromResource(p.Entry(ada(), &e)[0])
	require.NoError(t, err)
	require.Len(t, got.Parts, 2)
	assert.Equal(t, 148.0, got.Parts[0].Value.Value)
	assert.Equal(t, 92.0, got.Parts[1].Value.Value)
}

// Nothing that we can show is refused when it comes back.
func TestFromTakesTheWholeSample(t *testing.T) {
	p := projector()
	for _, e := range sample() {
		for _, r := range p.Entry(ada(), &e) {
			got, err := p.FromResource(r)
			require.NoError(t, err, "%s", r.JSON)
			struck := e.Status == chart.EnteredInError || e.Verification == "entered-in-error"
			assert.Equal(t, struck, got.Status == chart.EnteredInError, "%s", r.JSON)
		}
	}
}

func TestFromReadsWhatClientsSend(t *testing.T) {
	p := projector()
	got, err := p.FromResource(resource(t, `{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/x"},
		"clinicalStatus":{"coding":[{"code":"resolved"}],"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd",
			"extension":[{"url":"endDate","valueDateTime":"2024-05"}]}]},
		"code":{"coding":[{"system":"http://snomed.info/sct","code":"91936005"}]},"onsetPeriod":{"start":"2001"},
		"recordedDate":"2026-04-01T10:00:00+01:00","reaction":[{"manifestation":[{"text":"Hives"}],"severity":"mild"}]}`))
	require.NoError(t, err)
	assert.Equal(t, "91936005", got.Text, "the code stands in for missing words")
	assert.Equal(t, "penicillin", got.Substance)
	assert.Equal(t, chart.Resolved, got.Status)
	assert.Equal(t, day(2001, 1, 1), got.Onset)
	assert.Equal(t, day(2024, 5, 1), got.Ended)
	assert.Equal(t, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC), got.Recorded)
	assert.Equal(t, &chart.Coding{Display: "Hives"}, got.Reaction)
	assert.Equal(t, -1, got.Contact)

	got, err = p.FromResource(resource(t, `{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/x"},"code":{"text":"BP"},
		"effectiveInstant":"2026-04-01T10:00:00Z","component":[{"code":{"text":"sys"},"valueQuantity":{"value":120}},{"code":{"text":"no value"}}],
		"valueCodeableConcept":{"coding":[{"code":"a","display":"A"}]}}`))
	require.NoError(t, err)
	assert.Equal(t, []chart.Part{{Text: "sys", Value: chart.Quantity{Value: 120}}}, got.Parts)
	assert.Equal(t, &chart.Coding{Code: "a", Display: "A"}, got.Answer)
}

// When a reaction last happened says nothing about whether the allergy has ended; only UK Core's endDate does.
func TestFromTakesNoOtherDateForTheEndOfAnAllergy(t *testing.T) {
	p := projector()
	for clinical, want := range map[string]time.Time{
		`"coding":[{"code":"active"}]`: {},
		`"coding":[{"code":"active"}],"extension":[{"url":"http://example.org/seen","extension":[{"url":"endDate","valueDateTime":"2023"}]}]`: {},
		`"coding":[{"code":"resolved"}],"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd",
			"extension":[{"url":"reasonEnded","valueString":"x"},{"url":"other","valueDateTime":"1999"},{"url":"endDate","valueDateTime":"2024-05"}]}]`: day(2024, 5, 1),
	} {
		got, err := p.FromResource(resource(t, `{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/x"},"code":{"text":"Nuts"},
			"clinicalStatus":{`+clinical+`},"lastOccurrence":"2025-06-01","reaction":[{"onset":"2025-06-01"}]}`))
		require.NoError(t, err)
		assert.Equal(t, want, got.Ended, clinical)
	}
	_, err := p.FromResource(resource(t, `{"resourceType":"AllergyIntolerance","patient":{},"code":{},"clinicalStatus":{"extension":[{"extension":[{"url":"endDate","valueDateTime":"soon"}],
		"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AllergyIntoleranceEnd"}]}}`))
	require.ErrorContains(t, err, `clinicalStatus.extension.endDate "soon" is not a date`)
}

func TestFromRefuses(t *testing.T) {
	p := projector()
	for body, message := range map[string]string{
		`{"resourceType":"Patient"}`:                                                                                                              "Patient is not kept in a chart",
		`{"resourceType":"Condition","code":{}}`:                                                                                                  "Condition.subject is missing",
		`{"resourceType":"Condition","subject":{},"code":[1]}`:                                                                                    "Condition.code must be a CodeableConcept",
		`{"resourceType":"AllergyIntolerance","patient":{}}`:                                                                                      "AllergyIntolerance.code is missing",
		`{"resourceType":"AllergyIntolerance","patient":{},"code":{},"criticality":"huge"}`:                                                       `AllergyIntolerance.criticality is "huge", want one of: low, high, unable-to-assess`,
		`{"resourceType":"AllergyIntolerance","patient":{},"code":{},"criticality":3}`:                                                            "criticality must be a string, found 3",
		`{"resourceType":"AllergyIntolerance","patient":{},"code":{},"clinicalStatus":{"coding":[{"code":"gone"}]}}`:                              `clinicalStatus is "gone", want one of: active`,
		`{"resourceType":"AllergyIntolerance","patient":{},"code":{},"onsetDateTime":"last May"}`:                                                 `onsetDateTime "last May" is not a date`,
		`{"resourceType":"AllergyIntolerance","patient":{},"code":{},"recordedDate":7}`:                                                           "recordedDate must be a date, found 7",
		`{"resourceType":"MedicationRequest","subject":{},"status":"active","intent":"order","medicationReference":{}}`:                           "medicationReference is not taken here",
		`{"resourceType":"MedicationRequest","subject":{},"status":"active","medicationCodeableConcept":{}}`:                                      "MedicationRequest.intent is missing",
		`{"resourceType":"Observation","subject":{},"code":{}}`:                                                                                   "Observation.status is missing",
		`{"resourceType":"Observation","subject":{},"code":{},"status":"final","valueQuantity":{"value":"7"}}`:                                    "valueQuantity must be a Quantity",
		`{"resourceType":"DocumentReference","subject":{},"status":"current","content":[{"attachment":{"contentType":"text/plain","data":"?"}}]}`: "data is not base64",
		`{"resourceType":"Appointment","status":"booked"}`:                                                                                        "Appointment.participant is missing",
		`{"resourceType":"Encounter","subject":{},"status":"finished"}`:                                                                           "Encounter.class is missing",
		`{"resourceType":"Immunization","patient":{},"status":"completed","vaccineCode":{}}`:                                                      "occurrenceDateTime or occurrenceString is missing",
	} {
		_, err := p.FromResource(resource(t, body))
		assert.ErrorContains(t, err, message, body)
	}
}

func TestReferencePerson(t *testing.T) {
	for body, want := range map[string]fhir.Subject{
		`{"resourceType":"Condition","subject":{"reference":"Patient/a"}}`:                                                             {ID: "a"},
		`{"resourceType":"Condition","subject":{"reference":"https://h/R4/Patient/a"}}`:                                                {ID: "a"},
		`{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/a"}}`:                                                    {ID: "a"},
		`{"resourceType":"Appointment","participant":[{"actor":{"reference":"Practitioner/b"}},{"actor":{"reference":"Patient/a"}}]}`:  {ID: "a"},
		`{"resourceType":"Immunization","patient":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}}}`: {Number: 9990000018},
	} {
		got, err := fhir.ReferencePerson(resource(t, body))
		require.NoError(t, err, body)
		assert.Equal(t, want, got)
	}
	for body, message := range map[string]string{
		`{"resourceType":"Condition","patient":{"reference":"Patient/a"}}`:                                                          "Condition has no subject",
		`{"resourceType":"Condition","subject":{"reference":"Group/a"}}`:                                                            `"Group/a" does not name a Patient`,
		`{"resourceType":"Condition","subject":{"reference":"#p"}}`:                                                                 "does not name a Patient",
		`{"resourceType":"Condition","subject":{"reference":"XPatient/a"}}`:                                                         "does not name a Patient",
		`{"resourceType":"Condition","subject":{"reference":"Patient/a b"}}`:                                                        "does not name a Patient",
		`{"resourceType":"Condition","subject":{"display":"Ada"}}`:                                                                  "neither a reference nor an NHS number",
		`{"resourceType":"Appointment","participant":[{"actor":{"reference":"Practitioner/b"}},{"status":"accepted"}]}`:             `participant.actor.reference "Practitioner/b" does not name a Patient`,
		`{"resourceType":"Condition","subject":"Patient/a"}`:                                                                        "neither a reference nor an NHS number",
		`{"resourceType":"Condition","subject":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000019"}}}`: "check digit",
	} {
		_, err := fhir.ReferencePerson(resource(t, body))
		assert.ErrorContains(t, err, message, body)
	}
}

func FuzzFromResource(f *testing.F) {
	p := projector()
	for _, e := range []chart.Entry{entry(chart.Allergy), entry(chart.Medicine), bloodPressure(), entry(chart.Contact), entry(chart.Vaccination), entry(chart.Problem),
		entry(chart.Procedure), entry(chart.Document), entry(chart.Referral), entry(chart.Appointment), entry(chart.Report)} {
		for _, r := range p.Entry(ada(), &e) {
			f.Add([]byte(r.JSON))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := fhir.ParseResource(body)
		if err != nil {
			return
		}
		_, _ = fhir.ReferencePerson(r)
		e, err := p.FromResource(r)
		if err != nil {
			return
		}
		e.ID.Person, e.ID.K = 12, chart.FirstAdded
		shown := p.Entry(ada(), &e)
		require.Len(t, shown, 1, "what was taken can be shown")
		require.Equal(t, r.Type, shown[0].Type)
		again, err := p.FromResource(shown[0])
		require.NoError(t, err)
		again.Raw, e.Raw = nil, nil
		e.ID.Person, e.ID.K = 0, 0
		require.Equal(t, e, again)
	})
}
