package chart

import (
	"math"
	"strconv"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
)

// measure writes an observable of the person, taken at a contact.
func (w *pen) measure(r *draw.Rand, o *observable, contact int) {
	w.observe(r, o, contact, w.when(contact))
}

// observe writes an observable that was taken at a contact and filed at a moment, and returns its place.
func (w *pen) observe(r *draw.Rand, o *observable, contact int, filed moment) int {
	at := w.when(contact)
	i := w.write(Measurement, o.words, filed, contact, w.entries[contact].Author)
	e := &w.entries[i]
	e.Status, e.Category, e.Authored = Completed, o.Category, at.time()
	e.Onset = e.Authored
	body := w.bodyOf(at)
	switch o.Key {
	case "bp":
		w.pressure(r, i, body)
	case "smoking":
		answer := w.library.code("smoking/"+body.Smoking, body.Smoking)
		e.Text = answer.text
		if len(answer.coding) > 0 {
			e.Answer = &answer.coding[0]
		}
	default:
		v := math.Round(w.reading(r, o, body, at)*o.power) / o.power
		e.Value = w.quantity(Quantity{Value: v, Unit: o.Unit, Code: o.UCUM})
		from := len(w.ink)
		w.ink = append(append(w.ink, o.words.text...), ' ')
		w.ink = strconv.AppendFloat(w.ink, v, 'f', -1, 64)
		w.texts = append(w.texts, span{i, from, len(w.ink), false})
	}
	return i
}

// bodyOf is the latent values at a moment. Everything measured at one contact is of one body.
func (w *pen) bodyOf(m moment) *course.Body {
	if m != w.bodyAt {
		w.body, w.bodyAt = w.life.Body(m.time()), m
	}
	return &w.body
}

// pressure fills in both components of a blood pressure.
func (w *pen) pressure(r *draw.Rand, entry int, body *course.Body) {
	if len(w.parts)+2 > cap(w.parts) {
		w.parts = make([]Part, 0, 32)
	}
	systolic, diastolic := w.library.observables["systolic"], w.library.observables["diastolic"]
	s := math.Round(systolic.scatter(r, body.Systolic))
	d := math.Round(min(diastolic.scatter(r, body.Diastolic), s-15))
	from := len(w.parts)
	w.parts = append(w.parts,
		Part{systolic.words.coding, systolic.words.text, Quantity{s, systolic.Unit, systolic.UCUM}},
		Part{diastolic.words.coding, diastolic.words.text, Quantity{d, diastolic.Unit, diastolic.UCUM}})
	w.entries[entry].Parts = w.parts[from : from+2 : from+2]
	ink := len(w.ink)
	w.ink = strconv.AppendInt(append(w.ink, "Blood pressure "...), int64(s), 10)
	w.ink = strconv.AppendInt(append(w.ink, '/'), int64(d), 10)
	w.texts = append(w.texts, span{entry, ink, len(w.ink), false})
}

// quantity keeps a value in room that is handed out in pieces.
func (w *pen) quantity(q Quantity) *Quantity {
	if len(w.quantities) == cap(w.quantities) {
		w.quantities = make([]Quantity, 0, 32)
	}
	w.quantities = append(w.quantities, q)
	return &w.quantities[len(w.quantities)-1]
}

// scatter is what an instrument shows of a latent value.
func (o *observable) scatter(r *draw.Rand, v float64) float64 {
	spread := o.spread
	if o.Key == "weight" || o.Key == "height" {
		spread = min(spread, v*0.012) // a kilogram is much on a baby
	}
	if o.share > 0 {
		v *= math.Exp(o.share * r.Norm())
	} else {
		v += spread * r.Norm()
	}
	return min(max(v, o.low), o.high)
}

// reading is what an instrument, a laboratory or a questionnaire makes of the person.
func (w *pen) reading(r *draw.Rand, o *observable, b *course.Body, at moment) float64 {
	switch o.Key {
	case "weight":
		return o.scatter(r, b.WeightKG)
	case "height":
		return o.scatter(r, b.HeightCM)
	case "bmi":
		return b.WeightKG / (b.HeightCM * b.HeightCM) * 10000
	case "hba1c":
		return o.scatter(r, b.HbA1c)
	case "egfr":
		return w.filtration(b, at)
	case "creatinine":
		return creatinine(w.filtration(b, at), w.person.Sex, w.age(at.day()))
	case "potassium":
		return o.scatter(r, b.Potassium)
	case "sodium":
		return o.scatter(r, b.Sodium)
	case "cholesterol":
		return o.scatter(r, b.Cholesterol)
	case "hdl":
		return o.scatter(r, b.HDL)
	case "ldl":
		return o.scatter(r, b.LDL)
	case "haemoglobin":
		return o.scatter(r, b.Haemoglobin)
	case "mcv":
		return o.scatter(r, b.MCV)
	case "white-cells":
		return o.scatter(r, b.WhiteCells)
	case "platelets":
		return o.scatter(r, b.Platelets)
	case "ferritin":
		return o.scatter(r, b.Ferritin)
	case "crp":
		return o.scatter(r, b.CRP)
	case "alt":
		return o.scatter(r, b.ALT)
	case "bilirubin":
		return o.scatter(r, b.Bilirubin)
	case "albumin":
		return o.scatter(r, b.Albumin)
	case "tsh":
		return o.scatter(r, b.TSH)
	case "acr":
		return o.scatter(r, b.ACR)
	case "heart-rate":
		return o.scatter(r, b.HeartRate)
	case "oxygen-saturation":
		return o.scatter(r, b.Oxygen)
	case "phq9":
		return w.mood(r, o, at, "depression", "mixed-anxiety-and-depressive-disorder")
	case "gad7":
		return w.mood(r, o, at, "anxiety", "generalised-anxiety-disorder")
	}
	panic("chart: no way to read " + o.Key)
}

// filtration is the laboratory's estimate of the filtration rate: the same for everything in one sample.
func (w *pen) filtration(b *course.Body, at moment) float64 {
	r := w.decide(streamSample, uint64(at))
	return w.library.observables["egfr"].scatter(&r, b.EGFR)
}

// mood is a questionnaire's score: high when the illness is new, lower as it is treated, low in those without it.
func (w *pen) mood(r *draw.Rand, o *observable, at moment, illnesses ...string) float64 {
	level := 3.0
	for i := range w.conditions {
		c := &w.conditions[i]
		if c.onset > at || c.ended <= at || c.key != illnesses[0] && c.key != illnesses[1] {
			continue
		}
		since := float64(at.day()-c.onset.day()) / yearDays
		level = max(level, 8+8*math.Exp(-1.6*since))
	}
	return o.scatter(r, level*o.high/27)
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
