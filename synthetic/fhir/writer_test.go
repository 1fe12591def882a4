package fhir_test

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/fhir"
	"sandpiper/synthetic/nhs"
)

// remarshalled is JSON taken to pieces and put together again by encoding/json, members in their order. It fails for what is no
// JSON, and for what FHIR forbids: empty strings, objects and arrays, nulls, and members named twice.
func remarshalled(t require.TestingT, body []byte) string {
	d := json.NewDecoder(bytes.NewReader(body))
	var out bytes.Buffer
	value(t, d, &out)
	_, err := d.Token()
	require.ErrorIs(t, err, io.EOF, "%s", body)
	return out.String()
}

func value(t require.TestingT, d *json.Decoder, out *bytes.Buffer) {
	token, err := d.Token()
	require.NoError(t, err)
	brackets, nested := token.(json.Delim)
	if !nested {
		require.NotNil(t, token, "null")
		require.NotEqual(t, "", token, "an empty string")
		leaf(t, token, out)
		return
	}
	seen := map[any]bool{}
	out.WriteString(brackets.String())
	for n := 0; d.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		if brackets == '{' {
			name, err := d.Token()
			require.NoError(t, err)
			require.False(t, seen[name], "%s twice", name)
			seen[name] = true
			leaf(t, name, out)
			out.WriteByte(':')
		}
		value(t, d, out)
		seen[n] = true
	}
	require.NotEmpty(t, seen, "an empty object or array")
	end, err := d.Token()
	require.NoError(t, err)
	out.WriteString(end.(json.Delim).String())
}

// leaf is a string, number or boolean as encoding/json writes it.
func leaf(t require.TestingT, v any, out *bytes.Buffer) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	out.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func TestWholeSampleIsWhatEncodingJSONWouldWrite(t *testing.T) {
	p := projector()
	for _, r := range []fhir.Resource{p.Patient(ada(), asked), p.Practitioner(practitioner()), p.Organization(practice()), p.Patient(&demography.Person{}, asked)} {
		require.Equal(t, remarshalled(t, r.JSON), string(r.JSON))
	}
	for _, e := range sample() {
		for _, r := range p.Entry(ada(), &e) {
			require.Equal(t, remarshalled(t, r.JSON), string(r.JSON))
		}
	}
	s := p.Scribe()
	for _, r := range records(t, 60) {
		all, _ := write(s, nil, &r)
		for line := range bytes.Lines(all) {
			line = bytes.TrimSuffix(line, []byte("\n"))
			require.Equal(t, remarshalled(t, line), string(line))
		}
	}
}

// Anything at all may stand in an entry, and in any order: what a Scribe remembers must never show.
func TestAnythingIsWhatEncodingJSONWouldWrite(t *testing.T) {
	p := projector()
	used := p.Scribe()
	rapid.Check(t, func(t *rapid.T) {
		e := anyEntry(t)
		person := ada()
		person.Practice = nhs.ODS(anyText(t, "practice"))
		person.Name.Family, person.Address.Lines = anyText(t, "family"), []string{"", anyText(t, "line")}
		for _, resourceType := range fhir.TypesOf(e.ID.Kind) {
			got := used.Append([]byte("before "), person, &e, resourceType)
			fresh := p.Scribe().Append(nil, person, &e, resourceType)
			require.Equal(t, "before "+string(fresh), string(got))
			require.Equal(t, remarshalled(t, fresh), string(fresh))
			words := struct{ Text string }{e.Text}
			round, err := json.Marshal(words)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(round, &words)) // what is not UTF-8 is replaced
			if words.Text != "" {
				require.True(t, holds(t, fresh, words.Text), "%q in %s", words.Text, fresh)
			}
		}
		patient := used.Patient(nil, person, asked)
		require.Equal(t, remarshalled(t, patient), string(patient))
	})
}

// holds reports whether a string stands somewhere in JSON.
func holds(t require.TestingT, body []byte, want string) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return false
		}
		require.NoError(t, err)
		if token == want {
			return true
		}
	}
}

func anyText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "Asthma", `"quoted"`, "a\\b", "\x00\x1f\x7f", "\u2028\u2029", "\xff\xc3", "Zoë 😀", "12345678\t"})).Draw(t, label)
}

func anyTime(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" known") {
		return time.Unix(rapid.Int64Range(-60000000000, 200000000000).Draw(t, label), rapid.Int64Range(0, 999999999).Draw(t, label+" ns")).UTC()
	}
	return time.Time{}
}

func anyNumber(t *rapid.T) float64 {
	return rapid.OneOf(rapid.Float64(), rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-10, 1e7).Draw(t, "n")) / 100 })).Draw(t, "number")
}

