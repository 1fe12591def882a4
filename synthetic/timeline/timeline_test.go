package timeline_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/timeline"
)

var update = flag.Bool("update", false, "write the golden files anew")

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// ada is a life by hand: everything that a timeline tells of and every way in which a record departs from the truth.
func ada() (demography.Person, course.Life, chart.Chart, timeline.Options) {
	p := demography.Person{Index: 7, Number: nhs.NewNumbering(1).Number(7), Sex: demography.Female, Born: on("1990-02-03"), Ethnicity: "A", Decile: 3,
		Name:    demography.Name{Prefix: "Ms", Given: []string{"Ada", "May"}, Family: "Rook"},
		Address: demography.Address{Lines: []string{"2 Dunlin Road", "Luton"}, Postcode: "LU1 9CI"}, Practice: "ZX0001"}
	l := course.Life{Person: p,
		Conditions: []course.Condition{{Is: "asthma", Onset: on("1999-05-01")}, {Is: "depression", Onset: on("2015-01-10"), Ended: on("2017-03-02")},
			{Is: "hypertension", Onset: on("2018-06-01")}, {Is: "migraine", Onset: on("2019-09-09")}},
		Allergies: []course.Allergy{{To: "nut", Since: on("2016-04-04"), Reaction: "anaphylaxis", Severe: true}},
		Medicines: []course.Medicine{{Name: "Amlodipine 5mg tablets", For: "hypertension", Since: on("2018-07-01"), Until: on("2020-07-01")}},
		Events: []course.Event{{Kind: course.Attendance, Is: "asthma-attack", Why: "asthma", At: on("2016-11-20").Add(22 * time.Hour), Until: on("2016-11-21")},
			{Kind: course.Emergency, Is: "pneumonia", At: on("2020-01-05"), Until: on("2020-01-09")}, {Kind: course.Operation, Is: "appendicectomy", At: on("2020-01-06"), Until: on("2020-01-06")}},
		Pregnancies: []course.Pregnancy{{Conceived: on("2016-08-01"), Ended: on("2017-05-05"), Outcome: "birth", Child: 12}, {Conceived: on("2018-01-01"), Ended: on("2018-02-10"), Outcome: "miscarriage", Child: -1}},
		Died:        on("2020-12-30"), Cause: "pneumonia"}
	entry := func(kind chart.Kind, day, text, key, truth string, slip chart.Slip) chart.Entry {
		e := chart.Entry{ID: chart.ID{Person: 7, Kind: kind}, Text: text, Recorded: on(day).Add(10 * time.Hour), Status: chart.Active, Contact: -1, Truth: truth, Slip: slip}
		for _, list := range []nhs.Concepts{nhs.Conditions(), nhs.Allergens(), nhs.Observables()} {
			if c, ok := list.Find(key); ok && key != "" {
				e.Coding = []chart.Coding{{System: c.System, Code: c.Code}}
			}
		}
		return e
	}
	visit := entry(chart.Contact, "2018-07-01", "GP consultation: high blood pressure", "", "", "")
	visit.Mode = chart.Telephone
	pressure := entry(chart.Measurement, "2018-07-01", "Blood pressure 152/94", "bp", "", "")
	pressure.Parts = []chart.Part{{Value: chart.Quantity{Value: 152, Code: "mm[Hg]"}}, {Value: chart.Quantity{Value: 94, Code: "mm[Hg]"}}}
	weight := entry(chart.Measurement, "2018-07-01", "Body weight", "weight", "", "")
	weight.Value = &chart.Quantity{Value: 71.5, Unit: "kg", Code: "kg"}
	tablets := entry(chart.Medicine, "2018-07-01", "Amlodipine 5mg tablets", "", "medicine/Amlodipine 5mg tablets", chart.FreeText)
	tablets.Repeat, tablets.Dose = true, &chart.Dose{Text: "Take ONE once a day"}
	missed := entry(chart.Appointment, "2019-01-08", "Review", "", "", "")
	missed.Status = chart.NoShow
	letter := entry(chart.Document, "2020-01-11", "Discharge summary", "", "", "")
	letter.Letter = &chart.Letter{From: "Dunlin Hospital"}
	wrong := entry(chart.Allergy, "2016-01-02", "Allergy to peanut", "peanut", "", chart.Unproven)
	wrong.Status, wrong.Confidential = chart.EnteredInError, true
	c := chart.Chart{Person: 7, Missing: []string{"condition/migraine"}, Entries: []chart.Entry{
		entry(chart.Problem, "1999-12-01", "Asthma", "asthma", "condition/asthma", chart.Late),
		entry(chart.Problem, "2015-01-12", "Anxiety disorder", "anxiety", "condition/depression", chart.Miscoded),
		wrong,
		entry(chart.Allergy, "2016-03-02", "Allergy to penicillin", "penicillin", "", chart.Unproven),
		entry(chart.Allergy, "2016-04-10", "Allergy to nut", "nut", "allergy/nut", ""),
		visit, entry(chart.Problem, "2018-07-01", "Essential hypertension", "hypertension", "condition/hypertension", ""), tablets, pressure, weight,
		entry(chart.Problem, "2018-11-01", "Essential hypertension", "hypertension", "condition/hypertension", chart.Duplicate),
		missed, letter,
	}}
	c.Ethnicity.Code = "Z"
	return p, l, c, timeline.Options{At: on("2021-01-01"), Moves: []demography.Move{{At: on("2015-06-06"), To: p.Address}}}
}

