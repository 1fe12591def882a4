package course

// The kinds of Event.
const (
	Attendance = "attendance" // at an emergency department, and home again or, with an Emergency at its end, to a ward
	Emergency  = "emergency"  // an unplanned stay in hospital
	Admission  = "admission"  // a planned stay in hospital; Until is the same day for a day case
	Operation  = "operation"  // done during the stay that it falls in; Is is a key of nhs.Procedures
	Delivery   = "birth"      // a stay in hospital to give birth; Is is "birth"
)
