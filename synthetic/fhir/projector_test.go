package fhir_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, r fhir.Resource) {
	t.Helper()
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, r.JSON, "", "  "))
	pretty.WriteByte('\n')
	file := filepath.Join("testdata", name+".json")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, pretty.Bytes(), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), pretty.String())
}

func practice() *demography.Practice {
	return &demography.Practice{Code: "ZX0001", Name: "Example Road Surgery", Phone: "0113 496 0999",
		Address: demography.Address{Lines: []string{"2 Example Road", "Leeds"}, Postcode: "LS99 9ZY"}}
}

func practitioner() *demography.Practitioner {
	return &demography.Practitioner{Practice: "ZX0001", Number: 2, Sex: demography.Male, SDSUser: "999000000012",
		Name: demography.Name{Prefix: "Dr", Given: []string{"Sam"}, Family: "Okafor"}}
}

func TestProjectionGolden(t *testing.T) {
	p := projector()
	golden(t, "Patient", p.Patient(ada(), asked))
	golden(t, "Practitioner", p.Practitioner(practitioner()))
	golden(t, "Organization", p.Organization(practice()))
	for k := chart.Problem; k <= chart.Report; k++ {
		e := entry(k)
		for _, r := range p.Entry(ada(), &e) {
			golden(t, r.Type, r)
		}
	}
	bp := bloodPressure()
	golden(t, "Observation-blood-pressure", p.Entry(ada(), &bp)[0])
}

func TestProjectionIsAFunction(t *testing.T) {
	for _, e := range sample() {
		a, b := projector().Entry(ada(), &e), projector().Entry(ada(), &e)
		require.Equal(t, a, b)
	}
}

// A product must not be able to see what is wrong with an entry.
func TestProjectionKeepsSecrets(t *testing.T) {
	p := projector()
	for _, e := range sample() {
		for _, slip := range []chart.Slip{chart.Faithful, chart.Late, chart.FreeText, chart.Duplicate, chart.Miscoded, chart.Unproven} {
			plain, marked := e, e
			plain.Slip, plain.Truth = chart.Faithful, ""
			marked.Slip, marked.Truth = slip, "allergy/secret"
			require.Equal(t, p.Entry(ada(), &plain), p.Entry(ada(), &marked))
		}
	}
}

func TestProjectionIDsAndReferencesCanBeServed(t *testing.T) {
	p := projector()
	refs := regexp.MustCompile(`"reference":"([A-Za-z]+)/([^"]+)"`)
	for _, e := range sample() {
		for _, r := range p.Entry(ada(), &e) {
			again, err := fhir.ParseResource(r.JSON)
			require.NoError(t, err)
			require.Equal(t, r.Type, again.Type)
			require.Equal(t, r.ID, again.ID)
			id, ok := p.IDs.Decode(r.Type, r.ID)
			require.True(t, ok)
			require.Equal(t, e.ID, id)
			subject, err := fhir.ReferencePerson(r)
			require.NoError(t, err)
			person, ok := p.IDs.Person(subject.ID)
			require.True(t, ok)
			require.Equal(t, 12, person)
			for _, ref := range refs.FindAllSubmatch(r.JSON, -1) {
				known := false
				switch to := string(ref[2]); string(ref[1]) {
				case "Patient":
					_, known = p.IDs.Person(to)
				case "Practitioner":
					_, _, known = p.IDs.Practitioner(to)
				case "Organization":
					_, known = p.IDs.Organization(to)
				default:
					_, known = p.IDs.Decode(string(ref[1]), to)
				}
				assert.True(t, known, "%s", ref[0])
			}
		}
	}
}

func TestStruckOutEntriesHaveNoClinicalStatus(t *testing.T) {
	p := projector()
	for _, k := range []chart.Kind{chart.Problem, chart.Allergy} {
		for name, e := range map[string]chart.Entry{
			"by status":       with(entry(k), func(e *chart.Entry) { e.Status = chart.EnteredInError }),
			"by verification": with(entry(k), func(e *chart.Entry) { e.Verification = "entered-in-error" }),
		} {
			var got map[string]any
			require.NoError(t, json.Unmarshal(p.Entry(ada(), &e)[0].JSON, &got))
			assert.NotContains(t, got, "clinicalStatus", name)
			assert.Contains(t, string(p.Entry(ada(), &e)[0].JSON), `"code":"entered-in-error"`, name)
		}
	}
}

