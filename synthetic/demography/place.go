package demography

import (
	"strconv"

	"sandpiper/synthetic/draw"
)

type town struct {
	area, name string
	most       int    // highest district number
	outward    uint16 // index of england.outwards of its first district
}

const goldenShare = 0.6180339887498949

func (e *england) loadPlaces() {
	for _, row := range table("towns.csv") {
		code := row.Text("region")
		t := town{row.Text("area"), row.Text("town"), row.Int("most"), uint16(len(e.outwards))}
		e.towns[code] = append(e.towns[code], t)
		for d := range t.most {
			e.outwards = append(e.outwards, t.area+strconv.Itoa(d+1))
		}
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

// post is a postcode: a district and one of its units. The outward code is a valid one, but the last letters hold one of
// C I K M O V, which Royal Mail does not use there.
type post struct {
	outward uint16 // index of england.outwards
	unit    uint16 // 0 … units-1
}

const (
	unitLetters, neverLetters = "ABDEFGHJLNPQRSTUWXYZ", "CIKMOV"
	units                     = 10 * len(unitLetters) * len(neverLetters) * 2
)

// newPost draws a postcode in a practice's catchment.
func newPost(r *draw.Rand, s *surgery) post {
	return post{s.districts[r.IntN(len(s.districts))], uint16(r.IntN(units))}
}

// inward is the part of the postcode after the space.
func (p post) inward() [3]byte {
	u := int(p.unit)
	a, b := unitLetters[u/2%len(unitLetters)], neverLetters[u/2/len(unitLetters)%len(neverLetters)]
	if u%2 == 1 {
		a, b = b, a
	}
	return [3]byte{'0' + byte(u/2/len(unitLetters)/len(neverLetters)), a, b}
}

// address makes an address in a practice's catchment. Streets and localities are invented and belong to the postcode; the
// town is the area's post town.
func (c *Country) address(r *draw.Rand, s *surgery) Address {
	e := c.england
	p := newPost(r, s)
	line := strconv.Itoa(1+int(48*r.Exp())) + " " + c.street(p)
	if r.Chance(0.12) {
		line = "Flat " + strconv.Itoa(1+r.IntN(24)) + ", " + line
	}
	return c.addressed(line, p, e.towns[e.regions[s.region].code][s.town].name)
}

// addressed puts the lines of an address together.
func (c *Country) addressed(line string, p post, town string) Address {
	e := c.england
	inward := p.inward()
	a := Address{Postcode: e.outwards[p.outward] + " " + string(inward[:])}
	r := draw.Key(c.seed, uint64(p.outward)<<16|uint64(p.unit), streamStreet, 1<<62)
	if r.Chance(0.45) {
		a.Lines = []string{line, e.localities[r.IntN(len(e.localities))], town}
		return a
	}
	a.Lines = []string{line, town}
	return a
}

// street is the street that a postcode belongs to.
func (c *Country) street(p post) string {
	r := draw.Key(c.seed, uint64(p.outward)<<16|uint64(p.unit), streamStreet, 1<<62+1)
	return c.england.street[0].pick(&r) + " " + c.england.street[1].pick(&r)
}

// careHome is the address of one of the care homes that a practice looks after.
func (c *Country) careHome(n int, s *surgery, which int) Address {
	e := c.england
	r := draw.Key(c.seed, uint64(n), streamCare, uint64(which))
	p := newPost(&r, s)
	kinds := [...]string{"House", "Lodge", "Court", "Grange"}
	name := e.street[0].pick(&r) + " " + kinds[r.IntN(len(kinds))] + " Care Home"
	a := c.addressed(strconv.Itoa(1+r.IntN(60))+" "+c.street(p), p, e.towns[e.regions[s.region].code][s.town].name)
	a.Lines = append([]string{name}, a.Lines...)
	return a
}

// careHomes is how many care homes a practice looks after.
const careHomes = 3

// loadLists reads how large practices are and whom they serve.
func (e *england) loadLists() {
	for _, row := range table("list_sizes.csv") {
		e.lists = append(e.lists, byAge{from: row.Float("share"), value: row.Float("size")})
	}
	for _, row := range table("catchments.csv") {
		e.catchment = append(e.catchment, row.Float("weight"))
	}
}
