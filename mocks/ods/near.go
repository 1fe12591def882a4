package ods

import (
	"strconv"
	"strings"

	"sandpiper/synthetic/draw"
)

// near gives an organisation an address in the neighbourhood of a practice: the practice's town and the letters of its postcode with another
// digit, which keeps the postcode one that Royal Mail does not give out; its telephone with other last digits, which stays within the
// range kept for drama.
func (b *builder) near(o *Organisation, home int) {
	p := &b.practices[home]
	o.addressed(p)
	r := draw.Key(b.seed, uint64(o.ordinal), streamAddress, 0)
	streets := b.words["street"]
	o.Lines = []string{strconv.Itoa(1+r.IntN(180)) + " " + streets[r.IntN(len(streets))]}
	if n := len(o.Postcode); n >= 3 && o.Kind != Practice {
		was := o.Postcode[n-3]
		digit := '0' + (was-'0'+1+byte(r.IntN(9)))%10
		o.Postcode = o.Postcode[:n-3] + string(digit) + o.Postcode[n-2:]
	}
	if n := len(o.Phone); n >= 3 {
		number := r.IntN(1000)
		o.Phone = o.Phone[:n-3] + string([]byte{'0' + byte(number/100), '0' + byte(number/10%10), '0' + byte(number%10)})
	}
}

// place is an invented name of a place; k tells several of one organisation apart.
func (b *builder) place(o *Organisation, k int) string {
	r := draw.Key(b.seed, uint64(o.ordinal), streamName, uint64(k))
	first, last := b.words["first"], b.words["last"]
	return first[r.IntN(len(first))] + last[r.IntN(len(last))]
}

// first is an invented word of a name.
func (b *builder) first(o *Organisation) string {
	r := draw.Key(b.seed, uint64(o.ordinal), streamName, 9)
	words := b.words["first"]
	return words[r.IntN(len(words))]
}

// firm is an invented name of a firm.
func (b *builder) firm(o *Organisation) string {
	r := draw.Key(b.seed, uint64(o.ordinal), streamName, 8)
	words := b.words["firm"]
	return words[r.IntN(len(words))] + " " + b.first(o)
}

// web is an organisation's website, under a domain that is never given out (RFC 2606).
func web(o *Organisation) string {
	host := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return '-'
	}, o.Name)
	return "https://" + strings.ToLower(o.Code) + "." + host + ".example/"
}

// Degrees that the parts of a postcode spread over, in latitude; longitude has half as much again.
const (
	districtSpread, unitSpread = 0.05, 0.012
)

// Point is where an organisation lies, in degrees north and east: an invented point inside a box that lies inside its region. Those of one
// postcode district lie within a few miles of each other and those of one post town not far from there; nothing else about the points is
// like the real England.
func (r *Register) Point(o *Organisation) (latitude, longitude float64) {
	return Point(r.population.Recipe().Seed, o.Postcode, o.Region)
}

// Point is the invented point of a postcode of a region.
func Point(seed uint64, postcode, region string) (latitude, longitude float64) {
	box := load().regionOf[region]
	if box == nil {
		return 52.5, -1.5 // the middle of England
	}
	district, _, _ := strings.Cut(postcode, " ")
	area := strings.TrimRight(district, "0123456789")
	latitude, longitude = box.south, box.west
	var north, east float64
	for i, text := range [...]string{area, district, postcode} {
		r := draw.Key(seed, hash(text), streamPlace, uint64(i))
		y, x := r.Float64(), r.Float64()
		switch i {
		case 0:
			north, east = y, x
			latitude += y * (box.north - box.south)
			longitude += x * (box.east - box.west)
		case 1:
			latitude += inward(y, north) * districtSpread
			longitude += inward(x, east) * districtSpread * 1.5
		default:
			latitude += inward(y, north) * unitSpread
			longitude += inward(x, east) * unitSpread * 1.5
		}
	}
	return min(max(latitude, box.south), box.north), min(max(longitude, box.west), box.east)
}

// inward moves a fraction to the side on which there is room in the box.
func inward(fraction, at float64) float64 {
	if at > 0.5 {
		return -fraction
	}
	return fraction
}

// hash is FNV-1a.
func hash(text string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}
