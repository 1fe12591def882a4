package servicesearch

import (
	"sync"

	"sandpiper/mocks/ods"
	"sandpiper/synthetic"
)

// index is the documents of one register with their words. It is made when first searched and never changes.
type index struct {
	register  *ods.Register
	seed      uint64
	documents []document
	texts     map[string][][]string // by field, the words of each document
	leaves    *leaves
}

func newIndex(register *ods.Register, p *synthetic.Population) *index {
	x := &index{register: register, seed: p.Recipe().Seed, texts: make(map[string][][]string), leaves: newLeaves()}
	for _, o := range register.All() {
		if row, ok := kindOf(o); ok {
			x.documents = append(x.documents, document{o, x, row, len(x.documents)})
		}
	}
	for _, field := range searchable {
		list := make([][]string, len(x.documents))
		for i := range x.documents {
			if text, ok := x.documents[i].field(field, 0).(string); ok {
				list[i] = words(text)
			}
		}
		x.texts[field] = list
	}
	return x
}

// words are those of a field of a document.
func (x *index) words(d *document, field string) []string {
	if list, ok := x.texts[field]; ok {
		return list[d.number]
	}
	if text, ok := d.field(field, 0).(string); ok {
		return words(text)
	}
	return nil
}

// indexes keeps the indexes of the last registers that were searched.
type indexes struct {
	mu   sync.Mutex
	held []*heldIndex // the newest last
}

type heldIndex struct {
	register *ods.Register
	index    func() *index
}

// keptIndexes is how many there are at most.
const keptIndexes = 2

func (x *indexes) of(register *ods.Register, p *synthetic.Population) *index {
	x.mu.Lock()
	var h *heldIndex
	for _, held := range x.held {
		if held.register == register {
			h = held
		}
	}
	if h == nil {
		h = &heldIndex{register, sync.OnceValue(func() *index { return newIndex(register, p) })}
		if len(x.held) >= keptIndexes {
			x.held = x.held[1:]
		}
		x.held = append(x.held, h)
	}
	x.mu.Unlock()
	return h.index()
}
