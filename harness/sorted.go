package harness

import (
	"maps"
	"slices"
)

// sortedKeys lists a map's keys in order: maps are never walked into output any other way.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
