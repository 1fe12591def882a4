package mocks

import "time"

// Exchange is one call and its answer as the product under test saw them, with secrets blacked out.
type Exchange struct {
	Service, Operation string
	Method             string
	Path               string // without the realm's prefix
	Query              string
	Status             int // 0 when no status line was sent
	RequestBody        []byte
	ResponseBody       []byte            // what was delivered; over 64 KiB a Digest in its place
	RequestHeader      map[string]string // the headers that mean something to a service; Authorization without its token
	ResponseHeader     map[string]string
	Outcome            Ending
	Sent               int64 // bytes of body delivered
	App                string
	People             []int             // whose data were asked for, ascending
	Faults             []string          // ids of the rules that fired, in the order of the plan
	At                 time.Time         // virtual, when the call came
	Took               time.Duration     // wall; 0 without Estate.Wall
	IDs                map[string]string // X-Request-ID and X-Correlation-ID, as sent
}

// Ending is how an exchange came to its end.
type Ending string

// The ends.
const (
	Answered  Ending = "answered"
	WasReset  Ending = "reset"     // the connection was torn down without an answer
	CutShort  Ending = "truncated" // the connection was cut within the body
	Abandoned Ending = "abandoned" // the caller went away before the answer was complete
)
