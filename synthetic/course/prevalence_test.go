package course_test

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

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
}

// village makes the first n people of a seed, with their truths.
func village(seed uint64, n int) []someone {
	country := demography.NewCountry(seed, asOf, nhs.NewNumbering(seed))
	model := course.NewModel(seed, asOf, country)
	out := make([]someone, n)
	for i := range out {
		p := country.Person(i)
		life := model.Life(&p, asOf.AddDate(0, 0, 1))
		out[i] = someone{p, life.At(asOf), p.Age(asOf)}
	}
	return out
}

// town is sixty thousand people, made once for the tests that need many.
var town = sync.OnceValue(func() []someone { return village(3, 60_000) })

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

// Every register of 2019/20 comes out within four standard errors, or 15 %, of England's published figure.
func TestPrevalenceIsEnglands(t *testing.T) {
	people := village(1, 20_000)
	levels := rows(t, "levels.csv")
	require.Len(t, levels, len(registers))
	for _, row := range levels {
		key, from, want := registers[row["curve"]], number(t, row["from_age"]), number(t, row["per_cent"])/100
		ill, all := 0, 0
		for _, s := range people {
			if float64(s.age) >= from {
				all++
				if s.truth.Has(key, asOf) {
					ill++
				}
			}
		}
		got := float64(ill) / float64(all)
		allowed := max(4*math.Sqrt(want*(1-want)/float64(all)), 0.15*want)
		t.Logf("%-5s %-28s %6.3f %% want %6.3f %%", row["curve"], key, 100*got, 100*want)
		if math.Abs(got-want) > allowed {
			t.Errorf("%s: %.3f %% of %d, want %.3f %% ± %.3f", key, 100*got, all, 100*want, 100*allowed)
		}
	}
}
