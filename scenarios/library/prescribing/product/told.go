package product

// told is an error with two sides: what the caller is told, and the cause, which stays in the log because it holds
// addresses and other things that are nobody else's business.
type told struct {
	say   string
	cause error
}

func (t *told) Error() string { return t.say }
func (t *told) Unwrap() error { return t.cause }

// unfit says that a part of the record may not be relied on: it could not be read whole, or is somebody else's. It is
// answered with 412.
func unfit(part, trouble string, cause error) error {
	return &told{"the record cannot be relied on: " + part + ": " + trouble, cause}
}
