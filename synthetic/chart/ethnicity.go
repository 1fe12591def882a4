package chart

// ethnicity is the ethnic category on the record: mostly what the person would say, for some not stated, not known, or the
// guess of whoever typed it; for some it was asked for late, and for a few never.
func (w *pen) ethnicity() Ethnicity {
	r := w.decide(streamEthnicity, 0)
	u, when, share := r.Float64(), r.Float64(), w.library.ethnicity
	if r.Chance(share["never"]) {
		return Ethnicity{}
	}
	asked := w.from.day() - years(15*when) // at some registration long ago
	if r.Chance(share["late"]) {
		asked = w.from.day() + years(window*when)
	}
	m := w.slot(&r, max(asked, w.born.day()+day(r.Between(3, 60))))
	if m >= w.at || m >= w.died {
		return Ethnicity{}
	}
	out := Ethnicity{Code: w.person.Ethnicity, Recorded: m.time()}
	switch {
	case u < share["not-stated"]:
		out.Code = "Z"
	case u < share["not-stated"]+share["not-known"]:
		out.Code = "99"
	case u < share["not-stated"]+share["not-known"]+share["other"]:
		out.Code = w.library.ethnic[r.IntN(len(w.library.ethnic))]
	}
	return out
}
