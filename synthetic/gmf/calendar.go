package gmf

// calendar is a heap of who is to be run at which step: the soonest first and, within a step, in the order of modules. Entries
// that a guest has thought better of stay in it, and are passed over.
type calendar []uint64

const orderBits = 20

func (c *calendar) add(step, order int) {
	h := append(*c, uint64(step)<<orderBits|uint64(order+1))
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up] <= h[i] {
			break
		}
		h[up], h[i] = h[i], h[up]
		i = up
	}
	*c = h
}

func (c *calendar) next() (step, order int, ok bool) {
	if len(*c) == 0 {
		return 0, 0, false
	}
	top := (*c)[0]
	return int(top >> orderBits), int(top&(1<<orderBits-1)) - 1, true
}

func (c *calendar) drop() {
	h := *c
	n := len(h) - 1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		least := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < n && h[down] < h[least] {
				least = down
			}
		}
		if least == i {
			break
		}
		h[least], h[i] = h[i], h[least]
		i = least
	}
	*c = h
}

// wait is a guest that waits for a key; the host is one too.
type wait struct {
	key   key
	guest int
}

// plan has a guest run at a step, unless it is to be run before.
func (s *stay) plan(g *guest, step int) {
	if step < g.wake {
		g.wake = step
		s.calendar.add(step, g.order)
	}
}

// dirty wakes those who wait for a key: in this step those who are still to come in it, the others in the next.
func (s *stay) dirty(k key) {
	if s.rules.Strict {
		return
	}
	for _, w := range s.waits {
		if w.key != k {
			continue
		}
		step := s.step
		if w.guest <= s.turn {
			step++
		}
		s.plan(&s.guests[w.guest], step)
	}
	if k == lockKey {
		s.rethink = true
	}
}

// planHost has the host think of a check at a step.
func (s *stay) planHost(step int) {
	if step < s.hostWake {
		s.hostWake = step
		s.calendar.add(step, host)
	}
}

// live runs the modules from birth through the step in which end lies.
func (s *stay) live(end int64) {
	last := s.stepAt(end)
	if s.rules.Strict {
		for step := 0; step <= last && s.goTo(step); step++ {
			s.hostTurn()
			for i := range s.guests {
				if g := &s.guests[i]; !g.done {
					s.visit(g)
				}
			}
			s.endCheck()
		}
		return
	}
	s.planHost(0)
	for i := range s.guests {
		s.plan(&s.guests[i], 0)
	}
	for {
		step, _, ok := s.calendar.next()
		if !ok || step > last || !s.goTo(step) {
			return
		}
		for {
			at, order, ok := s.calendar.next()
			if !ok || at != step {
				break
			}
			s.calendar.drop()
			switch {
			case order == host:
				if s.hostWake == step {
					s.hostTurn()
				}
			case s.guests[order].wake == step && !s.guests[order].done:
				s.visit(&s.guests[order])
			}
		}
		s.endCheck()
		if s.rethink {
			s.planHost(step + 1)
		}
	}
}

// goTo goes to a step; false if the person does not live to see it.
func (s *stay) goTo(step int) bool {
	s.step = step
	s.now = s.born.UnixMilli() + int64(step)*week
	s.known = moment(s.now - min(week, int64(step)*week))
	return s.alive(s.now)
}
