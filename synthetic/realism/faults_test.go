package realism_test

import (
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/realism"
)

func on(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t
}

// someone is a life and its chart.
type someone struct {
	person demography.Person
	life   course.Life
	chart  chart.Chart
}

// body is the life of somebody whose kidneys are well, for the measures of a life by hand.
var body = sync.OnceValue(func() course.Life {
	p, err := synthetic.Open(synthetic.DefaultRecipe(2000))
	if err != nil {
		panic(err)
	}
	for i := range p.Len() {
		if _, life, _ := p.Life(i); life.Person.Sex == demography.Female && life.Person.Born.Year() == 1960 && life.Body(p.Date()).EGFR > 75 {
			return life
		}
	}
	panic("nobody is well")
})

// healthy is a life by hand in which nothing is wrong.
func healthy() *someone {
	entry := func(kind chart.Kind, k int, day, text string, contact int) chart.Entry {
		return chart.Entry{ID: chart.ID{Person: 5, Kind: kind, K: k}, Text: text, Status: chart.Active, Recorded: on(day), Contact: contact}
	}
	s := &someone{person: demography.Person{Index: 5, Sex: demography.Female, Born: on("1960-01-01"), Decile: 4}, life: body()}
	s.life.Died = time.Time{}
	s.life.Conditions = []course.Condition{{Is: "type-2-diabetes", Onset: on("2010-01-01")}, {Is: "depression", Onset: on("2012-01-01"), Ended: on("2014-01-01")},
		{Is: "diabetic-retinopathy", Onset: on("2018-01-01")}}
	s.life.Allergies = []course.Allergy{{To: "penicillin", Since: on("1990-01-01")}}
	s.life.Medicines = []course.Medicine{{Name: "Lisinopril 10mg tablets", For: "hypertension", Since: on("2011-01-01"), Until: on("2012-01-01")},
		{Name: "Losartan 50mg tablets", For: "hypertension", Since: on("2012-01-01")}}
	s.life.Events = []course.Event{{Kind: course.Admission, Is: "cataract-extraction", At: on("2020-01-01"), Until: on("2020-01-01")}}
	s.life.Pregnancies = []course.Pregnancy{{Conceived: on("1985-01-01"), Ended: on("1985-10-01"), Outcome: "birth"}}
	s.life.Person = s.person
	s.chart = chart.Chart{Person: 5, Entries: []chart.Entry{entry(chart.Contact, 0, "2021-03-01", "GP consultation", -1),
		entry(chart.Problem, 0, "2021-03-01", "Type 2 diabetes mellitus", 0), entry(chart.Measurement, 0, "2021-03-01", "HbA1c", 0)}}
	return s
}

func (s *someone) kinds() []string {
	var out []string
	for _, f := range realism.Faults(&s.person, &s.life, &s.chart, on("2026-04-01")) {
		out = append(out, f.Kind)
	}
	return out
}

func (s *someone) falls(is, since, until string) {
	c := course.Condition{Is: is, Onset: on(since)}
	if until != "" {
		c.Ended = on(until)
	}
	s.life.Conditions = append(s.life.Conditions, c)
	slices.SortStableFunc(s.life.Conditions, func(a, b course.Condition) int { return a.Onset.Compare(b.Onset) })
}

func (s *someone) takes(name, since, until string) {
	m := course.Medicine{Name: name, Since: on(since)}
	if until != "" {
		m.Until = on(until)
	}
	s.life.Medicines = append(s.life.Medicines, m)
}

func TestNothingIsWrongWithAHealthyLife(t *testing.T) { assert.Empty(t, healthy().kinds()) }

