package demography

import (
	"time"

	"sandpiper/synthetic/nhs"
)

// Sex is a person's sex as registered at birth.
type Sex uint8

// The two values of Sex.
const (
	Female Sex = iota
	Male
)

// String is the FHIR administrative-gender code: "female" or "male".
func (s Sex) String() string {
	if s == Male {
		return "male"
	}
	return "female"
}

// Person is who somebody is: what a demographics service holds about them, before anything clinical.
// It is a pure function of the recipe, of Index and of the date looked from.
type Person struct {
	Index  int        // 0 … Recipe.People-1, or from FirstOther on
	Number nhs.Number // from a range that is never issued
	Sex    Sex
	Born   time.Time // midnight UTC of the day of birth
	Died   time.Time // midnight UTC of the day; zero while alive on the date

	Ethnicity   string // NHS ethnic category code, A … S (what the person would say; records may hold Z or 99)
	Decile      int    // English Index of Multiple Deprivation, 1 most deprived … 10 least
	Region      string // ONS code of the English region, E12000001 …
	Language    string // BCP 47 code of the main language, "en" for most
	Interpreter bool   // needs an interpreter

	Name      Name
	Address   Address
	Phone     string // from the ranges kept for drama, never a subscriber's
	Email     string // under example.org, or empty
	Household Household

	Practice nhs.ODS // where registered; an invented code
	GP       int     // the usual general practitioner's number within the practice, 0 …
}

// Name is a person's usual name.
type Name struct {
	Prefix string
	Given  []string
	Family string
}

// Address is where a person lives. Lines are street, locality (left out for many) and
// town; Postcode has a valid form but is never assigned.
type Address struct {
	Lines    []string
	Postcode string
}

// Household is the home that a person shares. Everyone with one ID lives at one address.
type Household struct {
	ID   uint64
	Size int    // people, the person included; deaths since the recipe's day are not taken off
	Kind string // "private" or "care-home", whose residents are each a household of one
	Role string // "adult", "partner", "child", "parent", "sharer", "resident"
}

// Age is the whole years lived at t.
func (p *Person) Age(t time.Time) int {
	y := t.Year() - p.Born.Year()
	if t.Month() < p.Born.Month() || (t.Month() == p.Born.Month() && t.Day() < p.Born.Day()) {
		y--
	}
	return y
}
