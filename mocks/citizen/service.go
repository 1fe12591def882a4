package citizen

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/policy"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// Root is where the service stands.
const Root = "/citizen"

// Times of a session here, on the realm's clock.
const (
	signInTime  = 15 * time.Minute // to come back from NHS login
	sessionTime = 30 * time.Minute
)

// pageSize is how many entries a page shows.
const pageSize = 100

// Service shows citizens who looked at their data. It watches every service of its estate.
type Service struct {
	NHSLogin oidc.Provider  // signs people in; nil: only tokens open the page
	Policy   *policy.Policy // puts rules into words; nil: policy.Default
	Access   *access.Desk   // is told what citizens want of other organisations; nil: they are not asked
	Most     int            // entries kept of each realm; 0 for MostKept

	desks oidc.Realms[desk]
}

// desk is what is remembered of one realm.
type desk struct {
	log      *Log
	mint     *oidc.Mint
	pending  oidc.Shelf[string] // the browser's value, by state
	sessions oidc.Shelf[string] // NHS number, by the browser's value
}

func (s *Service) desk(realm *mocks.Realm) *desk {
	return s.desks.Of(realm, func() *desk {
		return &desk{log: &Log{Most: s.Most}, mint: oidc.NewMint(realm, "citizen")}
	})
}

// Log is the log of a realm.
func (s *Service) Log(realm *mocks.Realm) *Log { return s.desk(realm).log }

// Name is "citizen".
func (*Service) Name() string { return "citizen" }

// Mount names the routes.
func (s *Service) Mount(r *mux.Router) {
	r.HandleFunc(Root, s.show).Methods(http.MethodGet).Name("log")
	r.HandleFunc(Root+"/sign-in", s.signIn).Methods(http.MethodGet).Name("sign-in")
	r.HandleFunc(Root+"/callback", s.callback).Methods(http.MethodGet).Name("callback")
	r.HandleFunc(Root+"/sign-out", s.signOut).Methods(http.MethodPost).Name("sign-out")
	r.HandleFunc(Root+"/consent", s.consent).Methods(http.MethodPost).Name("consent")
}

// show answers GET /citizen.
func (s *Service) show(w http.ResponseWriter, r *http.Request) {
	call := mocks.CallFrom(r.Context())
	asJSON := wantsJSON(r)
	person, status, why := s.reader(call, r)
	switch {
	case status == http.StatusUnauthorized && !asJSON:
		mocks.Explain(w.Header(), why)
		front{CanSignIn: s.NHSLogin != nil, SignIn: call.URL(Root + "/sign-in")}.write(w, http.StatusOK)
		return
	case status != http.StatusOK:
		refuse(w, r, status, why)
		return
	}
	page, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || page < 1 || page > MostKept/pageSize+1 {
		page = 1
	}
	v := s.desk(call.Realm).log.Of(person, (page-1)*pageSize, pageSize)
	who, _ := call.View.World().Person(person)
	answer := s.answer(v, page, strings.Join(append(slices.Clone(who.Name.Given), who.Name.Family), " "), call.View.World().Number(person).Spaced())
	if s.Access != nil {
		answer.Consent = word(s.Access.Stated(call.Realm, person))
	}
	if asJSON {
		w.Header().Set("Cache-Control", "no-store")
		mocks.Answer(w, "application/json", http.StatusOK, answer)
		return
	}
	sheet{answer: answer, Root: call.URL(Root), SignedIn: call.Token == nil}.write(w)
}

// refuse says why not, as JSON or on a page.
func refuse(w http.ResponseWriter, r *http.Request, status int, why string) {
	mocks.Explain(w.Header(), why)
	if wantsJSON(r) {
		mocks.Answer(w, "application/json", status, refusal{notice, why})
		return
	}
	front{Trouble: why}.write(w, status)
}

// reader is whose log a caller may read: their own. The status is 200, 401 for somebody who has not signed in, or 403.
func (s *Service) reader(call *mocks.Call, r *http.Request) (person, status int, why string) {
	number := ""
	switch {
	case r.Header.Get("Authorization") != "":
		if call.Token == nil {
			return 0, http.StatusUnauthorized, "the token is not good in this realm"
		}
		user := call.Token.User
		if user == nil || user.Kind != mocks.Citizen || user.Assurance != "P9" || user.NHSNumber == "" || user.Actor != "" {
			return 0, http.StatusForbidden, "a log is for the citizen whom it is about, signed in at level P9"
		}
		number = user.NHSNumber
	default:
		held, ok := s.desk(call.Realm).sessions.Get(cookie.Of(r), oidc.Now(call))
		if !ok {
			return 0, http.StatusUnauthorized, "sign in, or send the token of a citizen"
		}
		number = held
	}
	n, err := nhs.ParseNumber(number)
	if err != nil {
		return 0, http.StatusForbidden, "the citizen's NHS number is none"
	}
	person, how := call.View.World().Holder(n)
	if how != world.Current && how != world.Superseded { // a number that was merged into another is still its citizen's
		return 0, http.StatusForbidden, "nobody of this population has the citizen's NHS number"
	}
	return person, http.StatusOK, ""
}

// wantsJSON reports whether a caller asks for JSON: any that names it and does not name HTML before.
func wantsJSON(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	at := strings.Index(accept, "json")
	html := strings.Index(accept, "html")
	return at >= 0 && (html < 0 || at < html)
}
