package demography

import (
	"sort"

	"sandpiper/synthetic/draw"
)

// tileSize is how many consecutive people are housed together. A person depends on the seed and on their tile, never on the
// size of the population, and any run of people has nearly the census's ages because each tile spreads them evenly.
const tileSize = 240

// stride visits every slot of a tile in an order whose every beginning is spread evenly too: 240 divided by the golden
// ratio, to the nearest number that shares no factor with 240.
const stride = 149

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
)

// member is a person before anything but age, sex and home is known.
type member struct {
	age    float64 // years lived at the recipe's day
	sex    Sex
	home   int16 // index into tile.homes, -1 while homeless
	role   uint8 // index of roles
	placed bool
}

// home is a household within a tile.
type home struct {
	head, partner int16 // slots; partner is -1 without
	size          int16
	eldest        float64 // age of the eldest child, 0 without
}

type tile struct {
	number  uint64
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
)

var roles = [...]string{"adult", "partner", "child", "parent", "sharer"}

// newTile draws the ages and sexes of a tile and houses them.
func newTile(e *england, seed, number uint64) *tile {
	t := &tile{number: number}
	r := draw.Key(seed, number, streamAges, 0)
	offset := r.IntN(tileSize)
	for slot := range t.members {
		r := draw.Key(seed, number, streamAges, uint64(slot)+1)
		u := (float64((slot*stride+offset)%tileSize) + r.Float64()) / tileSize
		cell := sort.SearchFloat64s(e.ageCum, u)
		cell = min(cell, len(e.ageCum)-1)
		m := &t.members[slot]
		m.sex = Male
		if cell%2 == 1 {
			m.sex = Female
		}
		band := e.ages[cell/2]
		m.age = band.from + (band.to-band.from)*r.Float64()
		if cell/2 == len(e.ages)-1 {
			m.age = min(band.from+thinning*r.Exp(), band.to-0.1) // the very old thin out
		}
		m.home = -1
	}
	t.house(&e.habits, seed)
	return t
}
