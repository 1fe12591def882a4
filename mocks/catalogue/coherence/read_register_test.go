package coherence_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"sandpiper/mocks"
	"sandpiper/mocks/registers"
)

// itemOf is the item of a record, in whichever version it was asked for.
func itemOf(a answer, key string) (map[string]any, error) {
	var one map[string]json.RawMessage
	if err := a.read(http.StatusOK, &one); err != nil {
		return nil, err
	}
	item := map[string]any{}
	if held, first := one[key]; first {
		var record struct{ Item []map[string]any }
		if err := json.Unmarshal(held, &record); err != nil || len(record.Item) != 1 {
			return nil, fmt.Errorf("record %s has %d items: %w", key, len(record.Item), err)
		}
		return record.Item[0], nil
	}
	return item, json.Unmarshal(a.body, &item)
}

// readProfession looks a registration number up, as CIS2 gives it.
func readProfession(r *round) error {
	s := r.target.staff
	a := r.do(http.MethodGet, registers.Root+"/"+s.register+"/records/"+s.number, "", "Accept", "application/json")
	item, err := itemOf(a, s.number)
	if err != nil {
		return err
	}
	var c contradictions
	c.same("surname", fmt.Sprint(item["surname"]), s.family)
	c.same("given-name", fmt.Sprint(item["given-name"]), s.given)
	c.same("sds-user-id", fmt.Sprint(item["sds-user-id"]), s.user)
	c.same("organisation", fmt.Sprint(item["organisation"]), "organisation:"+s.practice)
	return c.err()
}

// readKey reads a key that the round has entered, in one version of the interface.
func readKey(version string) func(*round) error {
	return func(r *round) error {
		k, err := r.keyed()
		if err != nil {
			return err
		}
		item, err := itemOf(r.do(http.MethodGet, registers.Root+"/"+k.register+version+"/records/"+k.key, "", "Accept", "application/json"), k.key)
		if err != nil {
			return err
		}
		var c contradictions
		c.same("name", fmt.Sprint(item["name"]), k.name)
		return c.err()
	}
}

// keyed is the target's key, or a new one.
func (r *round) keyed() (*keyed, error) {
	if r.target.register == nil {
		return nil, errNobody
	}
	return r.target.register, nil
}

// readProof counts the entries of a register: those that it had in an untouched world, and those of the round.
func readProof(r *round) error {
	k, err := r.keyed()
	if err != nil {
		return err
	}
	var proof, entries struct {
		Total int `json:"total-entries"`
	}
	if err := r.do(http.MethodGet, registers.Root+"/"+k.register+"/proof/register/merkle:sha-256", "").read(http.StatusOK, &proof); err != nil {
		return err
	}
	if err := r.do(http.MethodGet, registers.Root+"/"+k.register+"/register", "", "Accept", "application/json").read(http.StatusOK, &entries); err != nil {
		return err
	}
	began, err := r.rig.registers.Snapshot(r.estate, &mocks.Realm{Name: "untouched", World: r.rig.root}, k.register)
	if err != nil {
		return err
	}
	want := began.Size() + r.appended[k.register]
	if proof.Total != want || entries.Total != want {
		return fmt.Errorf("%d entries are proved and %d counted, must be %d", proof.Total, entries.Total, want)
	}
	var trail []any
	if err := r.do(http.MethodGet, registers.Root+"/"+k.register+"/records/"+k.key+"/entries", "", "Accept", "application/json").read(http.StatusOK, &trail); err != nil {
		return err
	}
	if len(trail) != k.entries {
		return fmt.Errorf("%d entries of %s, must be %d", len(trail), k.key, k.entries)
	}
	return nil
}

// readKeyElsewhere reads a key in the realm that branched off last: what was entered here since is not there.
func readKeyElsewhere(r *round) error {
	k, err := r.keyed()
	if err != nil {
		return err
	}
	if r.other == nil {
		if err := writeElsewhere(r); err != nil {
			return err
		}
		k = r.target.register
	}
	a := r.in(r.other.realm.Base(), http.MethodGet, registers.Root+"/"+k.register+"/records/"+k.key, "", "Accept", "application/json")
	want, known := r.other.names[k]
	if !known {
		return a.read(http.StatusNotFound, nil)
	}
	item, err := itemOf(a, k.key)
	if err != nil {
		return err
	}
	var c contradictions
	c.same("name in the other realm", fmt.Sprint(item["name"]), want)
	return c.err()
}
