package login

// Replays are the assertion identifiers of no realm.
type Replays struct{ r replays }

// Spend uses an identifier and reports whether it was new; Len is how many are remembered.
func (r *Replays) Spend(jti string, now, expiry int64) bool { return r.r.spend(jti, now, expiry) }

// Len is how many identifiers are remembered.
func (r *Replays) Len() int { return len(r.r.seen) }
