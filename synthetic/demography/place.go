package demography

import (
	"sort"
	"strconv"

	"sandpiper/synthetic/draw"
)

// place is where a household lives, as the index shows it.
type place struct {
	region int // index of england.regions
	decile int // 1 … 10
}

type town struct {
	area, name string
	most       int // highest district number
}

const goldenShare = 0.6180339887498949

// place spreads the homes of a tile evenly over England's regions and deprivation deciles.
func (c *Country) place(t *tile, h int) place {
	r := draw.Key(c.seed, t.number, streamPlace, 0)
	u := r.Float64() + float64(h)*goldenShare
	u -= float64(int(u))
	i := min(sort.SearchFloat64s(c.england.placeCum, u), len(c.england.placeCum)-1)
	return place{region: i / 10, decile: i%10 + 1}
}

func (e *england) loadPlaces() {
	for _, row := range table("towns.csv") {
		code := row.Text("region")
		e.towns[code] = append(e.towns[code], town{row.Text("area"), row.Text("town"), row.Int("most")})
	}
	var words [2][]string
	var weights [2][]float64
	for _, row := range table("streets.csv") {
		part := 0
		if row.Text("part") == "kind" {
			part = 1
		}
		words[part], weights[part] = append(words[part], row.Text("word")), append(weights[part], row.Float("weight"))
	}
	for part := range words {
		e.street[part] = newNameList(words[part], weights[part])
	}
	for _, row := range table("localities.csv") {
		e.localities = append(e.localities, row.Text("name"))
	}
}

// address makes an address in a region. Streets and localities are invented; the town is the area's post town; the postcode
// has a valid outward code, but its last letters hold one of C I K M O V, which Royal Mail does not use there.
func (c *Country) address(r *draw.Rand, regionCode string) Address {
	e := c.england
	towns := e.towns[regionCode]
	t := towns[r.IntN(len(towns))]
	number := 1 + int(60*r.Exp()*0.8)
	line := strconv.Itoa(number) + " " + e.street[0].pick(r) + " " + e.street[1].pick(r)
	if r.Chance(0.12) {
		line = "Flat " + strconv.Itoa(1+r.IntN(24)) + ", " + line
	}
	lines := []string{line}
	if r.Chance(0.45) {
		lines = append(lines, e.localities[r.IntN(len(e.localities))])
	}
	return Address{Lines: append(lines, t.name), Postcode: postcode(r, t)}
}

func postcode(r *draw.Rand, t town) string {
	const letters, never = "ABDEFGHJLNPQRSTUWXYZ", "CIKMOV"
	last := []byte{letters[r.IntN(len(letters))], never[r.IntN(len(never))]}
	if r.Chance(0.5) {
		last[0], last[1] = last[1], last[0]
	}
	return t.area + strconv.Itoa(1+r.IntN(t.most)) + " " + strconv.Itoa(r.IntN(10)) + string(last)
}
