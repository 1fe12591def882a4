package nhslogin

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/login/uaf"
)

// Bounds of sign-in by a device.
const (
	challengeLasts = 5 * time.Minute // ours
	mostMessage    = 64 << 10        // bytes, ours
)

// challenge is a request to a device that waits for its answer.
type challenge struct {
	op, text string
	username string // whose key is to be registered
	subject  string
}

// device is a key on somebody's telephone.
type device struct {
	*uaf.Key
	username, subject string
	at                time.Time // wall
}

// appID is how the provider calls itself to devices.
func (s *Service) appID(call *mocks.Call) string { return s.Issuer(call) + "/uaf/facets" }

// challenge gives a request of one message, with a challenge that is good for one answer.
func (s *Service) challenge(w http.ResponseWriter, call *mocks.Call, c challenge) {
	d := s.desk(call)
	c.text = d.mint.Value() + d.mint.Value()[:11]
	data := d.mint.Value()
	d.challenges.Put(data, c, oidc.Now(call).Add(challengeLasts))
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, []uaf.Request{{
		Header: uaf.NewHeader(c.op, s.appID(call), data), Challenge: c.text, Username: c.subject, Policy: uaf.UsualPolicy(),
	}})
}

// registrationRequest answers GET …/regRequest (interface specification 6.2.1).
func (s *Service) registrationRequest(w http.ResponseWriter, r *http.Request) {
	if g, c, ok := s.bearer(w, r); ok {
		s.challenge(w, mocks.CallFrom(r.Context()), challenge{op: uaf.Reg, username: g.username, subject: c.Subject})
	}
}

// authenticationRequest answers GET …/authRequest: nothing about the request is looked at (interface specification 6.3.1).
func (s *Service) authenticationRequest(w http.ResponseWriter, r *http.Request) {
	s.challenge(w, mocks.CallFrom(r.Context()), challenge{op: uaf.Auth})
}

// record is what is told of a key that has been registered, in the members of the interface specification's example (6.2.2.3).
type record struct {
	DataToSign string `json:"attestDataToSign"`
	Signature  string `json:"attestSignature"`
	Verified   string `json:"attestVerifiedStatus"`
	Device     struct {
		AAID     string  `json:"AAID"`
		DeviceID *string `json:"deviceId"`
		KeyID    string  `json:"KeyID"`
		Status   *string `json:"status"`
		Username string  `json:"username"`
	} `json:"authenticator"`
	Name      string `json:"authenticator_string"`
	Version   string `json:"AuthenticatorVersion"`
	PublicKey string `json:"PublicKey"`
	Status    string `json:"status"`
	Timestamp string `json:"timeStamp"` // epoch milliseconds
	Username  string `json:"username"`
}

// registrationResponse answers POST …/regResponse. It needs no token: the challenge knows whose key it is (interface specification 6.2.2).
func (s *Service) registrationResponse(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	raw, err := io.ReadAll(io.LimitReader(r.Body, mostMessage))
	if err != nil {
		badContent(w, err.Error())
		return
	}
	response, err := uaf.ReadResponse(raw)
	if err != nil {
		badContent(w, err.Error())
		return
	}
	d := s.desk(call)
	asked, ok := d.challenges.Take(response.Header.ServerData, oidc.Now(call))
	if !ok || asked.op != uaf.Reg || response.Header.Op != uaf.Reg {
		badContent(w, "serverData names no registration request that waits for an answer")
		return
	}
	key, err := response.Registered(s.appID(call), asked.text)
	if err != nil {
		badContent(w, err.Error())
		return
	}
	held := &device{key, asked.username, asked.subject, oidc.Wall(call)}
	if !d.devices.Add(deviceName(key.Authenticator), held, oidc.Now(call), oidc.Now(call).AddDate(100, 0, 0)) {
		badContent(w, "the key is registered already")
		return
	}
	out := record{Verified: "VALID", Name: key.AAID + "#" + key.KeyID, Version: strconv.Itoa(key.Version) + ".0", Status: "SUCCESS",
		PublicKey: base64.StdEncoding.EncodeToString(key.Encoded), Timestamp: strconv.FormatInt(held.at.UnixMilli(), 10), Username: held.subject}
	out.Device.AAID, out.Device.KeyID, out.Device.Username = key.AAID, key.KeyID, held.subject
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, []record{out})
}

func deviceName(a uaf.Authenticator) string { return a.AAID + "#" + a.KeyID }

// deregister answers GET and POST …/dereg: GET forgets all keys of whoever the token is for, POST those of theirs that it names, and each tells which
// (interface specification 6.4).
func (s *Service) deregister(w http.ResponseWriter, r *http.Request) {
	_, c, ok := s.bearer(w, r)
	if !ok {
		return
	}
	call := mocks.CallFrom(r.Context())
	named := make(map[uaf.Authenticator]bool)
	if r.Method == http.MethodPost {
		raw, err := io.ReadAll(io.LimitReader(r.Body, mostMessage))
		var asked *uaf.Removal
		if err == nil {
			asked, err = uaf.ReadRemoval(raw)
		}
		if err != nil {
			badContent(w, err.Error())
			return
		}
		for _, a := range asked.Authenticators {
			named[a] = true
		}
	}
	out := uaf.Removal{Header: uaf.NewHeader(uaf.Dereg, s.appID(call), ""), Authenticators: []uaf.Authenticator{}}
	out.Header.Extensions = nil
	for _, gone := range s.desk(call).devices.Drop(func(held *device) bool {
		return held.subject == c.Subject && (r.Method == http.MethodGet || named[held.Authenticator])
	}) {
		out.Authenticators = append(out.Authenticators, gone.Authenticator)
	}
	uaf.Sort(out.Authenticators)
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusOK, []uaf.Removal{out})
}

// byDevice is who holds the key that made a fido_auth_response, or in words for the developer why nobody has been recognised. A response that is
// no message of FIDO UAF at all is nobody's, and nothing is wrong with it: the page asks who it is from.
func (s *Service) byDevice(call *mocks.Call, d *desk, raw []byte) (username, trouble string) {
	if !json.Valid(raw) {
		return "", ""
	}
	response, err := uaf.ReadResponse(raw)
	if err != nil {
		return "", err.Error()
	}
	asked, ok := d.challenges.Take(response.Header.ServerData, oidc.Now(call))
	if !ok || asked.op != uaf.Auth {
		return "", "serverData names no authentication request that waits for an answer"
	}
	key, err := response.Proven(s.appID(call), asked.text, func(a uaf.Authenticator) (*uaf.Key, bool) {
		held, ok := d.devices.Get(deviceName(a), oidc.Now(call))
		if !ok {
			return nil, false
		}
		username = held.username
		return held.Key, true
	})
	if err != nil || key == nil {
		return "", err.Error()
	}
	if _, err := people.FindCitizen(call.View, username); err != nil {
		return "", "the person can no longer sign in: " + err.Error()
	}
	return username, ""
}

// fidoResponse is the bytes of the parameter fido_auth_response; false if it is not base64. The interface wants base64url, and the ordinary kind
// is taken as well.
func fidoResponse(text string) ([]byte, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.NewReplacer("+", "-", "/", "_", " ", "-").Replace(text), "="))
	return raw, err == nil
}

// badContent answers 400 in the words of userinfo: what the endpoints for devices say is not published.
func badContent(w http.ResponseWriter, why string) {
	mocks.Explain(w.Header(), why)
	noStore(w)
	mocks.Answer(w, "application/json", http.StatusBadRequest, map[string]string{"error": "invalid_request", "error_description": "Invalid parameter content"})
}
