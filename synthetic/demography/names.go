package demography

import (
	"math/rand/v2"

	"github.com/brianvoe/gofakeit/v7"

	"sandpiper/synthetic/draw"
)

// NamesModel is the library and version whose list of middle names is drawn on. Its lists change between versions, so it is
// part of the model's version.
const NamesModel = "gofakeit-7.18.1"

// nameList is a weighted list of words, with the form that the other sex uses where a surname has one.
type nameList struct {
	words, women, men []string
	alias             draw.Alias
}

type givenKey struct {
	names string
	sex   Sex
	from  int // first year of birth of the list
}

func newNameList(words []string, weights []float64) *nameList {
	return &nameList{words: words, alias: draw.NewAlias(weights)}
}

func (l *nameList) pick(r *draw.Rand) string { return l.words[l.alias.Pick(r)] }

func (e *england) loadNames() {
	type list struct {
		words, women, men []string
		weights           []float64
	}
	given := map[givenKey]*list{}
	for _, row := range table("given_names.csv") {
		k := givenKey{names: row.Text("names"), from: row.Int("from")}
		if row.Text("sex") == "M" {
			k.sex = Male
		}
		l := given[k]
		if l == nil {
			l = &list{}
			given[k] = l
		}
		l.words, l.weights = append(l.words, row.Text("name")), append(l.weights, row.Float("weight"))
		if k.names == "english" {
			e.known[k.sex][row.Text("name")] = true
		}
	}
	for k, l := range given {
		e.given[k] = newNameList(l.words, l.weights)
	}
	family := map[string]*list{}
	for _, row := range table("surnames.csv") {
		l := family[row.Text("names")]
		if l == nil {
			l = &list{}
			family[row.Text("names")] = l
		}
		name := row.Text("name")
		l.words, l.weights = append(l.words, name), append(l.weights, row.Float("weight"))
		l.women, l.men = append(l.women, either(row.Text("women"), name)), append(l.men, either(row.Text("men"), name))
	}
	for k, l := range family {
		n := newNameList(l.words, l.weights)
		n.women, n.men = l.women, l.men
		e.surnames[k] = n
	}
	speak := map[string]*list{}
	for _, row := range table("languages.csv") {
		l := speak[row.Text("ethnicity")]
		if l == nil {
			l = &list{}
			speak[row.Text("ethnicity")] = l
		}
		l.words, l.weights = append(l.words, row.Text("language")), append(l.weights, row.Float("weight"))
	}
	for k, l := range speak {
		e.languages[k] = newNameList(l.words, l.weights)
	}
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// cohorts are the first years of birth of the lists of English names, latest first.
var cohorts = [...]int{2016, 2011, 2006, 2001, 1996, 1989, 1979, 1969, 1959, 1949, 1939, 1929, 1919, 1909, 1900}

// givenNames gives somebody a first name of their heritage, sex and years, and to about half a middle name.
func (c *Country) givenNames(i int, heritage string, sex Sex, born int) []string {
	e := c.england
	key := givenKey{names: heritage, sex: sex, from: 1900}
	if heritage == "english" {
		for _, from := range cohorts {
			if born >= from {
				key.from = from
				break
			}
		}
	}
	r := draw.Key(c.seed, uint64(i), streamGiven, 0)
	names := []string{e.given[key].pick(&r)}
	if heritage == "english" && r.Chance(0.55) {
		if middle := c.middleName(i, sex); middle != names[0] && middle != "" {
			names = append(names, middle)
		}
	}
	return names
}

// middleName is one of gofakeit's that the country's own lists know for the sex: its list does not tell the sexes apart.
func (c *Country) middleName(i int, sex Sex) string {
	f := gofakeit.NewFaker(rand.NewPCG(c.seed^uint64(streamMiddle), uint64(i)), false)
	for range 12 {
		if name := f.MiddleName(); c.england.known[sex][name] {
			return name
		}
	}
	return ""
}

// surname is the k-th family name of a home, in the form of a sex.
func (c *Country) surname(home uint64, k uint64, heritage string, sex Sex) string {
	r := draw.Key(c.seed, home, streamSurname, k)
	l := c.england.surnames[heritage]
	i := l.alias.Pick(&r)
	if sex == Female {
		return l.women[i]
	}
	return l.men[i]
}

// title is how somebody is addressed.
func title(r *draw.Rand, sex Sex, age int, coupled bool) string {
	switch {
	case age < 18 && sex == Male:
		return "Master"
	case age < 18:
		return "Miss"
	case r.Chance(0.012) && age > 24:
		return "Dr"
	case sex == Male:
		return "Mr"
	case coupled && age > 27 && r.Chance(0.75), age > 65 && r.Chance(0.85):
		return "Mrs"
	case r.Chance(0.45):
		return "Ms"
	}
	return "Miss"
}
