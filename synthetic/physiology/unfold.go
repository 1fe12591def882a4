package physiology

import (
	"math"
	"slices"
)

// unfold lays the plan out as paths:
//
//	phases of the course × severity × pace ─┐
//	reliefs by treatments, while they act ──┴─▶ illness ─┐
//	what treatments add by themselves ─────────▶ given ──┼─▶ latent signs ─▶ arrest?
//	settings of oxygen ────────────────────────▶ breathed┘
func (p *Process) unfold() {
	p.severities()
	p.origin = p.patient.usual
	p.origin[Saturation] = dissociation().pressure(p.patient.usual[Saturation])
	for s := range signs {
		p.illness[s] = p.fall(s)
		p.add(s)
	}
	p.breathe()
	p.stop()
}

// relief is a treatment's taking away of part of the course's change, while it acts.
type relief struct {
	from, to, left, slack float64
}

// reliefs are all that act on a sign, in order of beginning.
func (p *Process) reliefs(s Sign) []relief {
	var all []relief
	for _, t := range p.plan.Treatments {
		for _, r := range p.course.responses {
			if r.treatment == t.Is && r.relief > 0 && r.reaches(s) {
				from, to := r.span(p.minute(t.At))
				all = append(all, relief{from, to, math.Pow(1-r.relief, doses(t)), r.slack})
			}
		}
	}
	return all
}

// fall is how the course moves a sign: it heads for the latest phase's target, less what the treatments that act take off.
func (p *Process) fall(s Sign) (out path) {
	var phases []phase
	for _, f := range p.course.phases {
		if f.sign == s {
			f.after, f.slack = f.after*p.pace, f.slack*p.pace
			phases = append(phases, f)
		}
	}
	if len(phases) == 0 {
		return nil
	}
	reliefs := p.reliefs(s)
	var at []float64
	for _, f := range phases {
		at = append(at, f.after)
	}
	for _, r := range reliefs {
		at = append(at, r.from)
		if !math.IsInf(r.to, 1) {
			at = append(at, r.to)
		}
	}
	slices.Sort(at)
	for _, minute := range slices.Compact(at) {
		i := len(phases) - 1
		for i >= 0 && phases[i].after > minute {
			i--
		}
		if i < 0 {
			continue
		}
		target, slack, strongest := p.target(phases[i]), phases[i].slack, 1.0
		for _, r := range reliefs {
			if r.from <= minute && minute < r.to {
				target *= r.left
				if r.left < strongest {
					strongest, slack = r.left, r.slack
				}
			}
		}
		out.head(minute, target, slack)
	}
	return out
}

// target is the change that a phase heads for in this person, Saturation in kPa.
func (p *Process) target(f phase) float64 {
	usual := p.patient.usual[f.sign]
	change := f.value * p.severity * p.patient.change[f.sign]
	if f.level {
		goal := f.value * p.severity
		if f.value < usual {
			goal = f.value / p.severity
		}
		change = goal - usual
	}
	if f.sign == Saturation {
		d := dissociation()
		low, _ := Saturation.Limits()
		return d.pressure(max(usual+change, low)) - d.pressure(usual)
	}
	return change
}

// add lays out what treatments do to a sign by themselves.
func (p *Process) add(s Sign) {
	for _, t := range p.plan.Treatments {
		for _, r := range p.course.responses {
			if r.treatment != t.Is || r.add == 0 || !r.reaches(s) {
				continue
			}
			var g path
			from, to := r.span(p.minute(t.At))
			g.head(from, r.add*doses(t), r.slack)
			if !math.IsInf(to, 1) {
				g.head(to, 0, r.slack)
			}
			p.given[s] = append(p.given[s], g)
		}
	}
}

// breathe lays out the oxygen given. People who retain carbon dioxide grow drowsy and breathe less on much of it.
func (p *Process) breathe() {
	plain := constant("air")
	var narcosis [signs]path
	for _, t := range p.plan.Treatments {
		o, ok := t.delivery()
		if !ok || t.Is != oxygen {
			continue
		}
		minute := p.minute(t.At)
		p.airs = append(p.airs, air{minute, o})
		p.breathed.head(minute, o.Fraction-plain, constant("oxygen-minutes"))
		if p.patient.retains {
			excess := max(o.Fraction-constant("narcosis-from"), 0) * 10
			narcosis[Drowsiness].head(minute, excess*constant("narcosis-drowsiness"), constant("narcosis-minutes"))
			narcosis[Respiration].head(minute, excess*constant("narcosis-respiration"), constant("narcosis-minutes"))
		}
	}
	for s, n := range narcosis {
		if len(n) > 0 {
			p.given[s] = append(p.given[s], n)
		}
	}
}

func doses(t Treatment) float64 {
	if t.Dose == 0 {
		return 1
	}
	return t.Dose
}
