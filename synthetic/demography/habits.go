package demography

import (
	"cmp"
	"slices"
)

// habits is how people live together: the chances of data/households.csv.
type habits struct {
	lone, loneFather             float64
	motherAge, motherSpread      float64
	partnerGap, partnerSpread    float64
	sameSex                      float64
	siblings                     []byAge // from is the number of children
	couple, atHome, moves, share []byAge
	twins                        float64
	careHome                     []byAge
	late                         lateHabits
}

// lateHabits is how those who died had lived, by age at death.
type lateHabits struct {
	partner, parent, resident []byAge
	level                     [2]float64 // death rates over those of the life table, by sex
}

// byAge is a value for a band of ages, both ends included.
type byAge struct{ from, to, value float64 }

func loadHabits() habits {
	one, bands := map[string]float64{}, map[string][]byAge{}
	for _, row := range table("households.csv") {
		name := row.Text("name")
		one[name] = row.Float("value")
		bands[name] = append(bands[name], byAge{row.Float("from"), row.Float("to"), row.Float("value")})
	}
	for _, b := range bands {
		slices.SortFunc(b, func(x, y byAge) int { return cmp.Compare(x.from, y.from) })
	}
	return habits{
		lone: one["lone"], loneFather: one["lone_father"],
		motherAge: one["mother_age"], motherSpread: one["mother_spread"],
		partnerGap: one["partner_gap"], partnerSpread: one["partner_spread"], sameSex: one["same_sex"],
		siblings: bands["siblings"], couple: bands["couple"], atHome: bands["at_home"], moves: bands["moves_in"], share: bands["share"],
		twins: one["twins"], careHome: bands["care_home"],
		late: lateHabits{
			partner: bands["late_partner"], parent: bands["late_parent"], resident: bands["late_resident"],
			level: [2]float64{Female: one["women_level"], Male: one["men_level"]},
		},
	}
}

// chance is the value of the band that holds an age, 0 outside all of them.
func chance(bands []byAge, age float64) float64 {
	for _, b := range bands {
		if age >= b.from && age < b.to+1 {
			return b.value
		}
	}
	return 0
}
