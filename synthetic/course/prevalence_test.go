package course_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

var asOf = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

type someone struct {
	person demography.Person
	truth  course.Truth
	age    int
	died   time.Time
	cause  string
}

// village makes the first n people of a seed, with their truths.
func village(seed uint64, n int) []someone {
	return people(seed, n, func(m *course.Model, p *demography.Person) course.Life { return m.Life(p, asOf.AddDate(0, 0, 1)) })
}

// people makes the first n people of a seed, on every processor.
func people(seed uint64, n int, making func(*course.Model, *demography.Person) course.Life) []someone {
	country := demography.NewCountry(seed, asOf, nhs.NewNumbering(seed))
	model := course.NewModel(seed, asOf, country)
	out := make([]someone, n)
	var wait sync.WaitGroup
	const parts = 4
	for part := range parts {
		wait.Go(func() {
			for i := part * n / parts; i < (part+1)*n/parts; i++ {
				p := country.Person(i)
				life := making(model, &p)
				out[i] = someone{p, life.At(asOf), p.Age(asOf), life.Died, life.Cause}
			}
		})
	}
	wait.Wait()
	return out
}

// town is sixty thousand people, made once for the tests that need many.
var town = sync.OnceValue(func() []someone { return village(3, 60_000) })

// county is the same people in outline, with their deaths to come.
var county = sync.OnceValue(func() []someone {
	return people(3, 60_000, func(m *course.Model, p *demography.Person) course.Life { return m.Outline(p, asOf.AddDate(130, 0, 0)) })
})

// rows reads one of the package's own tables.
func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("data/" + name)
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	records, err := r.ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, c := range records[0] {
			row[c] = record[i]
		}
		out = append(out, row)
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}

// registers are the conditions that count towards each register of the Quality and Outcomes Framework.
var registers = map[string]string{
	"HYP": "hypertension", "DM": "diabetes", "AST": "asthma", "COPD": "copd", "CHD": "coronary-heart-disease",
	"AF": "atrial-fibrillation", "STIA": "stroke-or-tia", "HF": "heart-failure", "CKD": "chronic-kidney-disease", "CAN": "cancer",
	"DEM": "dementia", "DEP": "depression", "EP": "epilepsy", "LD": "learning-disability", "MH": "severe-mental-illness",
	"OB": "obesity", "OST": "osteoporosis", "PAD": "peripheral-arterial-disease", "RA": "rheumatoid-arthritis", "PC": "palliative-care",
}

// Every register of 2019/20 comes out within four standard errors of England's published figure, and on average within a
// tenth of a percentage point.
func TestPrevalenceIsEnglands(t *testing.T) {
	levels := rows(t, "levels.csv")
	require.Len(t, levels, len(registers))
	off := 0.0
	for _, row := range levels {
		key, from, want := registers[row["curve"]], number(t, row["from_age"]), number(t, row["per_cent"])/100
		ill, all := 0, 0
		has := having(key)
		for i, s := range county() {
			if float64(s.age) >= from {
				all++
				ill += one(has(i))
			}
		}
		got := float64(ill) / float64(all)
		t.Logf("%-5s %-28s %6.3f %% want %6.3f %%", row["curve"], key, 100*got, 100*want)
		assert.InDelta(t, want, got, 4*math.Sqrt(want*(1-want)/float64(all)), key)
		off += 100 * math.Abs(got-want) / float64(len(levels))
	}
	t.Logf("mean absolute error %.3f percentage points", off)
	assert.Less(t, off, 0.1)
}

// Ratios between the most and the least deprived decile come out as published: the mean over people of what the model says of
// people like them, which TestChanceIsWhatHappens holds to what happens.
func TestDeprivationIsGraded(t *testing.T) {
	country := demography.NewCountry(3, asOf, nhs.NewNumbering(3))
	model := course.NewModel(3, asOf, country)
	published := map[string]map[string]string{}
	for _, row := range rows(t, "deprivation.csv") {
		published[row["curve"]] = row
	}
	ill, all := map[string]*[11]float64{}, [11]float64{}
	for i := range 6_000 {
		p := country.Person(i)
		all[p.Decile]++
		for curve, key := range registers {
			if ill[curve] == nil {
				ill[curve] = &[11]float64{}
			}
			ill[curve][p.Decile] += model.Chance(&p, key, asOf)
		}
	}
	off, n := 0.0, 0.0
	for curve, key := range registers {
		row := published[map[bool]string{true: "T2", false: curve}[curve == "DM"]]
		want := number(t, row["d1"]) / number(t, row["d10"])
		got := ill[curve][1] / all[1] / (ill[curve][10] / all[10])
		t.Logf("%-28s %.2f want %.2f", key, got, want)
		off, n = off+math.Abs(got-want), n+1
	}
	t.Logf("mean absolute error %.3f", off/n)
	assert.Less(t, off/n, 0.15, "of ratios; people of a decile differ in age by chance")
}

// Multimorbidity: two or more long-term conditions (Cassell 2018), overall and by age.
func TestMultimorbidityIsEnglands(t *testing.T) {
	bands := []struct{ from, to, want, within float64 }{{18, 130, 27.2, 1}, {18, 25, 3, 3}, {25, 45, 11, 3}, {45, 65, 30, 3}, {65, 85, 65, 3.5}, {85, 130, 82, 3.5}}
	for _, b := range bands {
		several, all := 0.0, 0.0
		for _, s := range county() {
			if float64(s.age) >= b.from && float64(s.age) < b.to {
				all++
				several += float64(one(s.truth.LongTerm(asOf) >= 2))
			}
		}
		share := several / all
		t.Logf("%3.0f to %3.0f: %5.2f %% want %5.2f %%", b.from, b.to, 100*share, b.want)
		assert.InDelta(t, b.want, 100*share, b.within+200*math.Sqrt(share*(1-share)/all), "%v", b)
	}
}
