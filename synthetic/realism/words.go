package realism

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// spoken is a key as people say it: "coronary heart disease", "smoking now".
func spoken(key string) string {
	if key == bmi30 {
		return "BMI of 30 or more"
	}
	return strings.ReplaceAll(key, "-", " ")
}

// limits say what the figures of a board cannot show.
func limits(b *Board) []string {
	out := []string{
		"Every published figure is of some year and some definition; the table says which, and whether it was checked or only recalled. Figures that were recalled may be off.",
		"Ours are counts of one population under one seed. The interval beside a figure is from sampling people, and says nothing of whether the model is right elsewhere.",
		"QOF counts what surgeries registered; ours counts what is so. The records of these people, with their slips, would count a few per cent less.",
		"Margins and pairs are compared. That three or more things go together as they do in England is not.",
		"Life expectancy is that of a period table from lives that are still to come, under a mortality that does not improve.",
		"Synthea was measured once, on 4,000 people under one seed with England's ages, its modules unmodified and its addresses American; at 1 % that is ± 0.3 points.",
		"The people are made up. Not one figure here is evidence about a real patient, a product or a service.",
	}
	if b.Recipe.Area != "england" {
		out = append([]string{"These are people of " + b.Recipe.Area + ", and what is published here is of England: their figures are shown, and not judged."}, out...)
	}
	if b.Date.After(b.Recipe.AsOf) {
		out = append([]string{"These people are looked at on a later day than they were drawn for. They have aged, moved, died and had children since, and nobody has come from elsewhere."}, out...)
	}
	if b.People < 50_000 {
		out = append(out, fmt.Sprintf("At %s people a prevalence of 1 %% is known to ± %.2f points: measure 100,000 or more before relying on small differences.", thousands(b.People), normal95*9.95/math.Sqrt(float64(b.People))))
	}
	return out
}

// thousands is a count with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// decimal is a number to some places.
func decimal(x float64, places int) string { return strconv.FormatFloat(x, 'f', places, 64) }

// plural is a count of things: "1 cell", "3 cells".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}
