package cis2

import (
	"net/http"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
)

// userinfo answers GET and POST {iss}/userinfo.
func (s *Service) userinfo(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	kind, value, _ := strings.Cut(strings.TrimSpace(r.Header.Get("Authorization")), " ")
	g, ok := s.desk(call).access.Get(strings.TrimSpace(value), oidc.Now(call))
	if ok {
		_, ok = oidc.Client(call, g.client) // the tokens of an application end with it
	}
	var staff *people.Staff
	if ok {
		staff, ok = people.FindStaff(call.View, g.session.user)
	}
	if !ok || !strings.EqualFold(kind, "Bearer") {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		refuse(w, http.StatusUnauthorized, "invalid_token", "The access token provided is expired, revoked, malformed, or invalid for other reasons.",
			"send Authorization: Bearer and an access token of this provider and realm; it lives an hour of the world's time, or until the session ends")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	mocks.Answer(w, "application/json", http.StatusOK, told(staff, g.scopes))
}

// told is what scopes tell about a member of staff (research §4.2, 4.4). Lists that are empty are left out.
func told(s *people.Staff, scopes []string) map[string]any {
	name := strings.TrimSpace(s.Given + " " + s.Family)
	out := map[string]any{"sub": s.User, "nhsid_useruid": s.User}
	for _, scope := range scopes {
		switch scope {
		case "profile":
			out["name"], out["given_name"], out["family_name"], out["uid"] = name, s.Given, s.Family, s.User
		case "email":
			out["email"] = s.Email
		case "nhsperson":
			out["title"], out["display_name"], out["idassurancelevel"] = s.Title, name, "3"
			if s.Given != "" {
				out["initials"] = string([]rune(s.Given)[:1])
			}
		case "professionalmemberships":
			if s.Register != "" {
				out[s.Register] = s.Number
			}
		case "nationalrbacaccess":
			out["nhsid_nrbac_roles"] = roles(s)
		case "associatedorgs":
			out["nhsid_user_orgs"] = organisations(s, false)
		case "organisationalmemberships":
			out["nhsid_org_memberships"], out["nhsid_org_roles"] = organisations(s, true), organisations(s, true)
		}
	}
	return out
}

// nrbacRole is one member of nhsid_nrbac_roles.
type nrbacRole struct {
	OrgID         string   `json:"person_orgid"`
	ID            string   `json:"person_roleid"`
	Org           string   `json:"org_code"`
	Name          string   `json:"role_name"`
	Code          string   `json:"role_code"`
	Activities    []string `json:"activities,omitempty"`
	ActivityCodes []string `json:"activity_codes,omitempty"`
}

func roles(s *people.Staff) []nrbacRole {
	out := make([]nrbacRole, len(s.Roles))
	for i, r := range s.Roles {
		out[i] = nrbacRole{r.OrgID, r.ID, r.Organisation, r.Name, r.Code, r.Activities, r.Role.Activities}
	}
	return out
}

// organisations are those of somebody's roles, each once; whole adds person_orgid.
func organisations(s *people.Staff, whole bool) []map[string]string {
	out := []map[string]string{}
	seen := make(map[string]bool)
	for _, r := range s.Roles {
		if seen[r.Organisation] {
			continue
		}
		seen[r.Organisation] = true
		org := map[string]string{"org_name": r.OrgName, "org_code": r.Organisation}
		if whole {
			org["person_orgid"] = r.OrgID
		}
		out = append(out, org)
	}
	return out
}
