package fault

import (
	"slices"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// MissingAllergies makes the allergy drawer look empty: the service answers 200 as it would for somebody without an allergy on record.
type MissingAllergies struct{}

// Kind is "missing-allergies".
func (MissingAllergies) Kind() string { return "missing-allergies" }

// String is the kind: the effect has no arguments.
func (m MissingAllergies) String() string { return m.Kind() }

// Bend hides the drawer.
func (MissingAllergies) Bend(l *world.Lens, _ *world.World, _ uint64) {
	if !slices.Contains(l.HideKinds, chart.Allergy) {
		l.HideKinds = append(l.HideKinds, chart.Allergy)
	}
}

// Fired needs allergies to have been asked for, by their type or by a call that names no one type of entry, and one to have been withheld.
func (MissingAllergies) Fired(b world.Bends, o Occasion) bool {
	switch o.ResourceType {
	case "AllergyIntolerance", "", "Patient", "List", "Composition", "Bundle":
		return slices.Contains(b.Hidden, chart.Allergy)
	}
	return false
}
