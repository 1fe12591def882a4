package chart

import (
	"math"
	"strconv"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// measure writes an observable of the person at a contact. Laboratory results are filed together, one to three days
// after the blood was taken; one that is still in the post is left out.
func (w *pen) measure(r *draw.Rand, key string, contact int) {
	c := w.library.observables[key]
	at := w.entries[contact].Recorded
	if !at.Equal(w.bodyAt) {
		w.body, w.bodyAt = course.BodyAt(w.person, w.truth, w.asOf, at), at
	}
	body, t := w.body, at
	if c.Category == "laboratory" {
		t = at.AddDate(0, 0, 1+int(at.Unix()/300)%3) // one report for all of a sample
		if !t.Before(w.asOf) {
			return
		}
	}
	i := w.write(Measurement, w.code("observable/"+key, c.Label), t, contact, w.entries[contact].Author)
	e := &w.entries[i]
	e.Status, e.Category, e.Authored, e.Onset = Completed, c.Category, at, at
	switch key {
	case "bp":
		w.pressure(r, e, &body)
	case "smoking":
		answer := w.code("smoking/"+body.Smoking, body.Smoking)
		e.Text = answer.text
		if len(answer.coding) > 0 {
			e.Answer = &answer.coding[0]
		}
	default:
		v := w.reading(r, key, &body, at)
		e.Value = &Quantity{Value: rounded(v, c.Decimals), Unit: c.Unit, Code: c.UCUM}
		e.Text = c.Label + " " + strconv.FormatFloat(e.Value.Value, 'f', -1, 64)
	}
}

// pressure fills in both components of a blood pressure.
func (w *pen) pressure(r *draw.Rand, e *Entry, body *course.Body) {
	s := w.noisy(r, "systolic", body.Systolic)
	d := min(w.noisy(r, "diastolic", body.Diastolic), s-15)
	for _, part := range []struct {
		key   string
		value float64
	}{{"systolic", s}, {"diastolic", d}} {
		c := w.library.observables[part.key]
		known := w.library.codes["observable/"+part.key]
		e.Parts = append(e.Parts, Part{Coding: known.coding, Text: known.text, Value: Quantity{math.Round(part.value), c.Unit, c.UCUM}})
	}
	e.Text = "Blood pressure " + strconv.Itoa(int(e.Parts[0].Value.Value)) + "/" + strconv.Itoa(int(e.Parts[1].Value.Value))
}

// reading is what an instrument shows of a latent value.
func (w *pen) reading(r *draw.Rand, key string, b *course.Body, at time.Time) float64 {
	switch key {
	case "weight":
		return w.noisy(r, key, b.WeightKG)
	case "height":
		return w.noisy(r, key, b.HeightCM)
	case "bmi":
		return b.WeightKG / (b.HeightCM * b.HeightCM) * 10000
	case "hba1c":
		return w.noisy(r, key, b.HbA1c)
	case "egfr":
		return w.filtration(b, at)
	case "creatinine":
		return creatinine(w.filtration(b, at), w.person.Sex, w.age(at))
	case "potassium":
		return w.noisy(r, key, b.Potassium)
	case "sodium":
		return w.noisy(r, key, 140)
	case "cholesterol":
		return w.noisy(r, key, b.Cholesterol)
	case "haemoglobin":
		return w.noisy(r, key, b.Haemoglobin)
	case "heart-rate":
		return w.noisy(r, key, 73)
	case "oxygen-saturation":
		if w.truth.Has("copd", at) {
			return w.noisy(r, key, 94.5)
		}
		return w.noisy(r, key, 97.4)
	}
	panic("chart: no way to read " + key)
}

// filtration is the laboratory's estimate of the filtration rate: the same for everything in one sample.
func (w *pen) filtration(b *course.Body, at time.Time) float64 {
	r := draw.Key(w.seed, uint64(w.person.Index), streamChecks, uint64(at.Unix()))
	return w.noisy(&r, "egfr", b.EGFR)
}

func (w *pen) noisy(r *draw.Rand, key string, v float64) float64 {
	n := w.library.noise[key]
	spread := n.spread
	if key == "weight" || key == "height" {
		spread = min(spread, v*0.012) // a kilogram is much on a baby
	}
	return min(max(v+spread*r.Norm(), n.low), n.high)
}

// creatinine is the serum level in umol/L that CKD-EPI 2009, without its term for ethnicity (NICE NG203), turns into a
// filtration rate. Children's rates are not estimated so; theirs is taken at 18.
func creatinine(egfr float64, sex demography.Sex, age float64) float64 {
	kappa, alpha, factor := 0.9, -0.411, 141.0
	if sex == demography.Female {
		kappa, alpha, factor = 0.7, -0.329, 141*1.018
	}
	turn := factor * math.Pow(0.993, max(age, 18))
	power := alpha
	if egfr < turn {
		power = -1.209
	}
	return kappa * math.Pow(egfr/turn, 1/power) * 88.42
}

func rounded(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}
