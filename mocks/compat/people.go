package compat

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var tables embed.FS

// Pack is the people of one sandbox.
type Pack string

// The packs.
const (
	PDSSandbox      Pack = "pds-sandbox"
	PDSIntegration  Pack = "pds-int"
	NHSLoginSandpit Pack = "nhs-login-sandpit"
)

// Packs lists all packs.
func Packs() []Pack { return []Pack{PDSSandbox, PDSIntegration, NHSLoginSandpit} }

// Patient is one of a pack's people.
type Patient struct {
	Number     nhs.Number
	Pack       Pack
	Version    int
	Person     world.Person
	Access     world.Access
	Superseded nhs.Number // the record that this number was merged into; 0 for none
	Gender     string     // male, female, other, unknown; empty for none on record
	Suffix     []string
	Card       world.Coverage // of health insurance; the zero value for none
	Note       string         // what is special about them
	Source     string
}

// ErrPack is what Load fails with for a pack of no known name.
var ErrPack = errors.New("no such pack")

// People lists the people of packs, in the order of the table; of all packs if none is named.
func People(packs ...Pack) []Patient {
	var out []Patient
	for _, p := range all() {
		if len(packs) == 0 || slices.Contains(packs, p.Pack) {
			out = append(out, p)
		}
	}
	return out
}

// Load admits the people of packs to a world; all packs if none is named. It fails, with nothing admitted, for a pack of no known name, and with
// world.ErrTaken where a number is there already.
func Load(w *world.World, packs ...Pack) error {
	for _, pack := range packs {
		if !slices.Contains(Packs(), pack) {
			return fmt.Errorf("load pack %q: %w", pack, ErrPack)
		}
	}
	pen := w.By("compat")
	for _, p := range People(packs...) {
		q := world.Particulars{Access: p.Access, SupersededBy: p.Superseded, Gender: p.Gender, Suffix: p.Suffix, Coverage: p.Card}
		q.Usual.From = p.Person.Born
		if !p.Person.Died.IsZero() {
			q.DeathNotice, q.DeathNoticed = world.FormalDeath, p.Person.Died
		}
		if _, err := pen.Admit(p.Number, p.Version, p.Person, q); err != nil {
			return fmt.Errorf("load pack %s: %w", p.Pack, err)
		}
	}
	return nil
}

// all is the tables.
var all = sync.OnceValue(func() []Patient {
	rows := sheet.Read(tables, "data/people.csv")
	cards := make(map[nhs.Number]world.Coverage)
	for _, row := range sheet.Read(tables, "data/cards.csv") {
		cards[number(row.Text("number"))] = world.Coverage{
			Card: row.Text("card"), Country: row.Text("country"), Institution: row.Text("institution"), Personal: row.Text("personal"), Until: day(row.Text("until")),
		}
	}
	out := make([]Patient, len(rows))
	for i, row := range rows {
		out[i] = patient(row)
		out[i].Card = cards[out[i].Number]
	}
	return out
})

// patient reads a row. The table is part of the program: a broken row is a broken build.
func patient(row sheet.Row) Patient {
	p := Patient{
		Number: number(row.Text("number")), Pack: Pack(row.Text("pack")), Version: row.Int("version"), Gender: row.Text("gender"),
		Suffix: split(row.Text("suffix")), Note: row.Text("note"), Source: row.Text("source"),
	}
	p.Person = world.Person{
		Number: p.Number, Born: day(row.Text("born")), Died: day(row.Text("died")), Language: "en",
		Name:    demography.Name{Prefix: row.Text("prefix"), Given: split(row.Text("given")), Family: row.Text("family")},
		Address: demography.Address{Lines: split(row.Text("lines")), Postcode: row.Text("postcode")},
		Phone:   row.Text("phone"), Email: row.Text("email"), Practice: nhs.ODS(row.Text("practice")),
	}
	if p.Gender == "female" {
		p.Person.Sex = demography.Female
	} else {
		p.Person.Sex = demography.Male
	}
	status, into, _ := strings.Cut(row.Text("status"), ":")
	switch {
	case status == "superseded":
		p.Superseded = number(into)
	case status == "invalid":
		p.Access = world.Invalid
	case row.Text("access") == "restricted":
		p.Access = world.Restricted
	}
	return p
}

func number(text string) nhs.Number {
	n, err := nhs.ParseNumber(text)
	if err != nil {
		panic(fmt.Sprintf("embedded table of people: %v", err))
	}
	return n
}

func day(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(fmt.Sprintf("embedded table of people: %v", err))
	}
	return t
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "|")
}
