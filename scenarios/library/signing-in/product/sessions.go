package product

import (
	"crypto/rand"
	"maps"
	"net/http"
	"sync"
	"time"
)

// cookieName is the one cookie of the website. A browser keeps it for as long as it is open.
const cookieName = "website_session"

// mostSessions bounds what strangers can make the website remember; the oldest go first.
const mostSessions = 10_000

// session is what the website knows of one browser.
type session struct {
	id      string
	begun   map[string]started // sign-ins under way, by state
	person  *person            // nil: nobody has signed in
	touched time.Time
}

// started is a sign-in that has left for NHS login.
type started struct {
	nonce   string
	service string // path
	next    string // where to go on to; only with FollowsNext
	silent  bool   // prompt=none was asked for
}

// person is who has signed in.
type person struct {
	access string // token
	scopes map[string]bool
	vot    string
	known  *details // what was read last; only KeepsShowing looks at it
}

// sessions are all browsers that the website knows.
type sessions struct {
	now func() time.Time

	mu   sync.Mutex
	held map[string]*session
	last *session // who signed in last; only OneForAll looks at it
}

// of is the session of a request, with a new one where there is none yet. It is a copy: keep puts it back.
func (s *sessions) of(r *http.Request) session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, err := r.Cookie(cookieName); err == nil {
		if held := s.held[c.Value]; held != nil {
			return held.copy()
		}
	}
	return session{id: rand.Text(), begun: map[string]started{}}
}

func (x *session) copy() session {
	out := *x
	out.begun = maps.Clone(x.begun)
	return out
}

// mostBegun is how many sign-ins one browser may have under way: so many tabs.
const mostBegun = 16

// keep remembers a session and gives the browser its cookie.
func (s *sessions) keep(w http.ResponseWriter, x session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(x.begun) > mostBegun {
		clear(x.begun)
	}
	x.touched = s.now()
	s.held[x.id] = &x
	if len(s.held) > mostSessions {
		s.drop()
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: x.id, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
}

// drop forgets the session that has lain longest. The sessions are locked.
func (s *sessions) drop() {
	var oldest *session
	for _, x := range s.held {
		if oldest == nil || x.touched.Before(oldest.touched) {
			oldest = x
		}
	}
	delete(s.held, oldest.id)
}

// renew gives a session another id, so that nobody has it who knew the old one.
func (s *sessions) renew(x *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, x.id)
	x.id = rand.Text()
}

// signedIn notes who signed in last.
func (s *sessions) signedIn(x session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = &x
}

func (s *sessions) lastSignedIn() *person {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		return nil
	}
	return s.last.person
}
