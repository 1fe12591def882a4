package course_test

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func percent(b bool) float64 { return 100 * float64(one(b)) }

// sample is numbers of one kind.
type sample []float64

func (s sample) mean() float64 {
	sum := 0.0
	for _, v := range s {
		sum += v
	}
	return sum / float64(len(s))
}

func (s sample) spread() float64 {
	mean, sum := s.mean(), 0.0
	for _, v := range s {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(s)-1))
}

// near asserts that the mean is a published one, within four standard errors and what is allowed besides.
func (s sample) near(t *testing.T, want, allowed float64, what string) {
	t.Helper()
	require.NotEmpty(t, s, what)
	t.Logf("%-28s %7.2f of %d, want %.2f", what, s.mean(), len(s), want)
	assert.InDelta(t, want, s.mean(), allowed+4*s.spread()/math.Sqrt(float64(len(s))), what)
}

// parish is the twenty thousand people whose bodies are looked at, made once.
var parish = sync.OnceValue(func() []someone { return village(6, 20_000) })

// shire is forty thousand more, for what is rare.
var shire = sync.OnceValue(func() []someone { return village(16, 40_000) })

func TestBodiesAreOfOnePiece(t *testing.T) {
	for _, s := range parish() {
		b := s.truth.Body
		bmi := b.WeightKG / (b.HeightCM * b.HeightCM) * 10000
		require.True(t, b.Systolic > b.Diastolic+14, "%+v", b)
		require.True(t, bmi > 8.9 && bmi < 68, "%d: %+v", s.age, b)
		require.Equal(t, s.truth.Has("chronic-kidney-disease", asOf), b.EGFR < 60, "%+v", s)
		if s.truth.Has("obesity", asOf) {
			require.Greater(t, bmi, 29.9)
		}
		if !s.truth.Has("diabetes", asOf) {
			require.Less(t, b.HbA1c, 48.0)
		}
		if b.Pregnant {
			require.Equal(t, demography.Female, s.person.Sex)
			require.True(t, s.age >= 14 && s.age < 56, "%d", s.age)
			require.Zero(t, b.Units)
		}
		if s.age < 14 {
			require.Equal(t, "never", b.Smoking)
			require.Zero(t, b.Units)
		}
		require.Positive(t, b.LDL)
		require.Less(t, b.HDL+b.LDL, b.Cholesterol)
	}
}

// Adults measure what the surveys of England find.
func TestBodiesAreEnglands(t *testing.T) {
	got := map[string]sample{}
	put := func(what string, v float64) { got[what] = append(got[what], v) }
	var sugar []float64
	for _, s := range parish() {
		b := s.truth.Body
		if s.truth.Has("type-2-diabetes", asOf) {
			sugar = append(sugar, b.HbA1c)
		}
		if s.age < 16 {
			continue
		}
		sex, bmi := letterOf(s.person.Sex), b.WeightKG/(b.HeightCM*b.HeightCM)*10000
		put("bmi", bmi)
		put("obese", percent(bmi >= 30))
		put("systolic "+sex, b.Systolic)
		known, raised := s.truth.Has("hypertension", asOf), b.Systolic >= 140 || b.Diastolic >= 90
		put("raised, not treated", percent(!known && raised))
		if known {
			put("systolic, treated", b.Systolic)
		}
		put("drink none "+sex, percent(b.Units == 0))
		put("above 14 units "+sex, percent(b.Units > 14))
		put("far above "+sex, percent(b.Units > map[string]float64{"M": 50, "F": 35}[sex]))
		if s.truth.Has("chronic-kidney-disease", asOf) {
			put("stage 3a", percent(b.EGFR >= 45))
			put("stage 3b", percent(b.EGFR >= 30 && b.EGFR < 45))
		}
	}
	got["bmi"].near(t, 27.8, 0.3, "body-mass index")
	assert.InDelta(t, 5.5, got["bmi"].spread(), 0.3)
	got["obese"].near(t, 28, 1.5, "obese")
	got["systolic M"].near(t, 129, 0.7, "systolic of men")
	got["systolic F"].near(t, 122, 0.7, "systolic of women")
	assert.InDelta(t, 16, append(slices.Clone(got["systolic M"]), got["systolic F"]...).spread(), 1)
	got["systolic, treated"].near(t, 138, 1, "systolic, treated")
	got["raised, not treated"].near(t, 13, 1.2, "raised, not treated")
	got["drink none M"].near(t, 17, 1, "men who drink none")
	got["drink none F"].near(t, 22, 1, "women who drink none")
	got["above 14 units M"].near(t, 30, 1.5, "men above 14 units")
	got["above 14 units F"].near(t, 16, 1.5, "women above 14 units")
	got["far above M"].near(t, 5.5, 0.6, "men above 50 units")
	got["far above F"].near(t, 2.2, 0.4, "women above 35 units")
	got["stage 3a"].near(t, 66, 4, "stage 3a")
	got["stage 3b"].near(t, 25, 4, "stage 3b")
	slices.Sort(sugar)
	n := len(sugar)
	assert.InDelta(t, 53, sugar[n/2], 2.5, "median HbA1c of type 2 diabetes")
	assert.InDelta(t, 46, sugar[n/4], 2.5)
	assert.InDelta(t, 64, sugar[3*n/4], 3)
}

