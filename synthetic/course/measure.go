package course

import (
	"math"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/sheet"
)

// measure is something that people's bodies differ in.
type measure uint8

const (
	height measure = iota
	bodyMass
	systolic
	diastolic
	heartRate
	oxygen
	hba1c
	filtration
	albuminuria
	cholesterol
	hdl
	triglycerides
	potassium
	sodium
	haemoglobin
	cellVolume
	whiteCells
	platelets
	ferritin
	crp
	alt
	bilirubin
	albumin
	tsh
	drinking
	smokers // shares of people rather than measures of one
	formers
	measures
)

var measureNames = [measures]string{"height", "bmi", "systolic", "diastolic", "heart-rate", "oxygen", "hba1c", "egfr", "acr", "cholesterol", "hdl",
	"triglycerides", "potassium", "sodium", "haemoglobin", "mcv", "white-cells", "platelets", "ferritin", "crp", "alt", "bilirubin", "albumin",
	"tsh", "units", "smoker", "ex"}

func measureOf(name string) measure {
	for m, n := range measureNames {
		if n == name {
			return measure(m)
		}
	}
	panic("no measure is called " + name)
}

// gauge is how people of a sex and whole age are spread over a measure: the rows of data/body.csv and data/measures.csv.
type gauge struct {
	usual     [2][demography.Oldest + 2][2]float64 // middle and spread
	ratio     bool                                 // the spread is that of the logarithm
	mean      bool                                 // and the middle is a mean
	scale     float64                              // ten to the number of decimals that are kept
	low, high float64
}

// at is the middle and the spread at an age that need not be whole.
func (g *gauge) at(sex demography.Sex, age float64) (middle, spread float64) {
	age = min(max(age, 0), demography.Oldest)
	k := int(age)
	a, b, part := &g.usual[sex][k], &g.usual[sex][k+1], age-float64(k)
	return a[0] + part*(b[0]-a[0]), a[1] + part*(b[1]-a[1])
}

// of is the value of somebody with a normal score.
func (g *gauge) of(sex demography.Sex, age, score float64) float64 {
	middle, spread := g.at(sex, age)
	switch {
	case g.mean:
		return middle * math.Exp(spread*score-spread*spread/2)
	case g.ratio:
		return middle * math.Exp(spread*score)
	}
	return middle + spread*score
}

// keep rounds a value and holds it within what is ever seen.
func (g *gauge) keep(v float64) float64 {
	return math.Round(min(max(v, g.low), g.high)*g.scale) / g.scale
}

func loadGauges() *[measures]gauge {
	var points [measures][2]line
	for _, row := range table("body.csv") {
		sex := demography.Female
		if row.Text("sex") == "M" {
			sex = demography.Male
		}
		l := &points[measureOf(row.Text("measure"))][sex]
		l.x, l.mean, l.spread = append(l.x, row.Float("age")), append(l.mean, row.Float("mean")), append(l.spread, row.Float("spread"))
	}
	gauges := &[measures]gauge{}
	for m := range gauges {
		g := &gauges[m]
		g.scale, g.high = 1, math.Inf(1)
		for sex := range g.usual {
			for age := range g.usual[sex] {
				middle, spread := points[m][sex].at(float64(age))
				g.usual[sex][age] = [2]float64{middle, spread}
			}
		}
	}
	for _, row := range table("measures.csv") {
		gauges[measureOf(row.Text("measure"))].shape(row)
	}
	return gauges
}

func (g *gauge) shape(row sheet.Row) {
	switch row.Text("shape") {
	case "mean":
		g.ratio, g.mean = true, true
	case "ratio":
		g.ratio = true
	case "normal":
	default:
		panic("measures.csv: no such shape: " + row.Text("shape"))
	}
	g.scale, g.low, g.high = math.Pow10(row.Int("decimals")), row.Float("low"), row.Float("high")
}
