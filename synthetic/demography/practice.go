package demography

import "sandpiper/synthetic/nhs"

// Practice is a general practice.
type Practice struct {
	Code          nhs.ODS
	Name          string
	Region        string // ONS code
	Decile        int    // the deprivation around it, 1 most … 10 least
	Address       Address
	Phone         string
	Practitioners int // clinicians, numbered from 0
}

// Practitioner is a clinician of a practice.
type Practitioner struct {
	Practice nhs.ODS
	Number   int // within the practice, 0 …
	Name     Name
	Sex      Sex
	Role     string // "General practitioner", "Practice nurse" …
	SDSUser  string // invented SDS user id: twelve digits that start with 999
	GP       bool
}
