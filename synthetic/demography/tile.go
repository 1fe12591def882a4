package demography

import (
	"math"
	"sort"

	"sandpiper/synthetic/draw"
)

// tileSize is how many consecutive people are housed together. A person depends on the seed and on their tile, never on the
// size of the population, and any run of people has nearly the census's ages because each tile spreads them evenly.
const tileSize = 240

// thinning is the mean number of years lived past 90 by those who are past 90.
const thinning = 2.9

// The decisions of demography. A constant is never given another meaning.
const (
	streamAges draw.Stream = 0xd000 + iota
	streamHomes
	streamPlace
	streamHeritage
	streamStreet
	streamSurname
	streamGiven
	streamMiddle
	streamContact
	streamLanguage
	streamPractice
	streamTitle
	streamSurgery
	streamStaff
	streamSlots
	streamBirths
	streamDeaths
	streamMove
	streamUsual
	streamCare
	streamCatchment
)

// member is a person before anything but age, sex and home is known.
type member struct {
	age    float64 // years lived at the recipe's day
	sex    Sex
	home   int16 // index into tile.homes, -1 while homeless
	twin   int16 // the slot that was born together with this one, -1 without
	role   uint8 // index of roles
	placed bool
}

// home is a household within a tile.
type home struct {
	head, partner int16 // slots; partner is -1 without
	size          int16
	care          bool    // a care home, with one resident
	eldest        float64 // age of the eldest child, 0 without
}

// tile is a template while its people are being housed.
type tile struct {
	number  uint64 // of the template
	members [tileSize]member
	byAge   [tileSize]int16 // slots from the youngest on
	homes   []home
}

const (
	roleAdult uint8 = iota
	rolePartner
	roleChild
	roleParent
	roleSharer
	roleResident
)

var roles = [...]string{"adult", "partner", "child", "parent", "sharer", "resident"}

// newTiles draws the ages and sexes of all the templates together and houses each. The census's people are cut into as many
// equal strata as there are slots, youngest males first; every run of 64 strata gives one slot to each tile, so that a tile
// alone is spread evenly over the ages and all of them together have the census's margins exactly.
func newTiles(e *england, seed uint64) []*tile {
	tiles := make([]*tile, templates)
	for n := range tiles {
		tiles[n] = &tile{number: uint64(n)}
	}
	for slot := range tileSize {
		r := draw.Key(seed, uint64(slot), streamAges, 0)
		var turn [templates]int
		for n := range turn {
			k := r.IntN(n + 1)
			turn[n], turn[k] = turn[k], n
		}
		for n, t := range tiles {
			u := (float64(slot*templates+turn[n]) + r.Float64()) / (tileSize * templates)
			t.members[slot] = e.member(u)
		}
	}
	for _, t := range tiles {
		r := draw.Key(seed, t.number, streamAges, 1)
		for i := range t.members {
			k := r.IntN(i + 1)
			t.members[i], t.members[k] = t.members[k], t.members[i]
		}
		t.house(&e.habits, seed)
	}
	return tiles
}

// member is somebody at a quantile of the census's bands of age and sex.
func (e *england) member(u float64) member {
	cell := min(sort.SearchFloat64s(e.ageCum, u), len(e.ageCum)-1)
	below := 0.0
	if cell > 0 {
		below = e.ageCum[cell-1]
	}
	within := min(1, (u-below)/(e.ageCum[cell]-below))
	m := member{sex: Male, home: -1, twin: -1}
	if cell%2 == 1 {
		m.sex = Female
	}
	band := e.ages[cell/2]
	m.age = band.from + (band.to-band.from)*within
	if cell/2 == len(e.ages)-1 { // the very old thin out
		m.age = band.from - thinning*math.Log(1-within*(1-math.Exp((band.from-band.to)/thinning)))
	}
	return m
}
