package realism

// odds counts type 2 diabetes by ethnic group within age, sex and decile.
type odds struct {
	place  int
	group  map[string]int
	people [][bands][2][deciles][2]int64 // by group, then without and with it
}

func newOdds(ref *reference) *odds {
	return &odds{place: ref.place(typeTwo), group: ref.ethnicGroup, people: make([][bands][2][deciles][2]int64, len(ref.groups))}
}

func (o *odds) see(l *look) {
	group, ok := o.group[l.person.Ethnicity]
	if !l.alive || !ok {
		return
	}
	with := 0
	if l.has.has(o.place) {
		with = 1
	}
	o.people[group][l.band][l.sex()][l.decile()][with]++
}

func (o *odds) add(other gauge) {
	for g, table := range other.(*odds).people {
		for b := range table {
			for sex := range table[b] {
				for d, n := range table[b][sex] {
					o.people[g][b][sex][d][0] += n[0]
					o.people[g][b][sex][d][1] += n[1]
				}
			}
		}
	}
}

// report compares each group with the first, which is White.
func (o *odds) report(r *report) {
	for g, part := range r.groups {
		if g == 0 {
			continue
		}
		var strata []fourfold
		for b := range bands {
			for sex := range 2 {
				for d := range deciles {
					strata = append(strata, fourfold{o.people[0][b][sex][d], o.people[g][b][sex][d]})
				}
			}
		}
		ratio, err := mantelHaenszel(strata)
		r.normal("P6", part, ratio, ratio*err)
	}
}
