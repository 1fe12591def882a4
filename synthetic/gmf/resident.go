package gmf

import (
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/sheet"
)

// resident is a person of ours as the modules' host. The framework's modules are American: data/races.csv and data/deciles.csv
// say what they are told about people in England, and data/vital_signs.csv in which units.
type resident struct {
	seed   uint64
	person *demography.Person
	life   *course.Life
	body   course.Body // as it was at bodyAt
	bodyAt time.Time
}

func newResident(seed uint64, p *demography.Person, l *course.Life) *resident {
	return &resident{seed: seed, person: p, life: l}
}

// Index is the person's index in the population.
func (r *resident) Index() int { return r.person.Index }

// Born is the person's birth.
func (r *resident) Born() time.Time { return r.person.Born }

// Gender is M or F.
func (r *resident) Gender() string {
	if r.person.Sex == demography.Male {
		return "M"
	}
	return "F"
}

// Race is what the framework's modules are told for the person's ethnic category.
func (r *resident) Race() string {
	if row, ok := residents().races[r.person.Ethnicity]; ok {
		return row
	}
	return "Other"
}

// Status is High, Middle or Low by the deprivation of where the person lives.
func (r *resident) Status() string { return r.decile().Text("status") }

func (r *resident) decile() sheet.Row {
	deciles := residents().deciles
	return deciles[min(max(r.person.Decile, 1), len(deciles))-1]
}

func (r *resident) at(t time.Time) *course.Body {
	if !r.bodyAt.Equal(t) || r.bodyAt.IsZero() {
		r.body, r.bodyAt = r.life.Body(t), t
	}
	return &r.body
}

// Attribute is one of those that data/attributes.csv says we supply.
func (r *resident) Attribute(name string, t time.Time) Value {
	switch name {
	case "smoker":
		return TruthOf(r.at(t).Smoking == "current")
	case "pregnancy":
		return TruthOf(r.at(t).Pregnant)
	case "coronary_heart_disease":
		truth := r.life.At(t)
		return TruthOf(truth.Has("coronary-heart-disease", t))
	case "income", "poverty_ratio":
		return NumberOf(r.decile().Float(name))
	case "education":
		return TextOf(r.decile().Text(name))
	case "age":
		return NumberOf(float64(r.person.Age(t)))
	case "gender":
		return TextOf(r.Gender())
	case "race":
		return TextOf(r.Race())
	case "socioeconomic_category":
		return TextOf(r.Status())
	case "ethnicity":
		return TextOf("nonhispanic")
	case "birth_country":
		return TextOf("US")
	case "first_language":
		return TextOf(r.person.Language)
	case "RH_NEG":
		k := draw.Key(r.seed, uint64(r.person.Index), streamHost, 0)
		return TruthOf(k.Chance(hostAttributes()[name].share))
	}
	return Value{}
}

// VitalSign is a sign in the framework's units: from the person's body where it has the measure, else made up within what is
// usual, anew for each day.
func (r *resident) VitalSign(name string, t time.Time) (float64, bool) {
	sign, ok := residents().signs[name]
	if !ok {
		return 0, false
	}
	x := measured(r.at(t), sign.measure)
	if x == 0 {
		k := draw.Key(r.seed, uint64(r.person.Index), streamHost, fold(name)^uint64(t.Unix()))
		x = sign.mean + sign.spread*k.Norm()
	}
	return min(max(x*sign.factor+sign.offset, sign.low), sign.high), true
}

// measured is a measure of the body, in its own units; 0 if the body does not have it.
func measured(b *course.Body, measure string) float64 {
	switch measure {
	case "height":
		return b.HeightCM
	case "weight":
		return b.WeightKG
	case "bmi":
		return b.WeightKG / (b.HeightCM * b.HeightCM) * 10_000
	case "systolic":
		return b.Systolic
	case "diastolic":
		return b.Diastolic
	case "heart-rate":
		return b.HeartRate
	case "oxygen":
		return b.Oxygen
	case "hba1c":
		return b.HbA1c
	case "egfr":
		return b.EGFR
	case "acr":
		return b.ACR
	case "cholesterol":
		return b.Cholesterol
	case "hdl":
		return b.HDL
	case "ldl":
		return b.LDL
	case "potassium":
		return b.Potassium
	case "sodium":
		return b.Sodium
	}
	return 0
}

// signRow is a row of data/vital_signs.csv.
type signRow struct {
	measure                                 string
	factor, offset, mean, spread, low, high float64
}

type residentTables struct {
	races   map[string]string
	deciles []sheet.Row
	signs   map[string]signRow
}

var residents = sync.OnceValue(func() *residentTables {
	t := &residentTables{races: map[string]string{}, deciles: rows("deciles.csv"), signs: map[string]signRow{}}
	for _, row := range rows("races.csv") {
		t.races[row.Text("ethnicity")] = row.Text("race")
	}
	for _, row := range rows("vital_signs.csv") {
		t.signs[row.Text("name")] = signRow{row.Text("measure"), row.Float("factor"), row.Float("offset"), row.Float("mean"), row.Float("spread"),
			row.Float("low"), row.Float("high")}
	}
	return t
})
