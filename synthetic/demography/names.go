package demography

import (
	"slices"

	"github.com/brianvoe/gofakeit/v7/data"

	"sandpiper/synthetic/draw"
)

// NamesModel is the library and version whose list of middle names is drawn on. Its lists change between versions, so it is
// part of the model's version.
const NamesModel = "gofakeit-7.18.1"

// nameList is a weighted list of words.
type nameList struct {
	words []string
	alias draw.Alias
}

func newNameList(words []string, weights []float64) *nameList {
	return &nameList{words: words, alias: draw.NewAlias(weights)}
}

func (l *nameList) pick(r *draw.Rand) string { return l.words[l.alias.Pick(r)] }

// names are those of one heritage.
type names struct {
	family [2][]string // surnames in the form of each sex, in one order
	alias  draw.Alias  // of the surnames
	first  [2][]*nameList
	from   []int       // first year of birth of each list of first, latest first
	middle [2][]string // nil where nobody has one
}

// spelling is one row of names while the tables are read.
type spelling struct {
	words   [2][]string
	weights []float64
}

func (e *england) loadNames() {
	of := func(key string) *names {
		if e.names[key] == nil {
			e.names[key] = &names{}
		}
		return e.names[key]
	}
	type key struct {
		names string
		sex   Sex
		from  int
	}
	given := map[key]*spelling{}
	var keys []key
	for _, row := range table("given_names.csv") {
		k := key{names: row.Text("names"), from: row.Int("from")}
		if row.Text("sex") == "M" {
			k.sex = Male
		}
		l := given[k]
		if l == nil {
			l = &spelling{}
			given[k] = l
			keys = append(keys, k)
		}
		l.words[k.sex], l.weights = append(l.words[k.sex], row.Text("name")), append(l.weights, row.Float("weight"))
	}
	slices.SortStableFunc(keys, func(a, b key) int { return b.from - a.from })
	for _, k := range keys {
		n := of(k.names)
		if !slices.Contains(n.from, k.from) {
			n.from = append(n.from, k.from)
		}
		n.first[k.sex] = append(n.first[k.sex], newNameList(given[k].words[k.sex], given[k].weights))
	}
	e.loadMiddleNames()
	family := map[string]*spelling{}
	for _, row := range table("surnames.csv") {
		l := family[row.Text("names")]
		if l == nil {
			l = &spelling{}
			family[row.Text("names")] = l
		}
		l.words[Female] = append(l.words[Female], either(row.Text("women"), row.Text("name")))
		l.words[Male] = append(l.words[Male], either(row.Text("men"), row.Text("name")))
		l.weights = append(l.weights, row.Float("weight"))
	}
	for k, l := range family {
		n := of(k)
		n.family, n.alias = l.words, draw.NewAlias(l.weights)
	}
	speak := map[string]*spelling{}
	for _, row := range table("languages.csv") {
		l := speak[row.Text("ethnicity")]
		if l == nil {
			l = &spelling{}
			speak[row.Text("ethnicity")] = l
		}
		l.words[0], l.weights = append(l.words[0], row.Text("language")), append(l.weights, row.Float("weight"))
	}
	for k, l := range speak {
		e.languages[k] = newNameList(l.words[0], l.weights)
	}
}

// loadMiddleNames takes those of gofakeit's middle names that the country's own English lists know for a sex: its list does
// not tell the sexes apart.
func (e *england) loadMiddleNames() {
	english := e.names["english"]
	for sex := range english.first {
		known := map[string]bool{}
		for _, l := range english.first[sex] {
			for _, word := range l.words {
				known[word] = true
			}
		}
		for _, word := range data.Person["middle"] {
			if known[word] {
				english.middle[sex] = append(english.middle[sex], word)
			}
		}
	}
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// given is the first name of somebody of a sex and a year of birth, and for about half a middle name, else empty.
func (n *names) given(seed, index uint64, sex Sex, born int) (first, middle string) {
	lists := n.first[sex]
	list := lists[len(lists)-1]
	for i, from := range n.from {
		if born >= from {
			list = lists[i]
			break
		}
	}
	r := draw.Key(seed, index, streamGiven, 0)
	first = list.pick(&r)
	if some := n.middle[sex]; len(some) > 0 && r.Chance(0.55) {
		if middle = some[r.IntN(len(some))]; middle == first {
			middle = ""
		}
	}
	return first, middle
}

// surname is the k-th family name of a home, in the form of a sex.
func (n *names) surname(seed, home, k uint64, sex Sex) string {
	r := draw.Key(seed, home, streamSurname, k)
	return n.family[sex][n.alias.Pick(&r)]
}

// familyName is the surname that a home shares, or one of somebody's own.
func (c *Country) familyName(w *who, own, family int) string {
	groups := c.england.ethnic
	as := w.number
	switch w.slot.role {
	case roleSharer:
		return groups[own].names.surname(c.seed, w.id, 1+uint64(as), w.slot.sex)
	case roleChild:
		if m := w.slot.mother; m >= 0 && w.tile.slots[m].role == roleSharer {
			return groups[own].names.surname(c.seed, w.id, 1+uint64(m), w.slot.sex)
		}
	case rolePartner, roleParent:
		r := draw.Key(c.seed, w.id, streamSurname, 1000+uint64(as))
		keeps := 0.35 // chance of a surname of one's own
		if w.slot.role == roleParent {
			keeps = 0.5
		}
		if r.Chance(keeps) {
			return groups[own].names.surname(c.seed, w.id, 1+uint64(as), w.slot.sex)
		}
	}
	return groups[family].names.surname(c.seed, w.id, 0, w.slot.sex)
}

// title is how somebody is addressed at an age. It changes when they grow up or old and with nothing else.
func title(r draw.Rand, sex Sex, age int, coupled bool) string {
	doctor, married, old, ms := r.Chance(0.012), r.Chance(0.75), r.Chance(0.85), r.Chance(0.45)
	switch {
	case age < 18 && sex == Male:
		return "Master"
	case age < 18:
		return "Miss"
	case doctor && age > 24:
		return "Dr"
	case sex == Male:
		return "Mr"
	case coupled && age > 27 && married, age > 65 && old:
		return "Mrs"
	case ms:
		return "Ms"
	}
	return "Miss"
}