func TestFreeTextHasWordsOnly(t *testing.T) {
	e := with(entry(chart.Allergy), func(e *chart.Entry) { e.Coding, e.Substance = nil, "" })
	var got struct{ Code map[string]any }
	require.NoError(t, json.Unmarshal(projector().Entry(ada(), &e)[0].JSON, &got))
	assert.Equal(t, map[string]any{"text": "Allergy to penicillin"}, got.Code)
}

func TestVitalSignsOfWrongShapeLoseTheirProfile(t *testing.T) {
	const weight = "UKCore-Observation-VitalSigns-BodyWeight"
	p := projector()
	for name, c := range map[string]struct {
		change func(*chart.Entry)
		want   bool
	}{
		"whole":          {func(*chart.Entry) {}, true},
		"on examination": {func(e *chart.Entry) { e.Coding = codesOf(nhs.OnExamination(), "weight") }, true},
		"another unit":   {func(e *chart.Entry) { e.Value = &chart.Quantity{Value: 11, Unit: "st", Code: "[stone_av]"} }, false},
		"no value":       {func(e *chart.Entry) { e.Value = nil }, false},
		"words":          {func(e *chart.Entry) { e.Coding = nil }, false},
		"struck out":     {func(e *chart.Entry) { e.Status = chart.EnteredInError }, false},
		"no time":        {func(e *chart.Entry) { e.Onset, e.Authored = time.Time{}, time.Time{} }, false},
		"another drawer": {func(e *chart.Entry) { e.Category = "exam" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			e := with(entry(chart.Measurement), c.change)
			assert.Equal(t, c.want, bytes.Contains(p.Entry(ada(), &e)[0].JSON, []byte(weight)))
		})
	}
}

func TestContactsSayHowTheyTookPlace(t *testing.T) {
	for words, class := range map[string]string{"Telephone consultation": "VR", "Video call": "VR", "Home visit": "HH", "Surgery": "AMB",
		"Letter from emergency department": "VR", "Discharge details": "VR", "Seen in the emergency department": "EMER", "Inpatient stay": "IMP"} {
		e := with(entry(chart.Contact), func(e *chart.Entry) { e.Text = words })
		var got struct{ Class fhir.Coding }
		require.NoError(t, json.Unmarshal(projector().Entry(ada(), &e)[0].JSON, &got))
		assert.Equal(t, class, got.Class.Code, words)
	}
	for mode, class := range map[chart.Mode]string{chart.FaceToFace: "AMB", chart.Telephone: "VR", chart.Video: "VR", chart.Online: "VR", chart.HomeVisit: "HH"} {
		e := with(entry(chart.Contact), func(e *chart.Entry) { e.Text, e.Mode = "Letter", mode })
		assert.Contains(t, string(projector().Entry(ada(), &e)[0].JSON), `"code":"`+class+`"`, mode)
	}
}

func TestRawEntriesComeBackAsSent(t *testing.T) {
	p := projector()
	e := entry(chart.Allergy)
	e.Raw = []byte(`{"resourceType":"AllergyIntolerance","_x":{"y":1.00},"id":"theirs","code":{"text":"Penicillin"}}`)
	id := p.IDs.Encode("AllergyIntolerance", e.ID)
	got := p.Entry(ada(), &e)
	require.Len(t, got, 1)
	assert.Equal(t, `{"resourceType":"AllergyIntolerance","_x":{"y":1.00},"id":"`+id+`","code":{"text":"Penicillin"}}`, string(got[0].JSON))
	assert.Equal(t, id, got[0].ID)

	e.Raw = []byte(`{"code":{},"resourceType":"AllergyIntolerance"}`)
	assert.Equal(t, `{"code":{},"resourceType":"AllergyIntolerance","id":"`+id+`"}`, string(p.Entry(ada(), &e)[0].JSON))
	e.Raw = []byte(`{"resourceType":"Condition"}`)
	assert.Empty(t, p.Entry(ada(), &e), "not a resource of the entry's kind")
	e.Raw = []byte(`{`)
	assert.Empty(t, p.Entry(ada(), &e))
}

func BenchmarkEntry100(b *testing.B) {
	p := projector()
	person := ada()
	entries := sample()[:100]
	b.ReportAllocs()
	for b.Loop() {
		for i := range entries {
			_ = p.Entry(person, &entries[i])
		}
	}
}

func BenchmarkPatient(b *testing.B) {
	p, person := projector(), ada()
	for b.Loop() {
		_ = p.Patient(person, asked)
	}
}
