package demography

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"sandpiper/synthetic/draw"
)

// house puts the people of a tile into households: children with a mother or father of a likely age and perhaps that
// parent's partner, then couples, grown-up children with their parents, the old with their children, sharers, and last
// those who live alone. Every choice is keyed by the tile, so the same people always live together.
func (t *tile) house(h *habits, seed uint64) {
	for slot := range t.byAge {
		t.byAge[slot] = int16(slot)
	}
	slices.SortFunc(t.byAge[:], func(a, b int16) int {
		return cmp.Or(cmp.Compare(t.members[a].age, t.members[b].age), cmp.Compare(a, b))
	})
	r := draw.Key(seed, t.number, streamHomes, 0)
	t.families(h, &r)
	t.residents(h, &r)
	t.couples(h, &r)
	t.grownUp(h, &r)
	t.elders(h, &r)
	t.sharers(h, &r)
	for slot := range t.members {
		if !t.members[slot].placed {
			t.found(slot)
		}
	}
}

// found opens a home with a head.
func (t *tile) found(head int) int {
	if t.homes == nil {
		t.homes = make([]home, 0, 128) // more than most tiles have
	}
	t.homes = append(t.homes, home{head: int16(head), partner: -1})
	i := len(t.homes) - 1
	t.join(i, head, roleAdult)
	return i
}

func (t *tile) join(i, slot int, role uint8) {
	m := &t.members[slot]
	m.home, m.role, m.placed = int16(i), role, true
	if role == rolePartner {
		t.homes[i].partner = int16(slot)
	}
	if role == roleChild {
		t.homes[i].eldest = max(t.homes[i].eldest, m.age)
	}
	t.homes[i].size++
}

// families houses everybody under 18, eldest children first so that the gaps within a family stay small.
func (t *tile) families(h *habits, r *draw.Rand) {
	for {
		eldest := t.closest(18, func(m *member) bool { return m.age < 18 })
		if eldest < 0 {
			return
		}
		age := t.members[eldest].age
		father := r.Chance(h.lone * h.loneFather)
		parent := t.parentFor(age, age+h.motherAge+h.motherSpread*r.Norm(), father)
		if parent < 0 {
			// Nobody of a likely age is left in the tile: the child goes to any grown-up's home.
			t.join(t.anyHome(age), eldest, roleChild)
			continue
		}
		i := t.found(parent)
		t.join(i, eldest, roleChild)
		t.twin(h, r, i, eldest)
		t.siblings(h, r, i, age)
		if !father && !r.Chance(h.lone*(1-h.loneFather)) {
			t.partner(h, r, i)
		}
	}
}

// parentFor finds somebody unplaced, 16 to 45 years older than a child and as near as may be to an age.
func (t *tile) parentFor(child, want float64, father bool) int {
	sex := Female
	if father {
		sex = Male
	}
	found := t.closest(want, func(m *member) bool { return m.sex == sex && m.age-child >= 17.5 && m.age-child <= 45 })
	if found < 0 {
		found = t.closest(want, func(m *member) bool { return m.age-child >= 17.5 && m.age-child <= 45 })
	}
	return found
}

// siblings adds brothers and sisters to an eldest child, each a year to five younger than the one before.
func (t *tile) siblings(h *habits, r *draw.Rand, i int, eldest float64) {
	u, children := r.Float64(), 1
	for _, s := range h.siblings {
		if u -= s.value; u < 0 {
			children = int(s.from)
			break
		}
	}
	parent := t.members[t.homes[i].head].age
	last := eldest
	for range children - 1 {
		next := t.closest(last-2.5, func(m *member) bool {
			return m.age < 18 && last-m.age >= 0.9 && last-m.age <= 6 && parent-m.age <= 45
		})
		if next < 0 {
			return
		}
		t.join(i, next, roleChild)
		t.twin(h, r, i, next)
		last = t.members[next].age
	}
}

// twin makes twins of a few children: the next unplaced child of nearly the same age is born on the same day.
func (t *tile) twin(h *habits, r *draw.Rand, i, slot int) {
	if !r.Chance(h.twins) {
		return
	}
	age := t.members[slot].age
	if other := t.closest(age, func(m *member) bool { return math.Abs(m.age-age) < 0.5 }); other >= 0 {
		t.join(i, other, roleChild)
		t.members[other].twin = int16(slot)
	}
}

// residents moves some of the old into care homes, where each counts as a household.
func (t *tile) residents(h *habits, r *draw.Rand) {
	for slot := range t.members {
		if m := &t.members[slot]; !m.placed && r.Chance(chance(h.careHome, m.age)) {
			t.homes[t.found(slot)].care = true
			m.role = roleResident
		}
	}
}

