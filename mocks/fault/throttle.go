package fault

// Throttle refuses a call with 429 for one of the platform's four reasons. The platform sends no Retry-After with it.
type Throttle struct{ Why Refusal }

// Kind is "http-429" for the app's quota, "http-429-spike", "http-429-proxy" or "http-429-create".
func (t Throttle) Kind() string {
	switch t.Why {
	case SpikeArrest:
		return "http-429-spike"
	case ProxyQuota:
		return "http-429-proxy"
	case CreateQuota:
		return "http-429-create"
	}
	return "http-429"
}

// String is the kind: the effect has no arguments.
func (t Throttle) String() string { return t.Kind() }

// Strike refuses; the service never sees the call.
func (t Throttle) Strike(s Stage) (done, fired bool) {
	s.Refuse(t.Why)
	return true, true
}
