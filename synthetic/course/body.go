package course

import (
	"math"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

func loadBody() map[string]*[2]line {
	body := map[string]*[2]line{}
	for _, row := range table("body.csv") {
		m := body[row.Text("measure")]
		if m == nil {
			m = &[2]line{}
			body[row.Text("measure")] = m
		}
		sex := demography.Female
		if row.Text("sex") == "M" {
			sex = demography.Male
		}
		l := &m[sex]
		l.x, l.mean, l.spread = append(l.x, row.Float("age")), append(l.mean, row.Float("mean")), append(l.spread, row.Float("spread"))
	}
	return body
}

// typical is what a measure is in people of somebody's age and sex.
func (m *Model) typical(l *life, measure string) (mean, spread float64) {
	return m.atlas.body[measure][l.Sex].at(l.age)
}

// measure gives a person the latent values that measurements are taken of, shifted by what they have.
func (m *Model) measure(l *life) {
	r := draw.Key(m.seed, uint64(l.Index), streamBody, 0)
	b := &l.truth.Body
	has := func(key string) bool { return l.truth.Has(key, m.asOf) }

	mean, spread := m.typical(l, "height")
	b.HeightCM = tenth(mean + spread*r.Norm())
	mean, spread = m.typical(l, "bmi")
	bmi := mean * math.Exp(spread*(l.heavy+0.02*(5.5-float64(l.Decile)))-spread*spread/2)
	if has("obesity") {
		bmi = max(bmi, 30.3)
	}
	b.WeightKG = tenth(min(max(bmi, 0.55*mean), 62) * b.HeightCM * b.HeightCM / 10000)

	m.pressure(l, &r, has("hypertension"))
	mean, spread = m.typical(l, "hba1c")
	switch b.HbA1c = min(mean+spread*r.Norm(), 47); {
	case has("type-1-diabetes"):
		b.HbA1c = 64 * math.Exp(0.2*r.Norm())
	case has("type-2-diabetes"):
		b.HbA1c = 54 * math.Exp(0.22*r.Norm())
	}
	b.HbA1c = math.Round(b.HbA1c)
	m.kidneys(l, &r, has("chronic-kidney-disease"))
	mean, spread = m.typical(l, "cholesterol")
	b.Cholesterol = tenth(max(2.2, mean+spread*r.Norm()))
	b.Potassium = 4.4 + 0.3*r.Norm()
	if b.EGFR < 45 {
		b.Potassium += 0.3
	}
	b.Potassium = tenth(min(max(b.Potassium, 3.5), 5.6))
	mean, spread = m.typical(l, "haemoglobin")
	b.Haemoglobin = mean + spread*r.Norm()
	if has("iron-deficiency-anaemia") {
		b.Haemoglobin = min(b.Haemoglobin, mean-2.2*spread)
	}
	b.Haemoglobin = math.Round(min(max(b.Haemoglobin, 70), 185))
	b.Smoking = m.smoking(l)
	m.pregnancy(l)
}

// pressure is the usual blood pressure: treated hypertension sits a little above the target of 140, and people without the
// diagnosis may be above it too, as the surveys find, but not severely.
func (m *Model) pressure(l *life, r *draw.Rand, hypertensive bool) {
	b := &l.truth.Body
	mean, spread := m.typical(l, "systolic")
	z := r.Norm()
	b.Systolic = min(mean+spread*z, 165)
	if hypertensive {
		b.Systolic = max(138+12*z, 108)
	}
	mean, spread = m.typical(l, "diastolic")
	b.Diastolic = mean + spread*(0.6*z+0.8*r.Norm())
	if hypertensive {
		b.Diastolic += 4
	}
	b.Diastolic = math.Round(min(b.Diastolic, b.Systolic-25, 96))
	b.Systolic, b.Diastolic = math.Round(b.Systolic), max(b.Diastolic, 38)
}

// kidneys sets the filtration rate: below 60 exactly in those with chronic kidney disease of stages 3 to 5.
func (m *Model) kidneys(l *life, r *draw.Rand, diseased bool) {
	b := &l.truth.Body
	mean, spread := m.typical(l, "egfr")
	b.EGFR = math.Round(min(max(mean+spread*r.Norm(), 61), 140))
	if !diseased {
		return
	}
	k := draw.Key(m.seed, uint64(l.Index), streamKidney, 0)
	switch u := k.Float64(); {
	case u < 0.66:
		b.EGFR = float64(k.Between(45, 59))
	case u < 0.91:
		b.EGFR = float64(k.Between(30, 44))
	case u < 0.98:
		b.EGFR = float64(k.Between(15, 29))
	default:
		b.EGFR = float64(k.Between(7, 14))
	}
}

// smoking follows a trait that COPD and vascular disease load on too, with more of it in deprived places.
func (m *Model) smoking(l *life) string {
	if l.age < 14 {
		return "never"
	}
	r := draw.Key(m.seed, uint64(l.Index), streamSmoking, 0)
	u := draw.Phi(-(0.75*l.traits[smoke] + root(1-0.75*0.75)*r.Norm()))
	current, _ := m.typical(l, "smoker")
	ex, _ := m.typical(l, "ex")
	current *= 1 + 0.5*(5.5-float64(l.Decile))/4.5
	switch {
	case u < current/100:
		return "current"
	case u < (current+ex)/100:
		return "ex"
	}
	return "never"
}

func (m *Model) pregnancy(l *life) {
	if l.Sex != demography.Female || l.age < 15 || l.age >= 47 {
		return
	}
	r := draw.Key(m.seed, uint64(l.Index), streamPregnancy, 0)
	share, _ := m.typical(l, "pregnant")
	l.truth.Body.Pregnant = r.Chance(share / 100)
}

func tenth(x float64) float64 { return math.Round(x*10) / 10 }
