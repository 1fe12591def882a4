package demography

import (
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// Move is a household's change of address, and of practice if the old one is too far away.
type Move struct {
	At                       time.Time // midnight of the day
	From, To                 Address
	FromPractice, ToPractice nhs.ODS
}

// remembered is how many years of moves before the recipe's day are known.
const remembered = 10

// lanes is how many other points of its cell a home may move to. They are few and fixed, so that the homes which a practice
// has on a date can still be worked out from its place on the line.
const lanes = 8

// roving is how often homes move: data/moves.csv.
type roving struct {
	renting, renters, others []byAge // share rented privately; moves a year of those and of the rest, by age of the head
	far                      float64 // share of moves that leave the practice's districts
	rest                     float64 // years that nobody moves again
}

func loadRoving() roving {
	var v roving
	for _, row := range table("moves.csv") {
		from, to := row.Float("from"), row.Float("to")
		switch row.Text("name") {
		case "rate":
			v.renting = append(v.renting, byAge{from, to, row.Float("renting")})
			v.renters = append(v.renters, byAge{from, to, row.Float("renters")})
			v.others = append(v.others, byAge{from, to, row.Float("others")})
		case "far":
			v.far = row.Float("value")
		case "rest":
			v.rest = row.Float("value")
		}
	}
	return v
}

// stay is a home's time at one address: the k-th since the recipe's day, which is 0, or before it. Lane 0 is the home's own
// point of the line, the others are its lanes.
type stay struct {
	k    int
	lane int
	days int // when it began (k above 0) or ended (k below 0), days after the recipe's day
}

// stays walks from the recipe's day into the future (step 1) or the past (step -1), calling next at every change of address
// until it says stop.
func (c *Country) stays(id uint64, d *dwelling, step int, next func(stay) bool) {
	if d.size == 0 || d.care {
		return // nobody lives there any longer, or nobody moves out again
	}
	v := &c.england.roving
	r := draw.Key(c.seed, id, streamMove, 0)
	rents := r.Float64()
	at, s := 0.0, stay{}
	for {
		s.k += step
		age := d.age + at*float64(step)
		if age < 18 {
			return // before the head had a home
		}
		rate := chance(v.others, min(age, Oldest))
		if rents < chance(v.renting, min(age, Oldest)) {
			rate = chance(v.renters, min(age, Oldest))
		}
		r := draw.Key(c.seed, id, streamMove, uint64(int64(s.k)))
		if at += v.rest + r.Exp()*(1/rate-v.rest); at > Oldest {
			return // nobody's home lasts so long
		}
		if r.Chance(v.far) {
			if lane := r.IntN(lanes); lane < s.lane {
				s.lane = lane
			} else {
				s.lane = lane + 1
			}
		}
		if s.days = step * int(math.Ceil(at*year)); !next(s) {
			return
		}
	}
}

// daysTo is the whole days from the recipe's day to a date, below 0 for one before.
func (c *Country) daysTo(at time.Time) int {
	return int(math.Floor(at.Sub(c.asOf).Hours() / 24))
}

// stayAt is where a home is on a date. Somebody who died stays where they were.
func (c *Country) stayAt(w *who, at time.Time) stay {
	var now stay
	days := c.daysTo(at)
	if days == 0 || w.slot.lived > 0 {
		return now
	}
	if days > 0 {
		c.stays(w.id, w.home, 1, func(s stay) bool {
			if s.days > days {
				return false
			}
			now = s
			return true
		})
		return now
	}
	c.stays(w.id, w.home, -1, func(s stay) bool {
		if s.days <= days {
			return false
		}
		now = s
		return true
	})
	return now
}

// Moves lists the changes of address of person i's home from ten years before the recipe's day to a date, inclusive, earliest
// first, but none before their birth. The whole household moves together, within its region and deprivation decile. Those
// who died before the recipe's day have none on record.
func (c *Country) Moves(i int, until time.Time) []Move {
	w := c.who(i)
	if w.slot.lived > 0 {
		return nil
	}
	var past, out []stay
	c.stays(w.id, w.home, -1, func(s stay) bool {
		past = append(past, s)
		return float64(s.days) > -remembered*year
	})
	for _, s := range slices.Backward(past) {
		out = append(out, s)
	}
	before := len(out)
	out = append(out, stay{})
	c.stays(w.id, w.home, 1, func(s stay) bool {
		out = append(out, s)
		return c.day(s.days).Before(until)
	})
	born := c.day(-int(w.days()))
	var moves []Move
	for k := 1; k < len(out); k++ {
		at := c.day(out[k].days)
		if k <= before {
			at = c.day(out[k-1].days)
		}
		if at.After(until) || !at.After(born) || at.Before(c.asOf.AddDate(-remembered, 0, 0)) {
			continue
		}
		m := Move{At: at}
		m.From, m.FromPractice = c.lodging(&w, out[k-1])
		m.To, m.ToPractice = c.lodging(&w, out[k])
		moves = append(moves, m)
	}
	return moves
}

// Moved lists the days after the recipe's day on which person i's home has moved by a date, without the addresses.
func (c *Country) Moved(i int, until time.Time) []time.Time {
	w := c.who(i)
	if w.slot.lived > 0 {
		return nil
	}
	var out []time.Time
	born := c.day(-int(w.days()))
	c.stays(w.id, w.home, 1, func(s stay) bool {
		at := c.day(s.days)
		if at.After(until) {
			return false
		}
		if at.After(born) {
			out = append(out, at)
		}
		return true
	})
	return out
}

// lodging is the address and the practice of a stay.
func (c *Country) lodging(w *who, s stay) (Address, nhs.ODS) {
	n := c.practiceOf(w, s)
	return c.addressOf(w, s, n), practiceCode(n)
}

// point is where a home lies on the ground during a stay, and its cell there, which never changes.
func (c *Country) point(w *who, s stay) (point uint32, cell uint8) {
	point = w.home.spread.at(w.copy)
	cell = c.ground.parcels[c.ground.at(point)].cell
	if s.lane > 0 {
		point = c.ground.along(cell, point, w.home.lanes[s.lane-1])
	}
	return point, cell
}

// practiceOf is the number of the practice that serves a home during a stay.
func (c *Country) practiceOf(w *who, s stay) int {
	point, _ := c.point(w, s)
	return int(c.ground.parcels[c.ground.at(point)].practice)
}

// addressOf is the address of a home during a stay with a practice.
func (c *Country) addressOf(w *who, s stay, n int) Address {
	r := draw.Key(c.seed, w.id, streamStreet, uint64(int64(s.k)))
	if w.home.care {
		return c.careHome(n, &c.surgeries[n], r.IntN(careHomes))
	}
	return c.address(&r, &c.surgeries[n])
}

// postOf is the postcode of addressOf.
func (c *Country) postOf(w *who, s stay, n int) post {
	r := draw.Key(c.seed, w.id, streamStreet, uint64(int64(s.k)))
	if w.home.care {
		r = draw.Key(c.seed, uint64(n), streamCare, uint64(r.IntN(careHomes)))
	}
	return newPost(&r, &c.surgeries[n])
}
