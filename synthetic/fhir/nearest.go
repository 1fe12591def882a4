package fhir

import "strings"

// nearest is the known name that the given one begins, or else the one that takes the fewest letter changes to reach;
// empty if even that one is mostly different.
func nearest(name string, known []string) string {
	switch name { // FHIR has both names and most types have only one of them
	case "subject":
		name = "patient"
	case "patient":
		name = "subject"
	}
	if len(name) > 64 {
		return ""
	}
	for _, k := range known {
		if len(name) > 2 && strings.HasPrefix(k, name) {
			return k
		}
	}
	best, least := "", 1+max(1, len(name)/2)
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two strings, by bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
