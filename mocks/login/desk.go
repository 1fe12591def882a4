package login

import (
	"encoding/hex"
	"hash/fnv"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"weak"

	"sandpiper/mocks"
)

// desk is what the service remembers for one realm: which assertions it has seen, and how many refusals it has written.
type desk struct {
	realm    string
	refusals atomic.Int64
	replays  replays
}

// desks finds the desk of a realm. A realm that is let go takes its desk with it, so that thousands may come and go.
type desks struct {
	byRealm sync.Map // weak.Pointer[mocks.Realm] → *desk
}

func (d *desks) of(realm *mocks.Realm) *desk {
	key := weak.Make(realm)
	if held, ok := d.byRealm.Load(key); ok {
		return held.(*desk)
	}
	held, there := d.byRealm.LoadOrStore(key, &desk{realm: realm.Name})
	if !there {
		runtime.AddCleanup(realm, func(key weak.Pointer[mocks.Realm]) { d.byRealm.Delete(key) }, key)
	}
	return held.(*desk)
}

// messageID is a fresh message_id. The platform's are random; ours follow from the realm's name and its count of refusals, so that a
// run repeats to the byte.
func (d *desk) messageID() string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(d.realm + "/" + strconv.FormatInt(d.refusals.Add(1), 10)))
	id := hex.EncodeToString(h.Sum(nil))
	return "rrt-" + id[:16] + "-" + id[16:]
}
