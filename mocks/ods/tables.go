package ods

import (
	"embed"
	"sync"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// kindRow is what kinds.csv says of a kind.
type kindRow struct {
	letter                                           string
	digits                                           int
	firstOpened, lastOpened, firstClosed, lastClosed Day
	closes                                           float64 // the share that closes at some time
	primary, other, class                            string
	otherFrom                                        Day // when the other role came; 0: on opening
}

// Concept is a code of one of the register's code systems.
type Concept struct {
	ID, Code, Display string
	Primary           bool // of a role: may be an organisation's primary one
}

// region is what regions.csv says of an ONS region.
type region struct {
	code, name               string
	south, north, west, east float64 // a box inside it, in degrees
	boards                   int
}

// tables is the embedded tables, read once.
type tables struct {
	kinds         [kinds]kindRow
	roles, rels   []Concept
	roleOf, relOf map[string]*Concept
	regions       []region
	regionOf      map[string]*region
	words         map[string][]string
}

var load = sync.OnceValue(func() *tables {
	t := &tables{roleOf: map[string]*Concept{}, relOf: map[string]*Concept{}, regionOf: map[string]*region{}, words: map[string][]string{}}
	named := make(map[string]Kind)
	for k := range Kind(kinds) {
		named[k.String()] = k
	}
	for _, r := range table("kinds.csv") {
		t.kinds[named[r.Text("kind")]] = kindRow{
			letter: r.Text("letter"), digits: r.Int("digits"), closes: r.Float("closes"), primary: r.Text("primary"), other: r.Text("other"),
			class: r.Text("class"), firstOpened: day(r, "first_opened"), lastOpened: day(r, "last_opened"), otherFrom: day(r, "other_from"),
			firstClosed: day(r, "first_closed"), lastClosed: day(r, "last_closed"),
		}
	}
	for _, r := range table("roles.csv") {
		t.roles = append(t.roles, Concept{r.Text("id"), r.Text("code"), r.Text("display"), r.Text("primary") == "true"})
	}
	for _, r := range table("relationships.csv") {
		t.rels = append(t.rels, Concept{ID: r.Text("id"), Code: r.Text("code"), Display: r.Text("display")})
	}
	for _, r := range table("regions.csv") {
		t.regions = append(t.regions, region{r.Text("code"), r.Text("name"), r.Float("south"), r.Float("north"), r.Float("west"), r.Float("east"), r.Int("boards")})
	}
	for _, r := range table("words.csv") {
		t.words[r.Text("list")] = append(t.words[r.Text("list")], r.Text("word"))
	}
	for i := range t.roles {
		t.roleOf[t.roles[i].ID] = &t.roles[i]
	}
	for i := range t.rels {
		t.relOf[t.rels[i].ID] = &t.rels[i]
	}
	for i := range t.regions {
		t.regionOf[t.regions[i].code] = &t.regions[i]
	}
	return t
})

func day(r sheet.Row, column string) Day {
	d, ok := parseDay(r.Text(column))
	if !ok {
		panic("embedded kinds.csv: no date in column " + column + ": " + r.Text(column))
	}
	return d
}

// RoleConcepts are the roles that this register uses, in the order of their numbers.
func RoleConcepts() []Concept { return load().roles }

// RelationshipConcepts are the types of relationship.
func RelationshipConcepts() []Concept { return load().rels }
