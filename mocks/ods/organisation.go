package ods

import (
	"hash/fnv"
	"strings"
	"time"

	"sandpiper/synthetic/demography"
)

// Organisation is a practice as the Organisation Data Service knows it: names in capitals, roles with numbers of their own.
type Organisation struct {
	Code     string
	Name     string
	Lines    []string // street and locality, in capitals
	Town     string
	Postcode string
	Phone    string
	Opened   time.Time // midnight UTC; both the legal and the operational start
	Roles    []Role    // the primary one last, as in the real service's answers
}

// Role is one of an organisation's roles.
type Role struct {
	ID, Code, Display string // "RO76", "76", "GP PRACTICE"
	Unique            int    // the number of this organisation's holding of the role
	Primary           bool
}

// The roles of a general practice: every practice is a prescribing cost centre first (identity-demographics-registers §6.4).
const (
	primaryRole  = "RO177"
	primaryName  = "PRESCRIBING COST CENTRE"
	practiceRole = "RO76"
	practiceName = "GP PRACTICE"
	recordClass  = "RC1"
)

// opened is the legal and operational start of every practice and the day of its last change: a population does not carry them,
// and this is the day from which the real register dates its oldest practices.
const opened = "1974-04-01"

// show turns a practice of the population into an organisation.
func show(p *demography.Practice) Organisation {
	start, _ := time.Parse(time.DateOnly, opened)
	o := Organisation{
		Code:     string(p.Code),
		Name:     strings.ToUpper(p.Name),
		Postcode: p.Address.Postcode,
		Phone:    p.Phone,
		Opened:   start,
		Roles: []Role{
			{ID: practiceRole, Code: "76", Display: practiceName, Unique: unique(string(p.Code), practiceRole)},
			{ID: primaryRole, Code: "177", Display: primaryName, Unique: unique(string(p.Code), primaryRole), Primary: true},
		},
	}
	lines := p.Address.Lines
	if n := len(lines); n > 0 {
		o.Town, lines = strings.ToUpper(lines[n-1]), lines[:n-1]
	}
	for _, line := range lines {
		o.Lines = append(o.Lines, strings.ToUpper(line))
	}
	return o
}

// unique is a six-digit number for a role of an organisation, always the same one.
func unique(code, role string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(code + "/" + role))
	return 100_000 + int(h.Sum32()%900_000)
}

// has reports whether the organisation holds a role, as its primary one if primary is asked for.
func (o *Organisation) has(id string, primary bool) bool {
	for _, r := range o.Roles {
		if r.ID == id && (r.Primary || !primary) {
			return true
		}
	}
	return false
}