func anyCodes(t *rapid.T) []chart.Coding {
	var out []chart.Coding
	for range rapid.IntRange(0, 3).Draw(t, "codes") {
		system := rapid.SampledFrom([]string{"", nhs.SNOMED, nhs.LOINC, nhs.DMD}).Draw(t, "system")
		code := rapid.OneOf(rapid.SampledFrom([]string{"", "29463-7", "27113001", "195967001"}), rapid.String()).Draw(t, "code")
		out = append(out, chart.Coding{System: system, Code: code, Display: anyText(t, "display")})
	}
	return out
}

func anyEntry(t *rapid.T) chart.Entry {
	e := entry(chart.Kind(rapid.IntRange(int(chart.Problem), int(chart.Report)).Draw(t, "kind")))
	e.ID.Person, e.ID.K = rapid.IntRange(0, 1<<30).Draw(t, "person"), rapid.IntRange(0, 40).Draw(t, "k")
	e.Text, e.Coding, e.Contact = anyText(t, "text"), anyCodes(t), rapid.IntRange(-1, 20).Draw(t, "contact")
	e.Onset, e.Ended, e.Authored, e.Recorded = anyTime(t, "onset"), anyTime(t, "ended"), anyTime(t, "authored"), anyTime(t, "recorded")
	e.Source, e.Author = nhs.ODS(rapid.SampledFrom([]string{"", "ZX0001", "ZX0002", anyText(t, "ods")}).Draw(t, "source")), rapid.IntRange(-1, 70).Draw(t, "author")
	e.Status = chart.Status(rapid.SampledFrom([]string{"", "active", "resolved", "final", "entered-in-error", "stopped", "odd"}).Draw(t, "status"))
	e.For, e.Severity, e.Category = anyText(t, "for"), anyText(t, "severity"), anyText(t, "category")
	e.Confidential = rapid.Bool().Draw(t, "confidential")
	if rapid.Bool().Draw(t, "measured") {
		e.Value = &chart.Quantity{Value: anyNumber(t), Unit: anyText(t, "unit"), Code: anyText(t, "ucum")}
		e.Parts = []chart.Part{{Coding: anyCodes(t), Text: anyText(t, "part"), Value: *e.Value}}
		e.Dose = &chart.Dose{Text: anyText(t, "dose"), Quantity: anyNumber(t), Unit: anyText(t, "unit"), Times: 1, Period: anyNumber(t), PeriodUnit: "d"}
	}
	if e.Letter != nil {
		e.Letter.From, e.Letter.Type = anyText(t, "from"), anyText(t, "type")
	}
	if e.Request != nil {
		e.Request.To, e.Request.Specialty = anyText(t, "to"), anyText(t, "specialty")
	}
	return e
}

// FuzzNumbersDatesAndWords compares what stands in an observation with encoding/json and package time.
func FuzzNumbersDatesAndWords(f *testing.F) {
	f.Add(70.5, int64(1709201100), "kg")
	f.Add(math.Copysign(0, -1), int64(-62135596801), "\u2028")
	f.Add(1e-7, int64(253402300800), "\xf0\x28")
	f.Add(math.MaxFloat64, int64(86400), strings.Repeat("a", 9)+`"`)
	p := projector()
	f.Fuzz(func(t *testing.T, number float64, unix int64, words string) {
		if math.IsNaN(number) || math.IsInf(number, 0) {
			return
		}
		at := time.Unix(unix%(1<<40), 0).UTC()
		e := with(entry(chart.Measurement), func(e *chart.Entry) {
			e.Onset, e.Text, e.Category = at, words, ""
			e.Value = &chart.Quantity{Value: number, Unit: words}
		})
		var got struct {
			EffectiveDateTime string
			ValueQuantity     struct {
				Value json.RawMessage
				Unit  string
			}
		}
		body := p.Entry(ada(), &e)[0].JSON
		require.NoError(t, json.Unmarshal(body, &got))
		want, err := json.Marshal(number)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got.ValueQuantity.Value))
		require.Equal(t, strings.ToValidUTF8(words, "\ufffd") == words, got.ValueQuantity.Unit == words)
		layout := "2006-01-02T15:04:05-07:00"
		if at.Equal(at.Truncate(24 * time.Hour)) {
			layout = time.DateOnly
		}
		if at.IsZero() {
			return
		}
		require.Equal(t, at.Format(layout), got.EffectiveDateTime)
		require.Equal(t, at.Format("2006-01-02T15:04:05.000-07:00"), fhir.Instant(at))
	})
}