// Every kind of fault is found when it is planted: a checker that never speaks shows nothing.
func TestPlantedFaultsAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		kind  string
		plant func(*someone)
	}{
		"an illness of the other sex":           {"sex", func(s *someone) { s.falls("prostate-cancer", "2020-01-01", "") }},
		"an operation of the other sex":         {"sex", func(s *someone) { s.life.Events[0].Is = "prostatectomy" }},
		"a pregnant man":                        {"sex", func(s *someone) { s.person.Sex = demography.Male }},
		"an illness before birth":               {"time", func(s *someone) { s.life.Conditions[1].Onset = on("1950-01-01") }},
		"an illness that ends before it begins": {"time", func(s *someone) { s.life.Conditions[1].Ended = on("2011-01-01") }},
		"an operation after death":              {"time", func(s *someone) { s.life.Died = on("2019-06-01") }},
		"a visit after death":                   {"time", func(s *someone) { s.life.Died = on("2020-06-01") }},
		"a child who is pregnant":               {"time", func(s *someone) { s.life.Pregnancies[0].Conceived = on("1968-01-01") }},
		"an entry from the future":              {"time", func(s *someone) { s.chart.Entries[2].Recorded = on("2026-04-01") }},
		"an entry before birth":                 {"time", func(s *someone) { s.chart.Entries[0].Recorded = on("1959-04-01") }},
		"a complication without its disease":    {"complication", func(s *someone) { s.life.Conditions[0].Onset = on("2019-01-01") }},
		"pre-eclampsia without a pregnancy":     {"complication", func(s *someone) { s.falls("pre-eclampsia", "1990-01-01", "1990-02-01") }},
		"both types of diabetes":                {"exclusive", func(s *someone) { s.falls("type-1-diabetes", "2015-01-01", "") }},
		"one disease twice":                     {"exclusive", func(s *someone) { s.falls("type-2-diabetes", "2015-01-01", "") }},
		"two pregnancies at once": {"exclusive", func(s *someone) {
			s.life.Pregnancies = append(s.life.Pregnancies, course.Pregnancy{Conceived: on("1985-05-01"), Ended: on("1985-06-01")})
		}},
		"a reason that there is not":           {"reference", func(s *someone) { s.life.Events[0].Why = "asthma" }},
		"a medicine that there is not":         {"reference", func(s *someone) { s.takes("Snake oil 5ml", "2020-01-01", "") }},
		"two medicines that never go together": {"medicine", func(s *someone) { s.life.Medicines[0].Until = on("2012-01-02") }},
		"the same medicine twice":              {"medicine", func(s *someone) { s.takes("Losartan 50mg tablets", "2020-01-01", "2020-02-01") }},
		"a medicine in spite of an illness": {"medicine", func(s *someone) {
			s.falls("asthma", "2015-01-01", "")
			s.takes("Bisoprolol 5mg tablets", "2005-01-01", "")
		}},
		"a medicine in spite of an allergy": {"medicine", func(s *someone) { s.takes("Amoxicillin 500mg capsules", "1989-12-01", "") }},
		"a medicine in pregnancy":           {"medicine", func(s *someone) { s.takes("Warfarin 1mg tablets", "1984-01-01", "1985-01-02") }},
		"aspirin in a child":                {"medicine", func(s *someone) { s.takes("Aspirin 75mg dispersible tablets", "1970-01-01", "1970-02-01") }},
		"a contraceptive too late": {"medicine", func(s *someone) {
			s.takes("Ethinylestradiol 30microgram / Levonorgestrel 150microgram tablets", "2000-01-01", "2015-01-01")
		}},
		"what the model itself speaks against": {"barred", func(s *someone) {
			s.falls("epilepsy", "2016-01-01", "")
			s.takes("Tramadol 50mg capsules", "2015-01-01", "2016-01-02")
		}},
		"an acute medicine in spite of allergy": {"medicine", func(s *someone) {
			s.chart.Entries[2].ID.Kind, s.chart.Entries[2].Text = chart.Medicine, "Amoxicillin 500mg capsules"
		}},
		"an entry without a contact":             {"encounter", func(s *someone) { s.chart.Entries[1].Contact = -1 }},
		"an entry in a contact that is not":      {"reference", func(s *someone) { s.chart.Entries[1].Contact = 4 }},
		"a report of results that are not there": {"reference", func(s *someone) { s.chart.Entries[2].Results = []int{3} }},
		"a letter about nothing":                 {"reference", func(s *someone) { s.chart.Entries[2].About = &chart.ID{Person: 5, Kind: chart.Referral, K: 0} }},
		"an entry about somebody else":           {"reference", func(s *someone) { s.chart.Entries[2].ID.Person = 6 }},
		"entries out of order":                   {"order", func(s *someone) { s.chart.Entries[2].Recorded = on("2021-02-01") }},
	} {
		s := healthy()
		c.plant(s)
		assert.Contains(t, s.kinds(), c.kind, name)
	}
}

// What is yet to come is nobody's fault.
func TestTheFutureIsNotChecked(t *testing.T) {
	s := healthy()
	s.falls("type-1-diabetes", "2030-01-01", "")
	s.takes("Lisinopril 10mg tablets", "2027-01-01", "")
	assert.Empty(t, s.kinds())
}

// SANDPIPER_PEOPLE says how many people to check beyond the twenty thousand of every day: a million takes some minutes.
func TestClinicalLogicOfAMultitude(t *testing.T) {
	many, err := strconv.Atoi(os.Getenv("SANDPIPER_PEOPLE"))
	if err != nil {
		t.Skip("SANDPIPER_PEOPLE does not say how many people to check")
	}
	p, err := synthetic.Open(synthetic.DefaultRecipe(many))
	require.NoError(t, err)
	var next, wrong atomic.Int64
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < many; i = int(next.Add(1)) - 1 {
				person, life, c := p.Life(i)
				for _, f := range realism.Faults(&person, &life, &c, p.Date()) {
					if wrong.Add(1) <= 50 {
						t.Errorf("person %d: %s: %s", i, f.Kind, f.Text)
					}
				}
			}
		})
	}
	wait.Wait()
	t.Logf("%d faults in %d people", wrong.Load(), many)
}

func BenchmarkFaults(b *testing.B) {
	p, err := synthetic.Open(synthetic.DefaultRecipe(2000))
	require.NoError(b, err)
	lives := make([]someone, 500)
	for i := range lives {
		lives[i].person, lives[i].life, lives[i].chart = p.Life(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s := &lives[i%len(lives)]
		realism.Faults(&s.person, &s.life, &s.chart, p.Date())
	}
}
