package login

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"
	"sync"
)

// MostRemembered is how many assertion identifiers a realm remembers at once. The platform keeps each for 30 days; an assertion
// is refused as expired after at most 5 minutes and 10 seconds, so that ours are forgotten when they expire, with the same answers.
const MostRemembered = 1 << 14

// replays remembers which jti values a realm has seen.
type replays struct {
	mu   sync.Mutex
	seen map[[16]byte]int64 // digest of the jti → exp, in seconds since the epoch
}

// spent reports whether the jti has been used by an assertion that has not expired at now.
func (r *replays) spent(jti string, now int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	expiry, ok := r.seen[digest(jti)]
	return ok && expiry > now
}

// spend remembers the jti until expiry and reports false when another request was quicker.
func (r *replays) spend(jti string, now, expiry int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := digest(jti)
	if old, ok := r.seen[key]; ok && old > now {
		return false
	}
	if r.seen == nil {
		r.seen = map[[16]byte]int64{}
	}
	if len(r.seen) >= MostRemembered {
		r.forget(now)
	}
	r.seen[key] = expiry
	return true
}

// forget drops what has expired, and where that does not make room for a quarter, those that expire soonest: many at once, since whoever sends
// assertions without end must not have all of them looked through each time.
func (r *replays) forget(now int64) {
	maps.DeleteFunc(r.seen, func(_ [16]byte, expiry int64) bool { return expiry <= now })
	over := len(r.seen) - MostRemembered*3/4
	if over <= 0 {
		return
	}
	soonest := slices.SortedFunc(maps.Keys(r.seen), func(a, b [16]byte) int {
		return cmp.Or(cmp.Compare(r.seen[a], r.seen[b]), bytes.Compare(a[:], b[:]))
	})
	for _, key := range soonest[:over] {
		delete(r.seen, key)
	}
}

func digest(jti string) [16]byte {
	sum := sha256.Sum256([]byte(jti))
	return [16]byte(sum[:16])
}
