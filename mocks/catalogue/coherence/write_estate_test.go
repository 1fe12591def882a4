package coherence_test

import (
	"fmt"

	"sandpiper/mocks"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// estateWriters change what is not about people: applications, registers, other realms.
func estateWriters() []writer {
	return []writer{
		{"application registered", anApp, enrol},
		{"application dismissed", anApp, dismiss},
		{"application registered at the desk", anApp, deskRegister},
		{"application given another key at the desk", anApp, deskRekey},
		{"application removed at the desk", anApp, deskRemove},
		{"register entry", aRegister, appendNew},
		{"register amendment", aRegister, appendAgain},
		{"another realm", aPerson | aRegister, writeElsewhere},
	}
}

// keyed is a key of a register that the round has entered.
type keyed struct {
	register, key, name string
	entries             int
}

// appendNew enters a key that a register has not had.
func appendNew(r *round) error {
	k := &keyed{register: []string{"medical-device", "territory"}[r.draw.IntN(2)], key: fmt.Sprintf("x%d-%d", r.n, r.next())}
	r.keys = append(r.keys, k)
	return r.enterKey(k)
}

// appendAgain enters something else under a key.
func appendAgain(r *round) error {
	if len(r.keys) == 0 {
		return appendNew(r)
	}
	return r.enterKey(r.keys[r.draw.IntN(len(r.keys))])
}

// enterKey makes the next entry of a key.
func (r *round) enterKey(k *keyed) error {
	k.name = fmt.Sprintf("name %d", r.next())
	k.entries++
	r.appended[k.register]++
	r.target.register = k
	item, err := registers.NewItem(registers.Text(k.register, k.key), registers.Text("name", k.name))
	if err != nil {
		return err
	}
	_, err = r.rig.registers.Append(r.estate, r.realm, k.register, k.key, item)
	return err
}

// elsewhere is a realm that branched from the round's, with the model of what it held then.
type elsewhere struct {
	realm *mocks.Realm
	close func()
	token string
	held  map[*subject]snapshot
	names map[*keyed]string // of what had been entered in registers
}

// snapshot is what was so of somebody when the realm branched.
type snapshot struct {
	facts  facts
	number string // of the record that theirs led to; empty if to none
}

// writeElsewhere opens a realm whose world branches from the round's, and writes about one of its people there. Nothing of it may be seen here, and nothing
// that is written here afterwards there.
func writeElsewhere(r *round) error {
	s := r.pick(r.alive)
	if s == nil {
		return errNobody
	}
	if len(r.keys) == 0 {
		if err := appendNew(r); err != nil {
			return err
		}
	}
	r.target = target{person: s, register: r.keys[r.draw.IntN(len(r.keys))]}
	if r.other != nil {
		r.other.close()
	}
	now := r.clock().Now()
	o := &elsewhere{held: map[*subject]snapshot{}, names: map[*keyed]string{}}
	for _, k := range r.keys {
		o.names[k] = k.name
	}
	for _, one := range r.cast {
		held, how := r.holder(one)
		var snap snapshot
		if how == world.Current || how == world.Superseded {
			snap = snapshot{r.now(held), held.number}
		}
		o.held[one] = snap
	}
	o.realm = &mocks.Realm{Name: fmt.Sprintf("round-%d-%d", r.n, r.next()), World: r.realm.World.Branch(now)}
	_, o.close = r.estate.Open(o.realm)
	o.token = o.realm.Tokens.Issue(client, []string{pds.AppScope}, now, 1000*24*3600e9).Value
	r.other = o

	_, err := o.realm.World.By("story").Register(s.index, 0, func(p *world.Person, q *world.Particulars) error {
		p.Name.Family, p.Practice, p.Phone, p.Address.Postcode, q.Access = "Elsewhere", r.staffPractice(), "07700900999", "ZU99 9ZZ", world.Restricted
		p.Died = now
		return nil
	})
	if err != nil {
		return err
	}
	for one, snap := range o.held { // they, and all whose records were merged into theirs
		if snap.number == s.number {
			snap.number = "changed"
			o.held[one] = snap
		}
	}
	o.realm.World.Add(s.index, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "elsewhere", Status: chart.Active, Contact: -1})
	k := r.target.register
	item, err := registers.NewItem(registers.Text(k.register, k.key), registers.Text("name", "elsewhere"))
	if err == nil {
		_, err = r.rig.registers.Append(r.estate, o.realm, k.register, k.key, item)
	}
	o.names[k] = "elsewhere"
	return err
}