// Smoking is as the Office for National Statistics found it in 2023: 11.9 % of adults.
func TestSmokingIsEnglands(t *testing.T) {
	got := map[string]sample{}
	for _, s := range shire() {
		if s.age < 18 {
			continue
		}
		smokes := percent(s.truth.Body.Smoking == "current")
		band := "65+"
		for _, b := range [][2]int{{18, 25}, {25, 35}, {35, 45}, {45, 55}, {55, 65}} {
			if s.age >= b[0] && s.age < b[1] {
				band = fmt.Sprintf("%d-%d", b[0], b[1]-1)
			}
		}
		for _, k := range []string{"all", letterOf(s.person.Sex), band, fmt.Sprint("decile ", s.person.Decile)} {
			got[k] = append(got[k], smokes)
		}
		got["ex"] = append(got["ex"], percent(s.truth.Body.Smoking == "ex"))
		if s.truth.Has("severe-mental-illness", asOf) {
			got["severe mental illness"] = append(got["severe mental illness"], smokes)
		}
	}
	for what, want := range map[string]float64{"all": 11.9, "M": 13, "F": 10.2, "18-24": 9.8, "25-34": 14, "35-44": 13.6, "45-54": 12.5, "55-64": 12.3, "65+": 8.2,
		"decile 1": 18.5, "decile 10": 6.5, "ex": 25.5, "severe mental illness": 40} {
		got[what].near(t, want, 0.3, what)
	}
}

func TestChildrenGrow(t *testing.T) {
	country := demography.NewCountry(8, asOf, nhs.NewNumbering(8))
	model := course.NewModel(8, asOf, country)
	for i := range 4000 {
		p := country.Person(i)
		if age := p.Age(asOf); age < 8 || age > 15 {
			continue
		}
		l := model.Life(&p, asOf)
		then, now := l.Body(asOf.AddDate(-4, 0, 0)), l.Body(asOf)
		require.Less(t, then.HeightCM, now.HeightCM)
		require.Less(t, then.WeightKG, now.WeightKG)
		born := l.Body(p.Born)
		require.True(t, born.WeightKG > 1.5 && born.WeightKG < 6 && born.HeightCM > 40 && born.HeightCM < 60, "%+v", born)
	}
}

// A body does not leap: over a month in which nothing begins or ends, nothing changes by much.
func TestBodiesMoveSlowly(t *testing.T) {
	country := demography.NewCountry(9, asOf, nhs.NewNumbering(9))
	model := course.NewModel(9, asOf, country)
	rapid.Check(t, func(t *rapid.T) {
		p := country.Person(rapid.IntRange(0, 50_000).Draw(t, "person"))
		l := model.Life(&p, asOf.AddDate(10, 0, 0))
		day := p.Born.AddDate(2, 0, rapid.IntRange(0, max(1, int(asOf.Sub(p.Born).Hours()/24)+3000)).Draw(t, "day"))
		later := day.AddDate(0, 1, 0)
		if busy(&l, day, later) {
			return
		}
		a, b := l.Body(day), l.Body(later)
		require.InDelta(t, a.HeightCM, b.HeightCM, 1.5)
		require.InDelta(t, a.WeightKG, b.WeightKG, 3)
		require.InDelta(t, a.Systolic, b.Systolic, 4)
		require.InDelta(t, a.HbA1c, b.HbA1c, 4)
		require.InDelta(t, a.EGFR, b.EGFR, 4)
		require.InDelta(t, a.Haemoglobin, b.Haemoglobin, 2)
	})
}

// busy reports whether anything that acts on the body begins or ends between two days, or a blood pressure was just found.
func busy(l *course.Life, from, to time.Time) bool {
	in := func(t time.Time) bool { return t.After(from.AddDate(0, 0, -1)) && t.Before(to.AddDate(0, 0, 1)) }
	for _, c := range l.Conditions {
		if in(c.Onset) || in(c.Ended) || c.Is == "hypertension" && !c.Onset.After(to) && c.Onset.After(from.AddDate(-3, 0, 0)) {
			return true
		}
	}
	for _, m := range l.Medicines {
		if in(m.Since) || in(m.Until) {
			return true
		}
	}
	for _, p := range l.Pregnancies {
		if !p.Conceived.After(to) && (p.Ended.IsZero() || !p.Ended.Before(from)) {
			return true
		}
	}
	return l.Body(from).Smoking != l.Body(to).Smoking
}

// A tenth of those with a penicillin label are truly allergic; the label itself is the chart's.
func TestTruePenicillinAllergy(t *testing.T) {
	adults, allergic := 0.0, 0.0
	for _, s := range shire() {
		if s.age >= 16 {
			adults++
			allergic += float64(one(s.truth.Allergic("Penicillin")))
		}
	}
	assert.InDelta(t, 0.059*0.11, allergic/adults, 0.002)
}

func letterOf(s demography.Sex) string {
	if s == demography.Male {
		return "M"
	}
	return "F"
}

func BenchmarkBody(b *testing.B) {
	country := demography.NewCountry(6, asOf, nhs.NewNumbering(6))
	model := course.NewModel(6, asOf, country)
	lives := make([]course.Life, 2000)
	for i := range lives {
		p := country.Person(i)
		lives[i] = model.Life(&p, asOf)
	}
	for i := 0; b.Loop(); i++ {
		_ = lives[i%len(lives)].Body(asOf)
	}
}
