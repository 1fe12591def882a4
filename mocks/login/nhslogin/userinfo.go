package nhslogin

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// mostMetadata is how many characters an application may keep about a user (interface specification, Table 14).
const mostMetadata = 1024

// bearer finds the grant of a request's access token, and answers where there is none.
func (s *Service) bearer(w http.ResponseWriter, r *http.Request) (*grant, *people.Citizen, bool) {
	call := mocks.CallFrom(r.Context())
	kind, compact, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	t, err := oidc.Read(strings.TrimSpace(compact))
	if !strings.EqualFold(kind, "Bearer") || err != nil || !s.made(call, t) || t.Claims.Words("token_use") != "access" {
		unauthorised(w, "The access token is invalid", "send Authorization: Bearer and an access token of this provider")
		return nil, nil, false
	}
	g, ok := s.desk(call).access.Get(t.ID(), oidc.Now(call))
	if !ok || !s.Issues(call, t.Claims.Words("iss")) {
		unauthorised(w, "The access token expired", "it lived five minutes of the world's time")
		return nil, nil, false
	}
	if _, ok := oidc.Client(call, g.client); !ok {
		unauthorised(w, "The access token is invalid", "the application "+g.client+" is no longer registered")
		return nil, nil, false
	}
	c, err := people.FindCitizen(call.View, g.username)
	if err != nil {
		unauthorised(w, "The access token is invalid", "the person can no longer sign in: "+err.Error())
		return nil, nil, false
	}
	if c.Person >= 0 {
		call.Touch(c.Person)
	}
	return g, c, true
}

// unauthorised answers 401 with the header that is published for an expired token (research §3.4).
func unauthorised(w http.ResponseWriter, description, why string) {
	bearerError(w, http.StatusUnauthorized, "invalid_token", description, why)
}

// bearerError answers what has to do with the access token: in the header as well as in the body.
func bearerError(w http.ResponseWriter, status int, code, description, why string) {
	mocks.Explain(w.Header(), why)
	w.Header().Set("WWW-Authenticate", `error="`+code+`", error_description="`+description+`"`)
	mocks.Answer(w, "application/json", status, map[string]string{"error": code, "error_description": description})
}

// userinfo answers GET and POST /userinfo.
func (s *Service) userinfo(w http.ResponseWriter, r *http.Request) {
	g, c, ok := s.bearer(w, r)
	if !ok {
		return
	}
	call := mocks.CallFrom(r.Context())
	out := told(g, c)
	out["iss"], out["aud"], out["sub"] = s.Issuer(call), g.client, c.Subject
	if slices.Contains(g.scopes, "client_metadata") {
		if text, ok := s.desk(call).metadata.Get(g.client+"\x00"+c.Subject, oidc.Now(call)); ok {
			out["client_user_metadata"] = text
		}
	}
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, out)
}

// told is what the scopes tell at a level of identity. What is absent is left out and never null (research §3.4).
func told(g *grant, c *people.Citizen) map[string]any {
	out := make(map[string]any)
	for _, scope := range g.scopes {
		switch scope {
		case "email":
			out["email"], out["email_verified"] = c.Email, true
		case "phone":
			if c.Phone != "" {
				out["phone_number"], out["phone_number_verified"], out["phone_number_pds_matched"] = c.Phone, true, true
			}
		case "landline":
			if c.Landline != "" {
				out["landline_number"], out["landline_number_verified"] = c.Landline, true
			}
		}
		if g.level == "P0" {
			continue
		}
		switch scope {
		case "profile":
			out["nhs_number"], out["family_name"], out["birthdate"], out["identity_proofing_level"] = c.Number, c.Family, c.Born, g.level
		case "basic_demographics":
			out["family_name"], out["birthdate"], out["identity_proofing_level"] = c.Family, c.Born, g.level
		case "profile_extended":
			if c.Given != "" {
				out["given_name"] = c.Given
			}
		case "gp_registration_details":
			if c.GP != "" {
				out["gp_registration_details"] = map[string]string{"gp_ods_code": c.GP}
			}
		case "gp_integration_credentials":
			if g.level == "P9" && c.IM1 {
				out["gp_integration_credentials"] = map[string]string{"gp_user_id": "1" + c.Number[:9], "gp_linkage_key": linkage(c), "gp_ods_code": c.GP}
			}
		}
	}
	return out
}

// linkage is an invented linkage key of the form that practices' systems give.
func linkage(c *people.Citizen) string { return strings.ReplaceAll(c.Subject, "-", "")[:13] }

// made reports whether the provider signed a token in this realm.
func (s *Service) made(call *mocks.Call, t *oidc.Token) bool {
	_, ok := s.Signed(call, t)
	return ok
}

// keepMetadata answers PATCH /userinfo: an application keeps an opaque text about a user. An empty one clears it, and "auto" has the provider
// make one (interface specification, Table 14); a body without the member changes nothing.
func (s *Service) keepMetadata(w http.ResponseWriter, r *http.Request) {
	g, c, ok := s.bearer(w, r)
	if !ok {
		return
	}
	if !slices.Contains(g.scopes, "client_metadata") {
		bearerError(w, http.StatusForbidden, "insufficient_scope", "The request requires higher privileges than provided by the access token",
			"the sign-in did not give the scope client_metadata")
		return
	}
	var body struct {
		Text *string `json:"client_user_metadata"`
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 8*mostMetadata))
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	switch {
	case err != nil:
	case body.Text != nil && utf8.RuneCountInString(*body.Text) > mostMetadata:
		err = errors.New("client_user_metadata may have 1024 characters")
	}
	if err != nil {
		badContent(w, err.Error())
		return
	}
	call := mocks.CallFrom(r.Context())
	d, name := s.desk(call), g.client+"\x00"+c.Subject
	switch {
	case body.Text == nil:
	case *body.Text == "":
		d.metadata.Take(name, oidc.Now(call))
	case *body.Text == "auto":
		// The real one is a number that is encrypted for the application; to its likes it is opaque.
		d.metadata.Put(name, d.mint.Value(), oidc.Now(call).AddDate(100, 0, 0))
	default:
		d.metadata.Put(name, *body.Text, oidc.Now(call).AddDate(100, 0, 0))
	}
	w.WriteHeader(http.StatusNoContent)
}
