package gmf

import "time"

// Host is the person whom the modules are guests of: what they may know of that they did not write themselves. Times asked
// for are never later than what is being written, so that a host need not know the future.
type Host interface {
	Index() int      // who it is, for keyed draws
	Born() time.Time // UTC
	Gender() string  // "M" or "F"
	Race() string    // one of the framework's seven: White, Black, Asian, Hispanic, Native, Hawaiian, Other
	Status() string  // socioeconomic: High, Middle or Low

	// Attribute is an attribute that modules read and hosts supply, such as "smoker"; nil if this host does not.
	Attribute(name string, at time.Time) Value
	// VitalSign is a value in the framework's units, such as "Systolic Blood Pressure" in mm[Hg]; false if there is none.
	VitalSign(name string, at time.Time) (float64, bool)
}
