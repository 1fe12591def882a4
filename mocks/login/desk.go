package login

import (
	"encoding/hex"
	"hash/fnv"
	"strconv"
	"sync/atomic"

	"sandpiper/mocks"
	"sandpiper/mocks/login/oidc"
)

// desk is what the service remembers for one realm.
type desk struct {
	realm    string
	refusals atomic.Int64
	replays  replays // of everything that was well-formed, as the platform spends them
	signed   replays // of what an application really signed: no flood of forgeries makes the realm forget these
	mint     *oidc.Mint
	pending  oidc.Shelf[*journey]      // sign-ins under way, by the state that the identity provider is given
	codes    oidc.Shelf[*journey]      // those that have come back, by the platform's code
	refresh  oidc.Shelf[*renewal]      // by refresh token
	combined oidc.Shelf[oidc.Provider] // by access token: those whose user the platform itself signed in
}

// desk finds the desk of a call's realm.
func (s *Service) desk(call *mocks.Call) *desk {
	return s.desks.Of(call.Realm, func() *desk {
		return &desk{realm: call.Realm.Name, mint: oidc.NewMint(call.Realm, "login")}
	})
}

// messageID is a fresh message_id. The platform's are random; ours follow from the realm's name and its count of refusals, so that a
// run repeats to the byte.
func (d *desk) messageID() string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(d.realm + "/" + strconv.FormatInt(d.refusals.Add(1), 10)))
	id := hex.EncodeToString(h.Sum(nil))
	return "rrt-" + id[:16] + "-" + id[16:]
}