// spaced reports whether a child of an age could be born into a home: nobody there is less than eleven months apart.
func (t *tile) spaced(i int, age float64) bool {
	if t.homes[i].eldest == 0 {
		return true
	}
	for slot := range t.members {
		if m := &t.members[slot]; int(m.home) == i && m.role == roleChild && math.Abs(m.age-age) < 0.9 {
			return false
		}
	}
	return true
}

// anyHome is a home whose head could bring a child up: the one whose head's age is nearest to 30 years more.
func (t *tile) anyHome(child float64) int {
	best, gap := -1, math.Inf(1)
	for i, h := range t.homes {
		if d := math.Abs(t.members[h.head].age - child - 30); t.members[h.head].age-child >= 17.5 && d < gap && t.spaced(i, child) {
			best, gap = i, d
		}
	}
	if best >= 0 {
		return best
	}
	return t.found(t.closest(child+30, func(m *member) bool { return m.age >= child+17.5 }))
}

// partner moves somebody in with the head of a home, if anybody of a likely age is left.
func (t *tile) partner(h *habits, r *draw.Rand, i int) {
	head := &t.members[t.homes[i].head]
	sex, gap := Male, h.partnerGap
	if head.sex == Male {
		sex, gap = Female, -gap
	}
	if r.Chance(h.sameSex) {
		sex, gap = head.sex, 0
	}
	want := head.age + gap + h.partnerSpread*r.Norm()
	eldest := t.homes[i].eldest
	found := t.closest(want, func(m *member) bool {
		return m.sex == sex && m.age >= max(18, eldest+16) && math.Abs(m.age-want) < 9
	})
	if found >= 0 {
		t.join(i, found, rolePartner)
	}
}

// couples pairs up women without dependent children.
func (t *tile) couples(h *habits, r *draw.Rand) {
	for slot := range t.members {
		m := &t.members[slot]
		if m.placed || m.sex != Female || !r.Chance(chance(h.couple, m.age)) {
			continue
		}
		t.partner(h, r, t.found(slot))
	}
}

// grownUp keeps some young adults at home with people who could be their parents.
func (t *tile) grownUp(h *habits, r *draw.Rand) {
	for slot := range t.members {
		m := &t.members[slot]
		if m.placed || !r.Chance(chance(h.atHome, m.age)) {
			continue
		}
		fits := func(i int, head *member) bool {
			return head.age-m.age >= 17.5 && head.age-m.age <= 45 && t.spaced(i, m.age)
		}
		if i := t.homeOf(m.age+28+5*r.Norm(), fits); i >= 0 {
			t.join(i, slot, roleChild)
		}
	}
}

// elders moves some of the old in with people who could be their children.
func (t *tile) elders(h *habits, r *draw.Rand) {
	for slot := range t.members {
		m := &t.members[slot]
		if m.placed || !r.Chance(chance(h.moves, m.age)) {
			continue
		}
		fits := func(_ int, head *member) bool { return m.age-head.age >= 17.5 && m.age-head.age <= 45 }
		if i := t.homeOf(m.age-28, fits); i >= 0 {
			t.join(i, slot, roleParent)
		}
	}
}

// homeOf finds the home with fewer than seven people whose head fits and is nearest to an age.
func (t *tile) homeOf(want float64, fits func(i int, head *member) bool) int {
	best, gap := -1, math.Inf(1)
	for i, h := range t.homes {
		head := &t.members[h.head]
		if d := math.Abs(head.age - want); h.size < 7 && !h.care && d < gap && fits(i, head) {
			best, gap = i, d
		}
	}
	return best
}

// sharers fills flats with two to four people of about one age.
func (t *tile) sharers(h *habits, r *draw.Rand) {
	for slot := range t.members {
		m := &t.members[slot]
		if m.placed || !r.Chance(chance(h.share, m.age)) {
			continue
		}
		i, more := -1, 1+r.IntN(3)
		for range more {
			found := -1
			for k := range t.members {
				o := &t.members[k]
				if k != slot && !o.placed && o.age >= 18 && math.Abs(o.age-m.age) < 6 {
					found = k
					break
				}
			}
			if found < 0 {
				break
			}
			if i < 0 {
				i = t.found(slot)
				m.role = roleSharer
			}
			t.join(i, found, roleSharer)
		}
	}
}

// closest is the slot of the unplaced person who fits and is nearest to an age, -1 if none. It searches outwards from the
// age, so that it mostly stops after a few people.
func (t *tile) closest(want float64, fits func(*member) bool) int {
	up := sort.Search(tileSize, func(i int) bool { return t.members[t.byAge[i]].age >= want })
	down := up - 1
	for up < tileSize || down >= 0 {
		var slot int16
		if down < 0 || up < tileSize && t.members[t.byAge[up]].age-want < want-t.members[t.byAge[down]].age {
			slot = t.byAge[up]
			up++
		} else {
			slot = t.byAge[down]
			down--
		}
		if m := &t.members[slot]; !m.placed && fits(m) {
			return int(slot)
		}
	}
	return -1
}
