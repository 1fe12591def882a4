package near

import "strings"

// Word is the one of names that a person who wrote found most likely meant, or "" if none is near. Near means that a
// third of the letters, at most, were left out, added, changed or swapped with their neighbour. Letter case and the
// difference between - and _ are free. Of names equally near, the first wins.
func Word(found string, names []string) string {
	if len(found) > 64 {
		return ""
	}
	want := fold(found)
	best, least := "", len(want)/3+1
	if len(want) < 3 {
		least = 1
	}
	for _, name := range names {
		if name == found || len(name) > 64 {
			continue
		}
		have := fold(name)
		if d := distance(want, have, least); d < least && d < max(len(want), len(have)) {
			best, least = name, d
		}
	}
	if best != "" {
		return best
	}
	return unabridged(want, names)
}

// Closest is the one of names that takes the fewest changes to make of what was found, however many those are: for a list that
// holds what was meant for certain. Of names equally close, the first wins; "" without names.
func Closest(found string, names []string) string {
	want := fold(found[:min(len(found), 64)])
	best, least := "", 1<<30
	for _, name := range names {
		if d := distance(want, fold(name), least); d < least {
			best, least = name, d
		}
	}
	return best
}

// unabridged finds the only name that begins with what was written, as "verif" begins "verification".
func unabridged(want string, names []string) string {
	best := ""
	for _, name := range names {
		if len(want) >= 3 && strings.HasPrefix(fold(name), want) {
			if best != "" {
				return ""
			}
			best = name
		}
	}
	return best
}

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "_", "-") }

// distance counts the letters to leave out, add, change or swap with their neighbour to make b of a. It gives limit as
// soon as the answer cannot be below it.
func distance(a, b string, limit int) int {
	if gap := len(a) - len(b); gap >= limit || -gap >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least >= limit {
			return limit
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
