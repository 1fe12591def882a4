package world

import (
	"embed"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	csvsheet "sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var tables embed.FS

// Streams of this package: one decision each, never given another meaning.
const (
	streamStates draw.Stream = 0xe400 + iota // k counts the states, in the order of drawState
	streamWhich                              // which of several, when there is a state; k as above
	streamSpare                              // whose number an old one was
)

// state is a decision about a person that the table of shares gives a chance. Values are part of every draw: add, never change.
type state uint64

const (
	sRestricted state = iota
	sVeryRestricted
	sNoAddress
	sTemp
	sBilling
	sNickname
	sFormer
	sPharmacy
	sDispenser
	sAppliances
	sPreference
	sFormat
	sTextphone
	sContact
	sBirthPlace
	sBirthOrder
	sInformal
	sRemoved
	sCoverage
	sRelated
	states
)

// shareTable is the tables of states as they are used.
type shareTable struct {
	of                      [states]float64
	superseded, invalidated int // one for so many people; 0 for none
	nicknames               [2][]string
}

// shares reads the tables once.
var shares = sync.OnceValue(func() *shareTable {
	out := new(shareTable)
	rows := map[string]float64{}
	for _, row := range csvsheet.Read(tables, "data/particulars.csv") {
		rows[row.Text("state")] = row.Float("share")
	}
	for s, name := range []string{
		"restricted", "very-restricted", "no-address", "temp-address", "billing-address", "nickname", "former-name",
		"nominated-pharmacy", "dispensing-doctor", "appliance-supplier", "contact-preference", "written-format", "textphone",
		"emergency-contact", "birth-place", "multiple-birth", "informal-death", "removed", "coverage", "related",
	} {
		out.of[s] = rows[name]
	}
	each := func(share float64) int {
		if share <= 0 {
			return 0
		}
		return int(1/share + .5)
	}
	out.superseded, out.invalidated = each(rows["superseded"]), each(rows["invalidated"])
	for _, row := range csvsheet.Read(tables, "data/nicknames.csv") {
		sex := demography.Female
		if row.Text("sex") == demography.Male.String() {
			sex = demography.Male
		}
		out.nicknames[sex] = append(out.nicknames[sex], row.Text("name"))
	}
	return out
})

// has reports whether person i has a state. It looks at nothing but the index.
func (g *ground) has(i int, s state) bool {
	r := draw.Key(g.seed, uint64(i), streamStates, uint64(s))
	return r.Chance(shares().of[s])
}

// which is a generator for the details of a state.
func (g *ground) which(i int, s state) draw.Rand {
	return draw.Key(g.seed, uint64(i), streamWhich, uint64(s))
}

// particulars makes what the register holds about a person of the base.
func (g *ground) particulars(on *synthetic.Population, p *Person) *Particulars {
	i := p.Index
	out := &Particulars{BirthOrder: 1}
	if !g.has(i, sBirthOrder) {
		out.BirthOrder = 0
	}
	switch {
	case g.has(i, sVeryRestricted):
		out.Access = VeryRestricted
	case g.has(i, sRestricted):
		out.Access = Restricted
	}
	out.NoAddress = g.has(i, sNoAddress)
	out.Usual.From, out.Phone.From, out.Email.From = p.Born, g.asOf.AddDate(-2, 0, -i%300), g.asOf.AddDate(-2, 0, -i%300)
	out.Home.From, out.GP.From = p.Born, p.Born
	if moves := on.Moves(i); len(moves) > 0 {
		last := moves[len(moves)-1]
		out.Home.From = last.At
		for _, m := range moves {
			if m.FromPractice != m.ToPractice {
				out.GP.From = m.At
			}
		}
	}
	for _, part := range []*Part{&out.Phone, &out.Email} {
		if part.From.Before(p.Born) {
			part.From = p.Born
		}
	}
	g.names(out, p)
	g.places(out, on, p)
	g.suppliers(out, p)
	g.wishes(out, p)
	g.endings(out, p)
	return out
}

// names adds names besides the usual one.
func (g *ground) names(out *Particulars, p *Person) {
	if g.has(p.Index, sNickname) {
		r := g.which(p.Index, sNickname)
		list := shares().nicknames[p.Sex]
		n := Name{Use: "nickname", Name: demography.Name{Given: []string{list[r.IntN(len(list))]}, Family: p.Name.Family}}
		n.From = p.Born
		out.Names = append(out.Names, n)
	}
	partnered := p.Household.Role == "adult" || p.Household.Role == "partner"
	if married := p.Born.AddDate(27, 0, 0); p.Sex == demography.Female && partnered && p.Household.Size > 1 && married.Before(g.asOf) && g.has(p.Index, sFormer) {
		r := g.which(p.Index, sFormer)
		n := Name{Use: "maiden", Name: demography.Name{Given: p.Name.Given, Family: g.population.Person(r.IntN(g.population.Len())).Name.Family}}
		n.From, n.To = p.Born, married
		out.Names, out.Usual.From = append(out.Names, n), married
	}
}

// places adds addresses besides the home, and where somebody was born. Somebody stays a while at the home of another of the population.
func (g *ground) places(out *Particulars, on *synthetic.Population, p *Person) {
	away := func(s state, use, text string, from, to time.Time) {
		r := g.which(p.Index, s)
		a := Address{Use: use, Text: text, Address: g.population.Person(r.IntN(g.population.Len())).Address}
		a.From, a.To = from, to
		out.Addresses = append(out.Addresses, a)
	}
	if g.has(p.Index, sTemp) && p.Died.IsZero() {
		r := g.which(p.Index, sTemp)
		r.Uint64()
		kinds := TemporaryKinds()
		away(sTemp, "temp", kinds[r.IntN(len(kinds))], g.asOf.AddDate(0, 0, -20), g.asOf.AddDate(0, 0, 60))
	}
	if g.has(p.Index, sBilling) && p.Died.IsZero() {
		away(sBilling, "billing", "", g.asOf.AddDate(0, 0, -90), g.asOf.AddDate(0, 0, 270))
	}
	if g.has(p.Index, sBirthPlace) {
		if practice, ok := on.Practice(p.Practice); ok && len(practice.Address.Lines) > 0 {
			out.BirthPlace = Place{City: practice.Address.Lines[len(practice.Address.Lines)-1], Country: "1"}
		}
	}
}

// TemporaryKinds are the descriptions that a temporary address may have (Address.yaml).
func TemporaryKinds() []string {
	return []string{"Second Home", "Student Accommodation", "Respite Care Address", "Temporary Residence Address",
		"Convalescence Home", "Mobile Home", "Holiday Home"}
}

// How many pharmacies the Organisation Data Service of the estate spreads evenly over how many practices (mocks/ods, whose code for the
// k-th is ZXF and four digits; a test of mocks/pds holds the two together).
const pharmacies, practices = 9999, 6250

// PharmacyOf is the code of the pharmacy nearest to a practice. It is empty for a code that is no practice's.
func PharmacyOf(practice nhs.ODS) nhs.ODS {
	if len(practice) != 6 || practice[:2] != "ZX" {
		return ""
	}
	at, err := strconv.Atoi(string(practice[2:]))
	if err != nil || at < 0 || at >= practices {
		return ""
	}
	k := (2*pharmacies*at/practices + 1) / 2 // the first of those that stand next to this practice
	return nhs.ODS("ZXF" + digits(min(k, pharmacies-1)+1, 4))
}

// IsPharmacy reports whether a code is that of a pharmacy, open or not.
func IsPharmacy(code nhs.ODS) bool {
	number, ok := strings.CutPrefix(string(code), "ZXF")
	k, err := strconv.Atoi(number)
	return ok && err == nil && len(number) == 4 && k >= 1 && k <= pharmacies
}

// suppliers adds pharmacies: the one next to the practice.
func (g *ground) suppliers(out *Particulars, p *Person) {
	near := PharmacyOf(p.Practice)
	if g.has(p.Index, sPharmacy) {
		out.Pharmacy = near
	}
	if g.has(p.Index, sDispenser) {
		out.Dispenser = near
	}
	if g.has(p.Index, sAppliances) {
		out.Appliances = near
	}
}

// wishes adds how somebody wants to be reached, and whom to call.
func (g *ground) wishes(out *Particulars, p *Person) {
	r := g.which(p.Index, sPreference)
	if g.has(p.Index, sPreference) {
		out.Preference.Method = string(rune('1' + r.IntN(8)))
		if r.Chance(.3) {
			out.Preference.Times = []string{"Not after 7pm", "Mornings", "Weekdays only"}[r.IntN(3)]
		}
	}
	if g.has(p.Index, sFormat) {
		out.Preference.Format = []string{"11", "12", "13"}[r.IntN(3)]
	}
	if g.has(p.Index, sTextphone) && p.Phone != "" {
		t := Telecom{System: "other", Use: "home", Value: p.Phone, Textphone: true}
		t.From = out.Phone.From
		out.Telecoms = append(out.Telecoms, t)
	}
	if g.has(p.Index, sContact) {
		r := g.which(p.Index, sContact)
		other := g.population.Person(r.IntN(g.population.Len()))
		if other.Phone != "" {
			c := Contact{Telecoms: []Telecom{{System: "phone", Value: other.Phone}}}
			c.From = out.Phone.From
			out.Contacts = append(out.Contacts, c)
		}
	}
}

// endings adds who told of a death, why somebody is on no list, and a health insurance card.
func (g *ground) endings(out *Particulars, p *Person) {
	i := p.Index
	switch {
	case !p.Died.IsZero():
		out.DeathNotice, out.DeathNoticed = FormalDeath, p.Died.AddDate(0, 0, 5)
		if g.has(i, sInformal) {
			out.DeathNotice, out.DeathNoticed = InformalDeath, p.Died.AddDate(0, 0, 1)
		}
	case g.has(i, sRemoved):
		r := g.which(i, sRemoved)
		out.Removal = Removal{Code: []string{"EMB", "SCT", "NIT", "ORR"}[r.IntN(4)], From: g.asOf.AddDate(0, 0, -30-r.IntN(900)), Managing: p.Practice}
		if out.Removal.Code == "ORR" { // shown to most for a reason that is confidential
			out.Removal.Code = []string{"ORR", "AFN", "SDN", "LDN"}[r.IntN(4)]
		}
	}
	if g.has(i, sCoverage) {
		r := g.which(i, sCoverage)
		out.Coverage = Coverage{
			Card: "80826" + digits(r.IntN(1e8), 8) + digits(r.IntN(1e7), 7), Country: "GBR", Institution: "UKX" + digits(r.IntN(100), 2),
			Personal: "UK" + digits(r.IntN(1e9), 9), Until: g.asOf.AddDate(0, r.IntN(60), 0),
		}
	}
}

// digits writes a number with zeros in front.
func digits(n, width int) string {
	b := make([]byte, width)
	for k := width - 1; k >= 0; k-- {
		b[k] = byte('0' + n%10)
		n /= 10
	}
	return string(b)
}

// The following say what the register may hold of somebody of the population besides what the Person has. They cost next to nothing, and
// let a search pass by those who have none.

// MayHaveNickname reports whether somebody may go by another given name now.
func (w *World) MayHaveNickname(person int) bool { return w.ground.has(person, sNickname) }

// MayHaveFormerName reports whether somebody may once have had another family name.
func (w *World) MayHaveFormerName(person int) bool { return w.ground.has(person, sFormer) }

// MayBeElsewhere reports whether somebody may have an address besides the home.
func (w *World) MayBeElsewhere(person int) bool {
	return w.ground.has(person, sTemp) || w.ground.has(person, sBilling)
}
