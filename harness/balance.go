package harness

import (
	"slices"
	"strings"
)

// stratum is the people of a draw who are alike in every fact that it evens out.
type stratum struct {
	values []int // places of their values in the counts, one for each fact
	people []int // places among those found, in order
	taken  int
}

// balanced draws people out of those found so that every value of every fact comes up about equally often, as far as those found
// allow. It is minimisation, the method by which clinical trials even out their arms: again and again it takes somebody whose
// values have been taken least often so far, all facts together, and among several the one who was found first.
//
// Those drawn come in the order in which they were found: which row of a table somebody plays then has nothing to do with the facts.
func balanced(found []int, want int, over []string, groups func(person int) map[string]string) []int {
	strata, counts := stratify(found, over, groups)
	var places []int
	for len(places) < min(want, len(found)) {
		best, least := -1, 0
		for i := range strata {
			s := &strata[i]
			if s.taken == len(s.people) {
				continue
			}
			sum := 0
			for _, v := range s.values {
				sum += counts[v]
			}
			if best < 0 || sum < least || sum == least && s.people[s.taken] < strata[best].people[strata[best].taken] {
				best, least = i, sum
			}
		}
		s := &strata[best]
		places = append(places, s.people[s.taken])
		s.taken++
		for _, v := range s.values {
			counts[v]++
		}
	}
	slices.Sort(places)
	out := make([]int, len(places))
	for i, at := range places {
		out[i] = found[at]
	}
	return out
}

// stratify sorts people into strata, in the order in which each stratum first turns up, with a count of nought for every value.
func stratify(found []int, over []string, groups func(person int) map[string]string) ([]stratum, []int) {
	var strata []stratum
	var counts []int
	at, values := map[string]int{}, map[string]int{}
	for place, person := range found {
		facts := groups(person)
		key := make([]string, len(over))
		for i, fact := range over {
			key[i] = fact + "=" + facts[fact]
		}
		name := strings.Join(key, "\n")
		i, known := at[name]
		if !known {
			i = len(strata)
			at[name] = i
			s := stratum{}
			for _, value := range key {
				v, known := values[value]
				if !known {
					v = len(counts)
					values[value] = v
					counts = append(counts, 0)
				}
				s.values = append(s.values, v)
			}
			strata = append(strata, s)
		}
		strata[i].people = append(strata[i].people, place)
	}
	return strata, counts
}
