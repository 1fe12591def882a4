package course_test

import (
	"cmp"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestBarred(t *testing.T) {
	woman := demography.Person{Sex: demography.Female, Born: asOf.AddDate(-30, 0, 0)}
	man := demography.Person{Sex: demography.Male, Born: asOf.AddDate(-60, 0, 0)}
	has := func(keys ...string) course.Truth {
		t := course.Truth{Body: course.Body{EGFR: 90}}
		for _, k := range keys {
			t.Conditions = append(t.Conditions, course.Condition{Is: k, Onset: asOf.AddDate(-1, 0, 0)})
		}
		return t
	}
	takes := func(names ...string) course.Truth {
		t := has()
		for _, n := range names {
			t.Medicines = append(t.Medicines, course.Medicine{Name: n})
		}
		return t
	}
	weak := has()
	weak.Body.EGFR = 25
	allergic := has()
	allergic.Allergies = []course.Allergy{{To: "penicillin"}}
	for _, c := range []struct {
		medicine string
		who      *demography.Person
		truth    course.Truth
		barred   bool
	}{
		{"Metformin 500mg tablets", &man, weak, true},
		{"Metformin 500mg tablets", &man, has(), false},
		{"Propranolol 40mg tablets", &man, has("asthma"), true},
		{"Sodium valproate 500mg gastro-resistant tablets", &woman, has(), true},
		{"Sodium valproate 500mg gastro-resistant tablets", &man, has(), false},
		{"Co-amoxiclav 500mg/125mg tablets", &man, allergic, true},
		{"Cefalexin 500mg capsules", &man, allergic, true},
		{"Doxycycline 100mg capsules", &man, allergic, false},
		{"Trimethoprim 200mg tablets", &man, takes("Methotrexate 2.5mg tablets"), true},
		{"Methotrexate 2.5mg tablets", &man, takes("Trimethoprim 200mg tablets"), true},
		{"Naproxen 500mg tablets", &man, takes("Warfarin 3mg tablets"), true},
		{"Warfarin 3mg tablets", &man, takes("Naproxen 500mg tablets"), true},
		{"Naproxen 500mg tablets", &man, has(), false},
	} {
		m, ok := nhs.FindMedicine(c.medicine)
		require.True(t, ok)
		why := course.Barred(&m, c.who, &c.truth, asOf)
		assert.Equal(t, c.barred, why != "", "%s: %q", c.medicine, why)
	}
}

// Nobody takes what is barred on any day of their life: on every day on which something begins or ends, and on one day of
// every month, whatever is taken is held against the rules.
func TestNobodyTakesWhatIsBarred(t *testing.T) {
	t.Parallel()
	country := demography.NewCountry(4, asOf, nhs.NewNumbering(4))
	model := course.NewModel(4, asOf, country)
	until, asked := asOf.AddDate(8, 0, 0), 0
	for i := range 5000 {
		p := country.Person(i)
		l := model.Life(&p, until)
		if len(l.Medicines) == 0 {
			continue
		}
		for day := l.Medicines[0].Since; day.Before(until) && (l.Died.IsZero() || day.Before(l.Died)); day = next(&l, day) {
			truth := l.At(day)
			taken := truth.Medicines
			for k := range taken {
				if !taken[k].Until.IsZero() {
					continue
				}
				rest := truth
				rest.Medicines = append(append([]course.Medicine{}, taken[:k]...), taken[k+1:]...)
				m, ok := nhs.FindMedicine(taken[k].Name)
				require.True(t, ok)
				require.Empty(t, course.Barred(&m, &p, &rest, day), "person %d takes %s on %s", i, m.Name, day.Format(time.DateOnly))
				asked++
			}
		}
	}
	require.Greater(t, asked, 100_000)
}

// next is the next day after day on which something of a life begins or ends, half a year later at most.
func next(l *course.Life, day time.Time) time.Time {
	soonest := day.AddDate(0, 6, 0)
	see := func(t time.Time) {
		if t.After(day) && t.Before(soonest) {
			soonest = t
		}
	}
	for _, c := range l.Conditions {
		see(c.Onset)
		see(c.Ended)
	}
	for _, m := range l.Medicines {
		see(m.Since)
		see(m.Until)
	}
	for _, p := range l.Pregnancies {
		see(p.Conceived)
		see(p.Ended)
	}
	for _, a := range l.Allergies {
		see(a.Since)
	}
	return soonest
}

// Medicines are taken for something that is there, by somebody who lives, and end with it.
func TestMedicinesHaveAReason(t *testing.T) {
	t.Parallel()
	country := demography.NewCountry(5, asOf, nhs.NewNumbering(5))
	model := course.NewModel(5, asOf, country)
	reasons := map[string]bool{}
	for _, row := range rows(t, "reasons.csv") {
		reasons[row["reason"]] = true
	}
	ended := 0
	for i := range 10_000 {
		p := country.Person(i)
		l := model.Life(&p, asOf)
		for k, m := range l.Medicines {
			require.False(t, m.Since.Before(p.Born))
			require.True(t, m.Since.Before(asOf))
			require.True(t, m.Until.IsZero() || m.Until.After(m.Since) && m.Until.Before(asOf), "%d: %+v", i, m)
			require.True(t, k == 0 || !m.Since.Before(l.Medicines[k-1].Since), "in order")
			ended += one(!m.Until.IsZero())
			_, usual := course.UsualDose(m.Name, m.For)
			require.True(t, usual, "%+v", m)
			truth := l.At(m.Since)
			require.True(t, reasons[m.For] || truth.Has(m.For, m.Since), "%d: %+v", i, m)
		}
	}
	assert.Greater(t, ended, 1000)
}

// The chemicals most prescribed in England come out in the same order, counted by the items that people on them are issued,
// and repeat medicines alone make fourteen of the twenty-one items a head.
func TestPrescribingIsEnglands(t *testing.T) {
	t.Parallel()
	published := prescribed(t)
	items, total := map[string]float64{}, 0.0
	people := parish()
	for _, s := range people {
		for _, m := range s.truth.Medicines {
			medicine, _ := nhs.FindMedicine(m.Name)
			dose, _ := course.UsualDose(m.Name, m.For)
			items[medicine.Ingredient] += dose.Issues
			total += dose.Issues
		}
	}
	var ours, theirs []float64
	for _, p := range published[:20] {
		ours, theirs = append(ours, items[p.ingredient]/float64(len(people))*57.7), append(theirs, p.items)
		t.Logf("%-22s %5.1f million, published %5.1f", p.ingredient, ours[len(ours)-1], p.items)
	}
	assert.Greater(t, spearman(ours, theirs), 0.88, "0.9 is aimed at; the noise of twenty thousand people is about 0.02")
	assert.InDelta(t, 15, total/float64(len(people)), 1.5, "items a head")
}

type chemical struct {
	ingredient string
	items      float64 // millions a year
}

// prescribed is the chemicals of the research table, most prescribed first.
func prescribed(t *testing.T) (out []chemical) {
	root := os.Getenv("SANDPIPER_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, "data", "pop_prescribing_top.csv")
	f, err := os.Open(path)
	if err != nil {
		if os.Getenv("SANDPIPER_CI") != "" {
			t.Fatalf("%s must be there: %v", path, err)
		}
		t.Skipf("%s holds the published volumes: %v", path, err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	for _, record := range records[1:] {
		name := strings.ToLower(record[0])
		if _, salt, ok := strings.Cut(name, " ("); ok {
			name = strings.TrimSuffix(salt, ")")
		}
		for _, m := range nhs.Medicines() {
			if name == m.Ingredient || strings.HasPrefix(name, m.Ingredient+" ") {
				name = m.Ingredient
				break
			}
		}
		out = append(out, chemical{name, number(t, record[1])})
	}
	slices.SortStableFunc(out, func(a, b chemical) int { return cmp.Compare(b.items, a.items) })
	return out
}

// spearman is the correlation of two lists' ranks; the same value has the mean of its ranks.
func spearman(x, y []float64) float64 {
	a, b := ranks(x), ranks(y)
	mean, top, left, right := float64(len(x)-1)/2, 0.0, 0.0, 0.0
	for i := range a {
		top += (a[i] - mean) * (b[i] - mean)
		left += (a[i] - mean) * (a[i] - mean)
		right += (b[i] - mean) * (b[i] - mean)
	}
	return top / math.Sqrt(left*right)
}

func ranks(x []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		for j := range x {
			if x[j] < x[i] {
				out[i]++
			} else if x[j] == x[i] && j != i {
				out[i] += 0.5
			}
		}
	}
	return out
}