func told(t *testing.T, change func(*timeline.Options)) string {
	t.Helper()
	p, l, c, o := ada()
	if change != nil {
		change(&o)
	}
	var out bytes.Buffer
	require.NoError(t, timeline.Write(&out, &p, &l, &c, o))
	return out.String()
}

func TestGolden(t *testing.T) {
	for name, change := range map[string]func(*timeline.Options){
		"life.txt":   nil,
		"narrow.txt": func(o *timeline.Options) { o.Width, o.Years = 10, 5 },
		"life.json":  func(o *timeline.Options) { o.Form, o.Years = "json", 5 },
		"life.html":  func(o *timeline.Options) { o.Form, o.Years = "html", 5 },
	} {
		got, file := told(t, change), filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), got, name)
	}
}

func TestMarks(t *testing.T) {
	text := strings.Join(strings.Fields(told(t, func(o *timeline.Options) { o.Form = "json" })), " ")
	for _, mark := range []string{"late by 7 months", "written 7 months late", "words only, no code", "a second entry for one thing", "label without an allergy",
		"not quite that: it is depressive disorder", "label without an allergy, entered in error, confidential", "never written"} {
		assert.Contains(t, text, `"`+mark+`"`)
	}
}

func TestUnknownForm(t *testing.T) {
	p, l, c, o := ada()
	o.Form = "htm"
	err := timeline.Write(io.Discard, &p, &l, &c, o)
	require.ErrorIs(t, err, timeline.ErrForm)
	assert.Contains(t, err.Error(), `"html"`)
}

// Everybody's life can be told, within the width, and nothing of the record is left out.
func TestLivesOfAPopulation(t *testing.T) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(400))
	require.NoError(t, err)
	for i := 0; i < 400; i += 7 {
		person, life, c := p.Life(i)
		width := 80 + i%61
		var out bytes.Buffer
		require.NoError(t, timeline.Write(&out, &person, &life, &c, timeline.Options{At: p.Date(), Width: width}))
		for line := range strings.Lines(out.String()) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), width, "person %d: %q", i, line)
		}
		story := timeline.Tell(&person, &life, &c, timeline.Options{At: p.Date()})
		problems, onsets := 0, 0
		for k, d := range story.Days {
			require.True(t, k == 0 || story.Days[k-1].Date.Before(d.Date))
			require.False(t, d.Date.Before(person.Born))
			require.True(t, d.Date.Before(p.Date()))
			for _, n := range d.Notes {
				if n.Kind == "problem" {
					problems++
				}
			}
			for _, f := range d.Facts {
				if f.Kind == "condition" && strings.HasSuffix(f.Text, " begins") {
					onsets++
				}
			}
		}
		require.Equal(t, len(c.Of(chart.Problem)), problems, "person %d", i)
		truth := life.At(p.Date().AddDate(0, 0, -1))
		require.GreaterOrEqual(t, onsets, len(truth.Conditions)-1, "person %d", i)
		var back timeline.Story
		out.Reset()
		require.NoError(t, timeline.JSON(&out, &story))
		require.NoError(t, json.Unmarshal(out.Bytes(), &back))
		require.Equal(t, len(story.Days), len(back.Days))
	}
}

func TestThePageStandsAloneAndIsWellFormed(t *testing.T) {
	page := told(t, func(o *timeline.Options) { o.Form = "html" })
	for _, never := range []string{"<script", "http://", "https://", "url(", "@import", "onclick", "ZgotmplZ"} {
		assert.NotContains(t, page, never)
	}
	assert.Contains(t, page, "Not an NHS service.")
	assert.Contains(t, page, `<html lang="en-GB">`)
	level := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
		now := int(m[1][0] - '0')
		assert.LessOrEqual(t, now, level+1, "a heading skips a level")
		level = now
	}
	assert.Equal(t, strings.Count(page, "<table"), strings.Count(page, "<caption"))
	assert.Empty(t, regexp.MustCompile(`<th>`).FindAllString(page, -1), "every header has a scope")
	body := regexp.MustCompile(`(?s)<body>.*</body>`).FindString(page)
	d := xml.NewDecoder(strings.NewReader(body))
	d.Entity = xml.HTMLEntity
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err, "every element is closed where it should be")
	}
}
