package fault

import "time"

// longestDelay bounds how long a rule may hold a connection.
const longestDelay = 10 * time.Minute

// Delay holds a call back for a real time: the product under test waits on its own clock. The call goes on afterwards.
type Delay struct{ For time.Duration }

// Kind is "delay".
func (Delay) Kind() string { return "delay" }

// String is "delay 250ms".
func (d Delay) String() string { return "delay " + d.For.String() }

// Strike waits, or until the caller has gone, when the call is over.
func (d Delay) Strike(s Stage) (done, fired bool) {
	err := s.Sleep(s.Request.Context(), d.For)
	return err != nil, true
}
