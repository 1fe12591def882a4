package world

import (
	"slices"
	"time"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

// Access says how much of somebody's record a demographics service may show.
type Access uint8

// The four kinds of access (Meta.yaml of the PDS specification; the last is never shown).
const (
	Unrestricted   Access = iota
	Restricted            // where they are and how to reach them is withheld everywhere
	VeryRestricted        // as Restricted, and known to few
	Invalid               // the record was made in error: nobody may use it
)

// Hidden reports whether where somebody is must be withheld.
func (a Access) Hidden() bool { return a == Restricted || a == VeryRestricted }

// Particulars is what a demographics service holds about somebody beyond the Person: every service agrees about these, because
// they belong to the world. Whatever a Person has (usual name, home, telephone, e-mail, practice) is not repeated here, only
// what the register notes about it. Dates are midnights UTC; zero values mean that nothing is on record.
type Particulars struct {
	Access       Access
	SupersededBy nhs.Number // the record that this one was merged into; 0 for none

	Usual, Home, Phone, Email, GP Part // of what the Person has
	Suffix                        []string
	HomeKeys                      []AddressKey
	PhoneUse, EmailUse            string // home, work, temp or mobile; empty: told by the number
	NoAddress                     bool   // the register knows no home, whatever is so

	Gender       string // as recorded, if not the Person's sex
	Names        []Name // besides the usual one
	Addresses    []Address
	Telecoms     []Telecom
	Contacts     []Contact // for emergencies
	BirthPlace   Place
	Mother       nhs.Number // whom a notification of birth named; 0 for nobody
	BirthOrder   int        // 1–7; 8 not applicable, 9 not known, 0 nothing on record
	DeathNotice  DeathNotice
	DeathNoticed time.Time

	Pharmacy, Dispenser, Appliances nhs.ODS
	Preference                      Preference
	InterpreterUnsaid               bool // a language is on record, and nothing of an interpreter
	Removal                         Removal
	Coverage                        Coverage
}

// Part is what the register notes about one item: the identifier under which it is changed, and when it is valid.
type Part struct {
	ID       string // empty: the service makes one that never changes
	From, To time.Time
}

// Name is a name besides the usual one.
type Name struct {
	Part
	Use string // temp, nickname, old or maiden
	demography.Name
	Suffix []string
}

// Address is an address besides the home.
type Address struct {
	Part
	Use  string // temp, billing or work
	Text string // of a temporary one: "Holiday Home" …
	demography.Address
	Keys []AddressKey
}

// AddressKey is the key of an address in a national file.
type AddressKey struct{ Type, Value string } // PAF or UPRN

// Telecom is a way to reach somebody besides the Person's telephone and e-mail.
type Telecom struct {
	Part
	System, Use, Value string // system phone, fax, email or other
	Textphone          bool
}

// Contact is whom to call in an emergency.
type Contact struct {
	Part
	Telecoms []Telecom
}

// Place is where somebody was born. Country is an ISO code of three letters or a code of the register's own.
type Place struct{ City, District, Country string }

// DeathNotice says who has told of a death.
type DeathNotice string

// The notices (DeathNotificationStatus.yaml).
const (
	InformalDeath DeathNotice = "1"
	FormalDeath   DeathNotice = "2"
	RemovedDeath  DeathNotice = "U"
)

// Preference is how somebody wants to be reached, in the codes of the specification's ContactPreference.yaml.
type Preference struct{ Format, Method, Times string }

// Removal is why somebody is on no practice's list: a code of RemovalReasonExitCode.yaml or a confidential one such as AFN, empty for whom is on one, and who keeps the record.
type Removal struct {
	Code     string
	From, To time.Time
	Managing nhs.ODS // also of somebody on a list, where an update has named it
}

// Coverage is a European or Global Health Insurance Card.
type Coverage struct {
	Card, Country, Institution, Personal string
	Until                                time.Time
}

// Shown is what anybody may be shown of somebody whose particulars these are: no home that the register does not know, no practice for whom is on
// no list, and nothing that says where somebody is whose access is restricted. Every service shows the same.
func (p *Particulars) Shown(who Person) Person {
	if p.NoAddress {
		who.Address = demography.Address{}
	}
	if p.Removal.Code != "" {
		who.Practice = ""
	}
	if p.Access.Hidden() {
		return Withheld(who)
	}
	return who
}

// Withheld is somebody without where they are and how to reach them; their practice says where they are, too.
func Withheld(who Person) Person {
	who.Address, who.Phone, who.Email, who.Practice = demography.Address{}, "", "", ""
	return who
}

// GenderOf is the gender on record of somebody whose particulars these are: female, male, other or unknown.
func (p *Particulars) GenderOf(who *Person) string {
	if p.Gender != "" {
		return p.Gender
	}
	return who.Sex.String()
}

// Clone is a copy whose lists can be appended to and replaced without touching the original. What is in the lists must be
// replaced, not written into.
func (p *Particulars) Clone() *Particulars {
	c := *p
	c.Suffix, c.HomeKeys = slices.Clip(p.Suffix), slices.Clip(p.HomeKeys)
	c.Names, c.Addresses = slices.Clone(p.Names), slices.Clone(p.Addresses)
	c.Telecoms, c.Contacts = slices.Clone(p.Telecoms), slices.Clone(p.Contacts)
	return &c
}
