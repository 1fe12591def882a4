package course

import (
	"hash/fnv"
	"math"
	"strconv"
	"strings"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

// errand is what somebody goes to hospital for: one row of data/events.csv or, with a condition and a wait, of
// data/sequels.csv.
type errand struct {
	id       uint64
	kind     string
	is, why  string
	sex      string
	from, to float64 // ages
	weight   float64 // among all; of a sequel the chance that it comes about
	after    float64 // mean days from the onset
	stay     float64 // middle length in days
	then     string  // procedure that may be done
	chance   float64 // that it is
}

func errandOf(row sheet.Row, why, weight string) errand {
	x := errand{kind: row.Text("kind"), is: row.Text("is"), why: row.Text(why), from: row.Float("from"), to: row.Float("to"),
		weight: row.Float(weight), stay: row.Float("stay")}
	if x.to == 0 {
		x.to = math.Inf(1)
	}
	if name, chance, ok := strings.Cut(row.Text("then"), ":"); ok {
		c, err := strconv.ParseFloat(chance, 64)
		if err != nil {
			panic("course: chance of " + name + ": " + err.Error())
		}
		x.then, x.chance = name, c
	}
	h := fnv.New64a()
	h.Write([]byte(x.why + "/" + x.kind + "/" + x.is))
	x.id = h.Sum64() &^ 0xff
	return x
}

// calls is how often people go to hospital in one way, and what for.
type calls struct {
	kind    string
	perAge  [demography.Oldest + 2]float64 // a year, among people of a whole age
	deciles [10]float64
	frail   float64
	list    []errand
	common  [2][ages]draw.Alias // among people of a sex and age, in list
	own     map[string][]errand // of people with a condition
}

// ages is the number of five-year bands.
const ages = demography.Oldest/5 + 1

// callsFrom are the ways to hospital, in the order of their keys for draws.
var callsFrom = [...]string{Attendance, Emergency, Admission}

func (a *atlas) loadCalls() {
	a.most, a.sequels = map[string]int{}, map[string][]errand{}
	for _, row := range table("once.csv") {
		a.most[row.Text("procedure")] = row.Int("most")
	}
	for _, row := range table("sequels.csv") {
		x := errandOf(row, "condition", "chance")
		x.after = row.Float("after")
		a.sequels[x.why] = append(a.sequels[x.why], x)
	}
	known := map[string]bool{}
	for i := range a.diseases {
		known[a.diseases[i].key] = true
		for _, k := range a.diseases[i].kinds {
			known[k.key] = true
		}
	}
	byKind := map[string]*calls{}
	for i, kind := range callsFrom {
		a.calls[i] = calls{kind: kind, own: map[string][]errand{}}
		byKind[kind] = &a.calls[i]
	}
	for _, row := range table("events.csv") {
		c, x := byKind[row.Text("kind")], errandOf(row, "why", "weight")
		x.sex = row.Text("sex")
		switch {
		case x.why != "":
			c.own[x.why] = append(c.own[x.why], x)
		case known[x.is] && a.sequels[x.is] != nil:
			// It has an onset of its own, and comes with that.
		default:
			c.list = append(c.list, x)
		}
	}
	for _, c := range byKind {
		c.gather()
	}
	for _, row := range table("attendance_deciles.csv") {
		for d, column := range decileColumns {
			byKind[row.Text("kind")].deciles[d] = row.Float(column)
		}
	}
	rates(byKind)
}

// rates reads data/attendance.csv and scales each kind to what is published of all people together, less what comes of
// conditions setting in. Seven in ten unplanned stays begin with an attendance.
func rates(byKind map[string]*calls) {
	points, all, besides := map[string]*line{}, map[string]float64{}, map[string]float64{}
	for _, row := range table("attendance.csv") {
		kind, v := row.Text("kind"), row.Float("value")
		switch group := row.Text("group"); group {
		case "all":
			all[kind] = v / 1000
		case "sequels":
			besides[kind] = v / 1000
		case "frailty":
			byKind[kind].frail = v
		default:
			if points[kind] == nil {
				points[kind] = &line{}
			}
			l := points[kind]
			l.x, l.mean, l.spread = append(l.x, row.Float("group")), append(l.mean, v), append(l.spread, 0)
		}
	}
	besides[Attendance] += through * (all[Emergency] - besides[Emergency])
	people := demography.AgeShares()
	for kind, c := range byKind {
		sum, n := 0.0, 0.0
		for age := range c.perAge {
			c.perAge[age], _ = points[kind].at(float64(age))
			if age < len(people) {
				share := people[age][0] + people[age][1]
				sum, n = sum+share*c.perAge[age], n+share
			}
		}
		for age := range c.perAge {
			c.perAge[age] *= (all[kind] - besides[kind]) * n / sum
		}
	}
}

// through is the share of unplanned stays that begin in the emergency department.
const through = 0.7

// gather prepares to pick among the errands of people of an age.
func (c *calls) gather() {
	for sex := range c.common {
		for band := range c.common[sex] {
			weights := make([]float64, len(c.list))
			for i := range c.list {
				if x := &c.list[i]; x.sex == "" || x.sex == letter(demography.Sex(sex)) {
					// A band counts by the part of it that the row covers.
					covered := min(x.to+1, float64(5*band+5)) - max(x.from, float64(5*band))
					weights[i] = x.weight * max(0, covered/5)
				}
			}
			c.common[sex][band] = draw.NewAlias(weights)
		}
	}
}

// rate is how often somebody of an age goes, a year.
func (c *calls) rate(age float64) float64 {
	return c.perAge[int(min(max(age, 0), demography.Oldest))]
}

// any picks an errand of people of a sex and age, drawing again where a row holds for only a part of the five-year band.
func (c *calls) any(r *draw.Rand, sex demography.Sex, age float64) *errand {
	for range 8 {
		x := &c.list[c.common[sex][min(int(age/5), ages-1)].Pick(r)]
		if age >= x.from && age < x.to+1 {
			return x
		}
	}
	return nil
}

// of adds the errands of people with a condition to a list that holds n.
func (c *calls) of(condition string, age float64, list []*errand, n int) int {
	own := c.own[condition]
	for i := range own {
		if x := &own[i]; n < len(list) && age >= x.from && age < x.to+1 {
			list[n] = x
			n++
		}
	}
	return n
}
