package product

import (
	"context"
	"slices"
)

// advise is the product's whole work for one hook call: gather, understand, and look at each medicine in turn.
func (p *prescribing) advise(ctx context.Context, h *hookRequest, drafts []resource) ([]card, error) {
	gather := p.gather
	if p.bug == CachesRecord {
		gather = p.copies.gather(p.gather)
	}
	parts, err := gather(ctx, h)
	if err != nil {
		return nil, err
	}
	b := bench{p.know, p.bug}
	rec, err := b.read(h.Context.PatientID, parts)
	if err != nil {
		return nil, err
	}
	if h.Hook == hookPatientView {
		return p.review(rec), nil
	}
	taken := rec.medicines
	if p.bug == IgnoresCurrentMedicines {
		taken = nil
	}
	orders := make([]medicine, len(drafts))
	for i := range drafts {
		orders[i] = b.medicine(&drafts[i])
	}
	var cards []card
	for i := range drafts {
		if !h.selected(orders[i].id) {
			continue
		}
		if p.bug == OrderCodesOnly && (drafts[i].medication() == nil || len(drafts[i].medication().Coding) == 0) {
			continue
		}
		s := situation{know: p.know, bug: p.bug, hook: h.Hook, now: p.Wall(), record: rec, order: orders[i]}
		s.others = slices.Concat(taken, orders[:i], orders[i+1:])
		cards = append(cards, s.look()...)
	}
	if p.bug == CriesWolf {
		cards = append(cards, card{Indicator: critical, topic: "wolf", Summary: "STOP: check for allergies",
			Detail: "Before any medicine is ordered the person's allergies must be checked."})
	}
	return finish(rec.patient, cards), nil
}

// review looks at the medicines that are taken already, each pair once, and speaks only of what is critical: a record
// is opened many times a day.
func (p *prescribing) review(rec *record) []card {
	var cards []card
	for i, m := range rec.medicines {
		s := situation{know: p.know, bug: p.bug, hook: hookPatientView, now: p.Wall(), record: rec, order: m, others: rec.medicines[i+1:]}
		if p.bug == IgnoresCurrentMedicines {
			s.others = nil
		}
		for _, c := range s.look() {
			if c.Indicator == critical {
				cards = append(cards, c)
			}
		}
	}
	return finish(rec.patient, cards)
}

// look applies every rule that speaks on the hook.
func (s *situation) look() []card {
	var cards []card
	for _, r := range rules() {
		if slices.Contains(r.on, s.hook) {
			cards = append(cards, r.look(s)...)
		}
	}
	return cards
}
