package course

import (
	"math"
	"sort"

	"sandpiper/synthetic/demography"
)

// curve is a disease's prevalence, 0 … 1, by sex and whole age, and what deprivation and ethnicity make of it.
type curve struct {
	at    [2][demography.Oldest + 2]float64
	times [ageGroups][10][]float64 // by age group, decile-1 and ethnic group; averages 1 over each decile's people
}

// ageGroups are the bands that the ethnic make-up of the deciles is known for: under 16, to 39, to 64, and older.
const ageGroups = 4

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

// chance is the prevalence at a whole age among people of a sex, decile and ethnic group.
func (c *curve) chance(sex demography.Sex, age, decile, group int) float64 {
	age = min(age, demography.Oldest+1)
	return min(most, c.at[sex][age]*c.times[ageGroup(age)][decile-1][group])
}

// now is the prevalence at an age that need not be whole.
func (c *curve) now(sex demography.Sex, age float64, decile, group int) float64 {
	k := int(age)
	a, b := c.chance(sex, k, decile, group), c.chance(sex, k+1, decile, group)
	return a + (b-a)*(age-float64(k))
}

// onset is the age at which somebody with the quantile u of the liability falls ill of what never leaves, told when they were
// age years old (below 0: before they were born). They are ill at age if the prevalence among people of that age passes u,
// and then fell ill when it first did; else they fall ill when as much as is still missing has been added to the highest
// prevalence that people like them came through.
func (c *curve) onset(u float64, sex demography.Sex, age float64, decile, group int) (float64, bool) {
	from := 0
	if age >= 0 {
		now := c.now(sex, age, decile, group)
		if now <= u {
			from = int(age)
			highest := now
			for k := range from + 1 {
				highest = max(highest, c.chance(sex, k, decile, group))
			}
			u += highest - now
		}
	}
	last := c.chance(sex, from, decile, group)
	if last > u {
		return float64(from), true
	}
	for k := from + 1; k <= demography.Oldest+1; k++ {
		next := c.chance(sex, k, decile, group)
		if next > u {
			return float64(k-1) + (u-last)/(next-last), true
		}
		last = next
	}
	return 0, false
}

// spell is a stretch of ages.
type spell struct{ from, to float64 }

// spells are the ages at which the prevalence passes u, for what comes and goes. A last spell that does not end has an
// infinite end.
func (c *curve) spells(u float64, sex demography.Sex, decile, group int, out []spell) []spell {
	last, open := c.chance(sex, 0, decile, group), 0.0
	in := last > u
	for k := 1; k <= demography.Oldest+1; k++ {
		next := c.chance(sex, k, decile, group)
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

// loadCurves reads the curves and solves each to England's published total, keeping that total when it is shared out over
// deciles and ethnic groups.
func loadCurves() map[string]*curve {
	points := map[string]*[2]line{}
	for _, row := range table("curves.csv") {
		p := points[row.Text("curve")]
		if p == nil {
			p = &[2]line{}
			points[row.Text("curve")] = p
		}
		for sex, column := range []string{"female", "male"} {
			p[sex].x = append(p[sex].x, row.Float("age"))
			p[sex].mean = append(p[sex].mean, row.Float(column)/100)
			p[sex].spread = append(p[sex].spread, 0)
		}
	}
	curves := map[string]*curve{}
	for key, p := range points {
		c := &curve{}
		for sex := range p {
			for age := range c.at[sex] {
				c.at[sex][age], _ = p[sex].at(float64(age))
			}
		}
		curves[key] = c
	}
	level(curves)
	share(curves)
	return curves
}

// level scales the curves so that England's age and sex structure gives the published prevalence, each over its own
// denominator. Type 2 diabetes takes what type 1 leaves of the diabetes register.
func level(curves map[string]*curve) {
	people := demography.AgeShares()
	over := func(c *curve, from int) float64 {
		ill, all := 0.0, 0.0
		for age := from; age <= demography.Oldest; age++ {
			for sex := range 2 {
				ill += people[age][sex] * (c.at[sex][age] + c.at[sex][age+1]) / 2
				all += people[age][sex]
			}
		}
		return ill / all
	}
	for _, row := range table("levels.csv") {
		want, from, key := row.Float("per_cent")/100, row.Int("from_age"), row.Text("curve")
		if key == "DM" {
			key, want = "T2", want-over(curves["T1"], from)
		}
		c := curves[key]
		scale := want / over(c, from)
		for sex := range c.at {
			for age := range c.at[sex] {
				c.at[sex][age] *= scale
			}
		}
	}
}

// share works out what each decile and ethnic group has of a disease: the decile's published ratio to England, and within
// the decile the group's ratio to White people, divided by its average over the decile's people of that age.
func share(curves map[string]*curve) {
	groups := demography.EthnicGroups()
	ratios := map[string]map[string]float64{}
	for _, row := range table("ethnic_ratios.csv") {
		if ratios[row.Text("curve")] == nil {
			ratios[row.Text("curve")] = map[string]float64{}
		}
		ratios[row.Text("curve")][row.Text("ethnicity")] = row.Float("ratio")
	}
	deprived := map[string]*[10]float64{}
	for _, row := range table("deprivation.csv") {
		d := &[10]float64{}
		for i := range d {
			d[i] = row.Float(decileColumns[i])
		}
		deprived[row.Text("curve")] = d
	}
	mix := loadMix(groups)
	for key, c := range curves {
		for band := range c.times {
			for d := range c.times[band] {
				by := make([]float64, len(groups))
				average := 0.0
				for g, code := range groups {
					by[g] = 1
					if r, ok := ratios[key][code]; ok {
						by[g] = r
					}
					average += by[g] * mix[band][d][g]
				}
				for g := range by {
					by[g] /= average
					if deprived[key] != nil {
						by[g] *= deprived[key][d]
					}
				}
				c.times[band][d] = by
			}
		}
	}
}

var decileColumns = [10]string{"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10"}

// loadMix is the ethnic make-up of each age group and decile: shares that sum to 1.
func loadMix(groups []string) (mix [ageGroups][10][]float64) {
	index := map[string]int{}
	for g, code := range groups {
		index[code] = g
	}
	for band := range mix {
		for d := range mix[band] {
			mix[band][d] = make([]float64, len(groups))
		}
	}
	for _, row := range table("ethnic_mix.csv") {
		for d, column := range decileColumns {
			mix[row.Int("age_group")][d][index[row.Text("ethnicity")]] = row.Float(column)
		}
	}
	return mix
}

func root(x float64) float64 { return math.Sqrt(max(0, x)) }
