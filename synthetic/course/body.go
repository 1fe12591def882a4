package course

import (
	"math"
	"slices"
	"time"

	"sandpiper/synthetic/demography"
)

// Body is the latent values that would be measured at t, any day from birth to death.
func (l *Life) Body(t time.Time) Body {
	f := &l.frame
	a, sex := f.model.atlas, l.Person.Sex
	age := max(0, years(l.Person.Born, t))
	var v [measures]float64
	for i := albuminuria; i < drinking; i++ {
		v[i] = a.gauges[i].of(sex, age, f.scores[i])
	}
	v[cholesterol] = a.gauges[cholesterol].of(sex, age, f.swing(f.scores[cholesterol], 3, age, 9))
	v[heartRate] = a.gauges[heartRate].of(sex, age, f.scores[heartRate])
	v[oxygen] = a.gauges[oxygen].of(sex, age, f.scores[oxygen])
	v[height] = a.gauges[height].of(sex, age, f.scores[height])
	v[bodyMass] = a.gauges[bodyMass].of(sex, age, f.swing(f.scores[bodyMass], 0, age, 23))
	v[drinking] = f.units(age, a, sex)
	f.pressure(&v, sex, age)
	v[hba1c] = f.sugar(sex, age)
	smokes := f.smokes.at(t)
	l.act(a, &v, t, smokes)

	b := Body{Smoking: smokes, Pregnant: l.pregnant(t), EGFR: l.EGFR(t)}
	keep := func(m measure) float64 { return a.gauges[m].keep(v[m]) }
	b.HeightCM = keep(height)
	b.WeightKG = tenth(min(max(v[bodyMass], a.gauges[bodyMass].low), a.gauges[bodyMass].high) * b.HeightCM * b.HeightCM / 10000)
	if b.Pregnant {
		b.WeightKG = tenth(b.WeightKG + l.bump(t))
	}
	b.Systolic = keep(systolic)
	b.Diastolic = math.Round(max(min(a.gauges[diastolic].keep(v[diastolic]), b.Systolic-22), 34))
	b.HeartRate, b.Oxygen, b.HbA1c, b.ACR = keep(heartRate), keep(oxygen), keep(hba1c), keep(albuminuria)
	b.Cholesterol, b.HDL = keep(cholesterol), keep(hdl)
	b.HDL = min(b.HDL, tenth(0.6*b.Cholesterol))
	b.LDL = tenth(max(b.Cholesterol-b.HDL-min(keep(triglycerides), 4.5)/2.2, 0.4))
	b.Potassium, b.Sodium = keep(potassium), keep(sodium)
	b.Haemoglobin, b.MCV, b.WhiteCells, b.Platelets = keep(haemoglobin), keep(cellVolume), keep(whiteCells), keep(platelets)
	b.Ferritin, b.CRP, b.ALT, b.Bilirubin = keep(ferritin), keep(crp), keep(alt), keep(bilirubin)
	b.Albumin, b.TSH, b.Units = keep(albumin), keep(tsh), keep(drinking)
	return b
}

// act lets everything that is so at t have its effects.
func (l *Life) act(a *atlas, v *[measures]float64, t time.Time, smokes string) {
	known, fat := a.gauges[hba1c].high, 0.0
	for i := range l.Conditions {
		c := &l.Conditions[i]
		if c.Onset.After(t) {
			break
		}
		if !c.Ended.IsZero() && !c.Ended.After(t) {
			continue
		}
		es := a.effects.condition[c.Is]
		for j := range es {
			es[j].on(v)
		}
		switch c.Is {
		case "obesity":
			fat = 30.4
		case "prediabetes":
			v[hba1c] = min(max(v[hba1c], 42), 47)
		case "gestational-diabetes":
			known = 47
		}
	}
	for i := range l.Medicines {
		taken := &l.Medicines[i]
		if taken.Since.After(t) {
			break
		}
		if !taken.Until.IsZero() && !taken.Until.After(t) {
			continue
		}
		es := a.effects.medicine[taken.Name]
		for j := range es {
			es[j].on(v)
		}
	}
	es := a.effects.habit[smokes]
	if l.pregnant(t) {
		es = slices.Concat(es, a.effects.habit["pregnant"])
	}
	for j := range es {
		es[j].on(v)
	}
	v[hba1c], v[bodyMass] = min(v[hba1c], known), max(v[bodyMass], fat)
}

// pressure is the usual blood pressure. It climbs to what gets hypertension found, and sits a little above the target of
// 140 under treatment; people without the diagnosis may be above it too, as the surveys find, but not severely.
func (f *frame) pressure(v *[measures]float64, sex demography.Sex, age float64) {
	g := f.model.atlas.gauges
	score := f.swing(f.scores[systolic], 1, age, 7)
	mean, spread := g[systolic].at(sex, age)
	low, wide := g[diastolic].at(sex, age)
	v[diastolic] = low + wide*f.scores[diastolic]
	natural := min(mean+spread*score, 168)
	x := &f.model.atlas.paths
	found, kept := x.found+x.foundSpread*math.Abs(score), x.treated+x.treatedSpread*score
	switch since := age - f.pressed; {
	case since >= 0:
		v[systolic] = kept + (found-kept)*math.Exp(-since/x.settles)
		v[diastolic] += 4
	case since > -x.rises:
		v[systolic] = max(natural, natural+(found-natural)*(1+since/x.rises))
	default:
		v[systolic] = natural
	}
}

// sugar is glycated haemoglobin: rising over the years towards a diagnosis of type 2, and after it wherever treatment keeps it.
func (f *frame) sugar(sex demography.Sex, age float64) float64 {
	score := f.swing(f.scores[hba1c], 2, age, 6)
	x, natural := &f.model.atlas.paths, min(f.model.atlas.gauges[hba1c].of(sex, age, score), 47)
	switch {
	case age >= f.diabetic1:
		return x.one * math.Exp(x.oneSpread*score)
	case age >= f.diabetic2:
		return x.floor + x.above*math.Exp(x.aboveSpread*score)
	}
	return max(natural, min(47, 47.5-x.climbs*(f.diabetic2-age)))
}

// EGFR is the filtration rate at t in mL/min/1.73m2: below 60 exactly while there is chronic kidney disease of stages 3 to 5,
// from where it goes on falling.
func (l *Life) EGFR(t time.Time) float64 {
	f := &l.frame
	age := max(0, years(l.Person.Born, t))
	g := &f.model.atlas.gauges[filtration]
	natural := g.of(l.Person.Sex, age, f.scores[filtration])
	if since := age - f.kidneys; since >= 0 {
		return math.Round(max(f.ill(since), 6))
	}
	return g.keep(min(natural, 61+f.model.atlas.paths.before*(f.kidneys-age)))
}

// ill is the filtration rate some years into kidney disease.
func (f *frame) ill(since float64) float64 { return min(59.4, 60-f.depth-f.fall*since) }

// below is the age at which the rate goes below a limit of 60 or less; infinite if it never does.
func (f *frame) below(limit float64) float64 {
	// The rate is rounded to whole numbers: it is below 30 from 29.5 on.
	return f.kidneys + max(0, (60-f.depth-limit+0.5)/f.fall)
}

func tenth(x float64) float64 { return math.Round(x*10) / 10 }
