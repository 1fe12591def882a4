package fault

import (
	"fmt"
	"strings"
)

// unknown words an error about a name that does not exist, with the nearest that does.
func unknown(what, found string, known []string) error {
	return fmt.Errorf("unknown %s %q: did you mean %q? there are %s", what, clip(found), nearest(found, known), list(known))
}

// nearest is the known word that takes the fewest changes of a letter to reach; the first of equals.
func nearest(word string, known []string) string {
	best, least := "", 1<<30
	if len(word) > 64 {
		word = word[:64]
	}
	for _, k := range known {
		if d := distance(strings.ToLower(word), k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is Levenshtein's: inserted, deleted and changed bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}

// list joins names for an error message.
func list(names []string) string { return strings.Join(names, ", ") }
