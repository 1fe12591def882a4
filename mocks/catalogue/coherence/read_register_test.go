package coherence_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"sandpiper/mocks"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/sds"
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

// readGrant asks for a token of an application.
func readGrant(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	want := http.StatusUnauthorized
	if a.there {
		want = http.StatusOK
	}
	return r.grant(a.id).read(want, nil)
}

func (r *round) application() (*application, error) {
	if r.target.app == nil {
		return nil, errNobody
	}
	return r.target.app, nil
}

// readAPIKey uses an application's id as the key of a directory.
func readAPIKey(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	want := http.StatusUnauthorized
	if a.there {
		want = http.StatusOK
	}
	query := url.Values{"organization": {odsID + a.practice}, "identifier": {"https://fhir.nhs.uk/Id/nhsServiceInteractionId|urn:x"}}
	return r.do(http.MethodGet, sds.Base+"/Device?"+query.Encode(), "", "apikey", a.id, "X-Correlation-ID", correlation).read(want, nil)
}

// readProduct looks an application up in the register of products.
func readProduct(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	reply := r.do(http.MethodGet, registers.Root+"/product-under-test/records/"+a.id, "", "Accept", "application/json")
	if reply.code == http.StatusNotFound && !a.there {
		return nil // it had gone before anybody asked
	}
	item, err := itemOf(reply, a.id)
	if err != nil {
		return err
	}
	var c contradictions
	c.same("application", fmt.Sprint(item["application"]), a.id)
	c.same("name", fmt.Sprint(item["name"]), a.name)
	c.same("organisation", fmt.Sprint(item["organisation"]), "organisation:"+a.practice)
	c.must((item["end-date"] == nil) == a.there, "end-date is %v, registered: %t", item["end-date"], a.there)
	return c.err()
}
