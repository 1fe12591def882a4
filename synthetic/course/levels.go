package course

import (
	"math"
	"strings"

	"sandpiper/synthetic/demography"
)

// loadCurves reads the curves and solves each to England's published total, keeping that total when it is shared out over
// sites of cancer, deciles and ethnic groups.
func loadCurves() map[string]*curve {
	points := map[string]*[2]line{}
	for _, row := range table("curves.csv") {
		p := points[row.Text("curve")]
		if p == nil {
			p = &[2]line{}
			points[row.Text("curve")] = p
		}
		for sex, column := range sexColumns {
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
	sites := splitSites(curves)
	spreadOut(curves, sites)
	return curves
}

// overall is the prevalence of a curve among all people of an age and older.
func overall(c *curve, from int) float64 {
	people := demography.AgeShares()
	ill, all := 0.0, 0.0
	for age := from; age <= demography.Oldest; age++ {
		for sex := range 2 {
			ill += people[age][sex] * (c.at[sex][age] + c.at[sex][age+1]) / 2
			all += people[age][sex]
		}
	}
	return ill / all
}

// level scales the curves so that England's age and sex structure gives the published prevalence, each over its own
// denominator. Type 2 diabetes takes what type 1 leaves of the diabetes register.
func level(curves map[string]*curve) {
	for _, row := range table("levels.csv") {
		want, from, key := row.Float("per_cent")/100, row.Int("from_age"), row.Text("curve")
		if key == "DM" {
			first := overall(curves["T1"], from)
			key, want = "T2", (want-first)/(1-first)
		}
		c := curves[key]
		scale := want / overall(c, from)
		for sex := range c.at {
			for age := range c.at[sex] {
				c.at[sex][age] *= scale
			}
		}
	}
}

// splitSites turns the weights of the sites of cancer into prevalences that together make up the register's, as if sites were
// independent, and returns their curves' keys.
func splitSites(curves map[string]*curve) []string {
	var sites []string
	for _, row := range table("conditions.csv") {
		if row.Text("within") == "cancer" {
			sites = append(sites, row.Text("curve"))
		}
	}
	for sex := range 2 {
		for age := range curves["CAN"].at[sex] {
			free, total := math.Log1p(-curves["CAN"].at[sex][age]), 0.0
			for _, site := range sites {
				total += curves[site].at[sex][age]
			}
			for _, site := range sites {
				c := curves[site]
				c.at[sex][age] = -math.Expm1(free * c.at[sex][age] / total)
			}
		}
	}
	return sites
}

// spreadOut works out what each decile and ethnic group has of a disease: the decile's published ratio to England, and within
// the decile the group's ratio to White people, divided by its average over the decile's people of that age.
func spreadOut(curves map[string]*curve, sites []string) {
	groups := demography.EthnicGroups()
	if len(groups) != ethnicGroups {
		panic("course: demography has another number of ethnic groups")
	}
	index := map[string]int{}
	for g, code := range groups {
		index[code] = g
	}
	mix := loadMix(groups)
	deprived := loadDeprivation(curves, sites)
	ratios := loadRatios(curves, index, mix)
	for key, c := range curves {
		for band := range c.times {
			for d := range c.times[band] {
				by := &c.times[band][d]
				average := 0.0
				for g := range by {
					by[g] = 1
					if r := ratios[key]; r != nil {
						by[g] = r[g]
					}
					average += by[g] * mix[band][d][g]
				}
				for g := range by {
					by[g] *= deprived[key][d] / average
					c.most = max(c.most, by[g])
				}
			}
		}
	}
}

// loadDeprivation is what each decile has of a disease relative to England. The sites of cancer follow the register together
// and their own gradients relative to one another.
func loadDeprivation(curves map[string]*curve, sites []string) map[string]*[10]float64 {
	out := map[string]*[10]float64{}
	for key := range curves {
		out[key] = &[10]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	}
	for _, row := range table("deprivation.csv") {
		for i := range decileColumns {
			out[row.Text("curve")][i] = row.Float(decileColumns[i])
		}
	}
	for d := range decileColumns {
		sum, total := 0.0, 0.0
		for _, site := range sites {
			p := overall(curves[site], 0)
			sum += p * out[site][d]
			total += p
		}
		for _, site := range sites {
			out[site][d] *= out["CAN"][d] * total / sum
		}
	}
	return out
}

var decileColumns = [10]string{"d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10"}

// ethnicMix is the ethnic make-up of each age group and decile: shares that sum to 1.
type ethnicMix [ageGroups][10][ethnicGroups]float64

func loadMix(groups []string) *ethnicMix {
	mix, index := &ethnicMix{}, map[string]int{}
	for g, code := range groups {
		index[code] = g
	}
	for _, row := range table("ethnic_mix.csv") {
		for d, column := range decileColumns {
			mix[row.Int("age_group")][d][index[row.Text("ethnicity")]] = row.Float(column)
		}
	}
	return mix
}

// loadRatios is what each ethnic group has of a disease relative to White people. Where a whole group of them has a published
// odds ratio, the ratios within the group are scaled until a comparison adjusted for age, sex and decile would find it.
func loadRatios(curves map[string]*curve, index map[string]int, mix *ethnicMix) map[string]*[ethnicGroups]float64 {
	out := map[string]*[ethnicGroups]float64{}
	for _, row := range table("ethnic_ratios.csv") {
		key := row.Text("curve")
		if out[key] == nil {
			out[key] = &[ethnicGroups]float64{}
			for g := range out[key] {
				out[key][g] = 1
			}
		}
		out[key][index[row.Text("ethnicity")]] = row.Float("ratio")
	}
	white := []int{index["A"], index["B"], index["C"]}
	deprived := loadDeprivation(curves, nil)
	for range 12 {
		for _, row := range table("ethnic_odds.csv") {
			var groups []int
			for code := range strings.FieldsSeq(row.Text("ethnicities")) {
				groups = append(groups, index[code])
			}
			key := row.Text("curve")
			step := row.Float("odds_ratio") / ethnicOdds(curves[key], out[key], deprived[key], mix, groups, white)
			for _, g := range groups {
				out[key][g] *= step
			}
		}
	}
	return out
}

// ethnicOdds is the Mantel–Haenszel odds ratio over age, sex and decile that a comparison of some ethnic groups with others
// finds.
func ethnicOdds(c *curve, ratio *[ethnicGroups]float64, deprived *[10]float64, mix *ethnicMix, these, others []int) float64 {
	people := demography.AgeShares()
	over, under := 0.0, 0.0
	for age := 2; age < demography.Oldest; age += 5 {
		for d := range deprived {
			shares := &mix[ageGroup(age)][d]
			average := 0.0
			for g, share := range shares {
				average += share * ratio[g]
			}
			for sex := range c.at {
				var ill, all [2]float64
				for i, groups := range [2][]int{these, others} {
					for _, g := range groups {
						all[i] += shares[g]
						ill[i] += shares[g] * min(most, c.at[sex][age]*deprived[d]*ratio[g]/average)
					}
				}
				weight := people[age][sex] / (all[0] + all[1])
				over += weight * ill[0] * (all[1] - ill[1])
				under += weight * ill[1] * (all[0] - ill[0])
			}
		}
	}
	return over / under
}
