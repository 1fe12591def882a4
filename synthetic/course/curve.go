package course

import (
	"math"
	"sort"

	"sandpiper/synthetic/demography"
)

// curve is a disease's prevalence, 0 … 1, by sex and whole age, and what deprivation and ethnicity make of it.
type curve struct {
	at    [2][demography.Oldest + 2]float64
	gain  [2][10][demography.Oldest + 2]float64 // by decile, who fell ill by each age, for what never leaves; see renew
	times [ageGroups][10][ethnicGroups]float64  // by age group, decile-1 and ethnic group; averages 1 over the group's people
	most  float64                               // highest of times
}

// stratum is the people that somebody is compared with.
type stratum struct {
	sex    demography.Sex
	decile int // 1 … 10
	group  int // index of the ethnic group
}

// ageGroups are the bands that the ethnic make-up of the deciles is known for: under 16, to 39, to 64, and older.
const ageGroups = 4

// ethnicGroups is the number of ethnic categories of demography.
const ethnicGroups = 16

func ageGroup(age int) int {
	switch {
	case age < 16:
		return 0
	case age < 40:
		return 1
	case age < 65:
		return 2
	}
	return 3
}

// most is the highest prevalence that anybody is given.
const most = 0.95

// chance is the prevalence at a whole age among the people of a stratum.
func (c *curve) chance(w stratum, age int) float64 {
	age = min(age, demography.Oldest+1)
	return min(most, c.at[w.sex][age]*c.times[ageGroup(age)][w.decile-1][w.group])
}

// now is the prevalence at an age that need not be whole.
func (c *curve) now(w stratum, age float64) float64 {
	k := int(age)
	a, b := c.chance(w, k), c.chance(w, k+1)
	return a + (b-a)*(age-float64(k))
}

// renew works out who falls ill at each age of what never leaves: as many as prevalence grows by, and in place of those whom
// the disease kills, so that prevalence stays what it is; nobody does after the latest age. hazard is the hazard ratio of
// death, age and sex being equal.
func (c *curve) renew(hazard, latest float64, deaths *mortality) {
	for sex := range c.at {
		for age := range demography.Oldest + 1 {
			p, q := c.at[sex][age], c.at[sex][age+1]
			mid := min(most, (p+q)/2)
			lost := mid * (1 - mid) * (hazard - 1) / (1 + mid*(hazard-1))
			for d := range c.gain[sex] {
				gain := &c.gain[sex][d]
				gain[age+1] = gain[age]
				if float64(age) < latest {
					gain[age+1] += max(0, q-p+lost*(deaths.hazard[sex][d][age+1]-deaths.hazard[sex][d][age]))
				}
			}
		}
	}
}

// ceiling is a bound on the quantiles of those who ever fall ill.
func (c *curve) ceiling() float64 {
	top := 0.0
	for sex := range c.at {
		for d := range c.gain[sex] {
			for age, p := range c.at[sex] {
				top = max(top, p+c.gain[sex][d][demography.Oldest+1]-c.gain[sex][d][age])
			}
		}
	}
	return min(1-1e-9, top*c.most)
}

// onset is the age at which somebody with the quantile u of the liability falls ill of what never leaves, told when they were
// age years old (below 0: before they were born). They are ill at age if the prevalence among people of that age passes u,
// and then fell ill when it first did; else they fall ill when those who have by then make up what was missing.
func (c *curve) onset(u float64, w stratum, age float64) (float64, bool) {
	now := c.now(w, max(age, 0))
	switch {
	case now <= u:
		return c.later(u-now, w, max(age, 0))
	case age < 0:
		return 0, true
	}
	last := c.chance(w, 0)
	if last > u {
		return 0, true
	}
	for k := 1; ; k++ {
		next := c.chance(w, k)
		if next > u || float64(k) >= age {
			return min(age, float64(k-1)+(u-last)/max(next-last, u-last, 1e-300)), true
		}
		last = next
	}
}

// later is the age after age by which a share missing of the stratum has fallen ill.
func (c *curve) later(missing float64, w stratum, age float64) (float64, bool) {
	gain := &c.gain[w.sex][w.decile-1]
	k := int(age)
	if k > demography.Oldest {
		return 0, false
	}
	from := gain[k] + (gain[k+1]-gain[k])*(age-float64(k))
	if missing >= c.most*(gain[demography.Oldest+1]-from) {
		return 0, false
	}
	for ; k <= demography.Oldest; k++ {
		times := c.times[ageGroup(k)][w.decile-1][w.group]
		step := times * (gain[k+1] - from)
		if missing < step {
			to := from + missing/times
			return float64(k) + (to-gain[k])/(gain[k+1]-gain[k]), true
		}
		missing -= step
		from = gain[k+1]
	}
	return 0, false
}

// spell is a stretch of ages.
type spell struct{ from, to float64 }

// spells are the ages at which the prevalence passes u, for what comes and goes. A last spell that does not end has an
// infinite end.
func (c *curve) spells(u float64, w stratum, out []spell) []spell {
	last, open := c.chance(w, 0), 0.0
	in := last > u
	for k := 1; k <= demography.Oldest+1; k++ {
		next := c.chance(w, k)
		switch {
		case !in && next > u:
			in, open = true, float64(k-1)+(u-last)/(next-last)
		case in && next <= u:
			in = false
			out = append(out, spell{open, float64(k-1) + (last-u)/(last-next)})
		}
		last = next
	}
	if in {
		out = append(out, spell{open, math.Inf(1)})
	}
	return out
}

// line is a piecewise straight function of age, flat before its first and after its last point.
type line struct{ x, mean, spread []float64 }

func (l *line) at(x float64) (mean, spread float64) {
	i := sort.SearchFloat64s(l.x, x)
	switch {
	case i == 0:
		return l.mean[0], l.spread[0]
	case i == len(l.x):
		return l.mean[i-1], l.spread[i-1]
	}
	t := (x - l.x[i-1]) / (l.x[i] - l.x[i-1])
	return l.mean[i-1] + t*(l.mean[i]-l.mean[i-1]), l.spread[i-1] + t*(l.spread[i]-l.spread[i-1])
}
