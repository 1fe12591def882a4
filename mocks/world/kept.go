package world

import "maps"

// Kept is what a service keeps in the world under a name, beside people and charts; nil for nothing. It is shared: look at it, do not change it.
func (w *World) Kept(name string) any {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.top.keeping(name)
}

// Keep changes what is kept under a name and returns what is kept afterwards. A branch begins with what its parent keeps, as with everything else
// that was written, and neither sees what the other keeps from then on. change gets what is kept now, nil for nothing, and answers with a new value:
// what has once been kept is never written to. It holds the world still, so that it must be quick and must not ask the world for anything but the
// time. On its error everything stays as it is. What is kept is no change of people: the world's log does not tell of it.
func (w *World) Keep(name string, change func(now any) (any, error)) (any, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	next, err := change(w.top.keeping(name))
	if err != nil {
		return nil, err
	}
	if w.top.kept == nil {
		w.top.kept = make(map[string]any, 1)
	}
	w.top.kept[name] = next
	return next, nil
}

// keeping finds what is kept under a name, here or beneath.
func (l *layer) keeping(name string) any {
	for ; l != nil; l = l.under {
		if v, ok := l.kept[name]; ok {
			return v
		}
	}
	return nil
}

// unwritten reports whether nothing has been written to this very layer.
func (l *layer) unwritten() bool { return len(l.log) == 0 && len(l.kept) == 0 }

// keep takes over what a newer layer keeps.
func (l *layer) keep(newer *layer) {
	if len(newer.kept) == 0 {
		return
	}
	if l.kept == nil {
		l.kept = make(map[string]any, len(newer.kept))
	}
	maps.Copy(l.kept, newer.kept)
}
