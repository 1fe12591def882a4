package realism

import (
	"maps"
	"slices"
	"time"

	"sandpiper/synthetic/course"
)

// signs is a set of conditions that somebody has on a day, and of what their body says, by place in the list of a signReader.
type signs [2]uint64

// meets reports whether two sets have something in common.
func (s signs) meets(o signs) bool { return s[0]&o[0]|s[1]&o[1] != 0 }

func (s signs) has(i int) bool { return s[i>>6]>>(i&63)&1 == 1 }

func (s *signs) put(i int) { s[i>>6] |= 1 << (i & 63) }

// Signs that are read off the body rather than from a diagnosis.
const (
	bmi30       = "bmi-30"
	smokesNow   = "smoking-now"
	smokesEver  = "smoking-ever"
	typeTwo     = "type-2-diabetes"
	hypertensed = "hypertension"
)

// watched lists every sign that something published is about.
func (r *reference) watched() []string {
	out := []string{bmi30, smokesNow, smokesEver, typeTwo, hypertensed}
	add := func(key string) {
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	for _, x := range r.registers {
		add(x.key)
	}
	for _, x := range r.pairs {
		add(x.one)
		add(x.other)
	}
	for _, x := range r.wards {
		if x.sign != exSmoker && x.sign != labelled && x.sign != thinsBlood {
			add(x.sign)
		}
	}
	for _, group := range slices.Sorted(maps.Keys(r.longTerm)) {
		for _, key := range r.longTerm[group] {
			add(key)
		}
	}
	return out
}

// place is where a sign stands in the list of watched ones.
func (r *reference) place(sign string) int { return slices.Index(r.watched(), sign) }

// signReader finds the signs of people. It remembers which signs each condition stands for, so it serves one worker.
type signReader struct {
	watched []string
	of      map[string]signs
}

func newSignReader(ref *reference) *signReader {
	w := ref.watched()
	if len(w) > 128 {
		panic("realism: more signs are watched than a set can hold")
	}
	return &signReader{watched: w, of: map[string]signs{}}
}

// read finds what is so at a moment.
func (s *signReader) read(t *course.Truth, at time.Time) signs {
	var out signs
	for i := range t.Conditions {
		c := &t.Conditions[i]
		if c.Onset.After(at) || !c.Ended.IsZero() && !c.Ended.After(at) {
			continue
		}
		of, ok := s.of[c.Is]
		if !ok {
			alone := course.Truth{Conditions: []course.Condition{{Is: c.Is, Onset: c.Onset}}}
			for k, key := range s.watched {
				if alone.Has(key, at) {
					of.put(k)
				}
			}
			s.of[c.Is] = of
		}
		out[0], out[1] = out[0]|of[0], out[1]|of[1]
	}
	for k, key := range s.watched[:3] {
		if key == bmi30 && bmi(&t.Body) >= 30 || key == smokesNow && t.Body.Smoking == "current" ||
			key == smokesEver && (t.Body.Smoking == "current" || t.Body.Smoking == "ex") {
			out.put(k)
		}
	}
	return out
}

// bmi is the body-mass index in kg/m2.
func bmi(b *course.Body) float64 {
	if b.HeightCM == 0 {
		return 0
	}
	return b.WeightKG / (b.HeightCM * b.HeightCM) * 10000
}
