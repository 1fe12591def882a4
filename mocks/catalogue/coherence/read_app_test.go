package coherence_test

import (
	"fmt"
	"net/http"
	"net/url"

	"sandpiper/mocks/front"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/sds"
)

// readGrant asks for a token of an application: with the key that it has, and with the one that it had.
func readGrant(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	if !a.there {
		return r.grant(a.id, a.key).read(http.StatusUnauthorized, nil)
	}
	if err := r.hold(a); err != nil {
		return err
	}
	if a.old == nil {
		return nil
	}
	if err := r.grant(a.id, a.old).read(http.StatusUnauthorized, nil); err != nil {
		return fmt.Errorf("the key that it had: %w", err)
	}
	return nil
}

// readHeld uses a token that an application got before: it ends with the application, and not with a key.
func readHeld(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	if a.there && !a.held.good(r.clock().Now()) {
		if err := r.hold(a); err != nil {
			return err
		}
	}
	if a.held.token == "" {
		return nil // it had gone before it got one
	}
	s := r.pick(r.open)
	if s == nil {
		return errNobody
	}
	if !a.there {
		return r.demographics(http.MethodGet, "/Patient/"+s.number, "", a.held.token, "").read(http.StatusUnauthorized, nil)
	}
	err = r.demographics(http.MethodGet, "/Patient/"+s.number, "", a.held.token, "").read(http.StatusOK, nil)
	r.looked(s, look{a.id, "pds", "", true})
	return err
}

// readSignInFor signs a member of staff in for an application, as far as userinfo; for one that has gone nobody is asked to sign in, anywhere.
func readSignInFor(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	ask := url.Values{"client_id": {a.id}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"st"}, "nonce": {"n"}}
	if !a.there {
		for path, want := range map[string]int{"/oauth2": http.StatusUnauthorized, "/oauth2-mock": http.StatusUnauthorized, cis2.Root: http.StatusBadRequest,
			"/nhs-login": http.StatusBadRequest} {
			if err := r.do(http.MethodGet, path+"/authorize?"+ask.Encode(), "").read(want, nil); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return nil
	}
	s := r.colleague()
	ask.Set("login_as", s.user)
	back, reply := r.follow("/oauth2/authorize", ask)
	if back.Get("code") == "" {
		return fmt.Errorf("no code: %d %s", reply.code, reply.header.Get("Location"))
	}
	var body struct {
		Token string `json:"access_token"`
	}
	err = r.form("/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "client_id": {a.id}, "client_secret": {a.secret}, "redirect_uri": {callback},
		"code": {back.Get("code")}}).read(http.StatusOK, &body)
	if err != nil {
		return err
	}
	_, err = r.rolesOf(&worker{session: session{token: body.Token}, staff: s})
	return err
}

// readDesk looks an application up where they are registered.
func readDesk(r *round) error {
	a, err := r.application()
	if err != nil {
		return err
	}
	reply := r.do(http.MethodGet, host+front.AppsPath+"/"+a.id, "")
	if !a.there {
		return reply.read(http.StatusNotFound, nil)
	}
	var got struct {
		Name, Organisation string
		Kids               []string
		Removable          bool
	}
	if err := reply.read(http.StatusOK, &got); err != nil {
		return err
	}
	var c contradictions
	c.same("name", got.Name, a.name)
	c.same("organisation", got.Organisation, a.practice)
	c.same("kids", fmt.Sprint(got.Kids), fmt.Sprint([]string{a.key.id}))
	c.must(got.Removable == a.atDesk, "removable: %t, registered at the desk: %t", got.Removable, a.atDesk)
	return c.err()
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
