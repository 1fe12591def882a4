package people

import (
	"embed"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandpiper/mocks/login/oidc"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var tables embed.FS

// The streams of this package.
const (
	streamLevel draw.Stream = 0xa700 + iota // index is the person's
	streamRole                              // index is the SDS user id without its 999
)

// What FindCitizen fails with.
var (
	ErrNobody = errors.New("nobody has that name")
	ErrDied   = errors.New("they have died")
)

// Citizen is somebody with an account at NHS login.
type Citizen struct {
	Person   int    // index in the world; -1 for a published test user
	Account  string // NHS number under which the account was opened; empty for a published test user
	Subject  string // sub: a UUID
	Number   string // NHS number, ten digits
	Level    string // of identity: P0, P5 or P9
	Email    string
	Phone    string // in the form +447700900123; empty for none
	Landline string // likewise
	Given    string
	Family   string
	Born     string // as 1968-02-12
	GP       string // ODS code of the practice; empty for none
	IM1      bool   // the practice's system has given credentials
}

// FindCitizen finds who signs in as an NHS number (spaces allowed) or an e-mail address. It fails with ErrNobody, also for a record made in error,
// or with ErrDied.
func FindCitizen(v *world.View, username string) (*Citizen, error) {
	username = strings.ToLower(strings.TrimSpace(username))
	seed := v.Population().Recipe().Seed
	if c, ok := published()[username]; ok {
		out := *c
		out.Subject = oidc.SubjectID(seed, "published "+c.Email)
		return out.registered(v)
	}
	local, isEmail := strings.CutSuffix(username, "@example.org")
	if n, err := nhs.ParseNumber(strings.ReplaceAll(local, " ", "")); err == nil {
		return citizen(v, n)
	}
	if !isEmail {
		return nil, ErrNobody
	}
	return byEmail(v, local)
}

// byEmail looks among those whose e-mail could be this: its digits are the last three of the index. Where two share one, the first who
// lives has the account.
func byEmail(v *world.View, local string) (*Citizen, error) {
	name := strings.TrimRight(local, "0123456789")
	last, err := strconv.Atoi(local[len(name):])
	if err != nil || last > 999 || !strings.Contains(name, ".") {
		return nil, ErrNobody
	}
	population, found := v.Population(), ErrNobody
	for i := last; i < population.Len(); i += 1000 {
		person := population.Person(i)
		if person.Email != local+"@example.org" {
			continue
		}
		c, err := citizen(v, person.Number)
		if err == nil {
			return c, nil
		}
		found = err
	}
	return nil, found
}

// citizen is the account of whoever an NHS number leads to: of the population, enrolled since, or a guest. The account stays the same (its sub) when
// the record is merged into another, whose number and details it then has.
func citizen(v *world.View, n nhs.Number) (*Citizen, error) {
	i, how := v.World().Holder(n)
	if how != world.Current && how != world.Superseded {
		return nil, ErrNobody
	}
	seed := v.Population().Recipe().Seed
	c := &Citizen{Person: i, Account: n.String(), Subject: oidc.SubjectID(seed, "citizen "+n.String())}
	if err := c.take(v, i); err != nil {
		return nil, err
	}
	if v.Population().Exists(i) {
		c.Email = v.Population().Person(i).Email
	}
	if c.Email == "" {
		c.Email = c.Number + "@example.org"
	}
	r := draw.Key(seed, uint64(i), streamLevel, 0)
	c.Level = level(r.Float64())
	c.IM1 = c.Level == "P9" && c.GP != "" && r.Chance(0.5) // assumed
	return c, nil
}

// registered is a published test user as the demographics service has them, where their number is somebody's there.
func (c *Citizen) registered(v *world.View) (*Citizen, error) {
	n, err := nhs.ParseNumber(c.Number)
	if err != nil {
		return c, nil //nolint:nilerr // they have no number, as some at P0
	}
	i, how := v.World().Holder(n)
	switch how {
	case world.Invalidated:
		return nil, ErrNobody
	case world.Unissued:
		return c, nil
	}
	if err := c.take(v, i); err != nil {
		return nil, err
	}
	return c, nil
}

// take takes over what the demographics service shows of somebody: what it withholds or does not know is not told here, either.
func (c *Citizen) take(v *world.View, i int) error {
	person, particulars, _ := v.Registered(i)
	if !person.Died.IsZero() && !person.Died.After(v.Now()) {
		return ErrDied
	}
	shown := particulars.Shown(person)
	c.Number, c.Family, c.Given, c.Born, c.GP = v.World().Number(i).String(), shown.Name.Family, "", shown.Born.Format(time.DateOnly), string(shown.Practice)
	if len(shown.Name.Given) > 0 {
		c.Given = shown.Name.Given[0]
	}
	c.Phone, c.Landline = "", ""
	if phone := international(shown.Phone); strings.HasPrefix(phone, "+447") {
		c.Phone = phone
	} else {
		c.Landline = phone
	}
	return nil
}

// international writes a British number with its country code and without spaces.
func international(phone string) string {
	phone = strings.ReplaceAll(phone, " ", "")
	if rest, ok := strings.CutPrefix(phone, "0"); ok {
		return "+44" + rest
	}
	return phone
}

// level is the level of identity at a point of the unit interval that the shares of levels.csv divide.
func level(at float64) string {
	rows := levels()
	for _, row := range rows {
		if at -= row.Float("share"); at < 0 {
			return row.Text("level")
		}
	}
	return rows[len(rows)-1].Text("level")
}

var levels = sync.OnceValue(func() []sheet.Row { return sheet.Read(tables, "data/levels.csv") })

// published is the citizens whose user names are published, by name and by e-mail.
var published = sync.OnceValue(func() map[string]*Citizen {
	out := make(map[string]*Citizen)
	for _, row := range sheet.Read(tables, "data/citizens.csv") {
		c := &Citizen{
			Person: -1, Number: row.Text("number"), Level: row.Text("level"), Email: row.Text("username"),
			Phone: "+447700900000", Given: row.Text("given"), Family: row.Text("family"), Born: row.Text("born"),
			GP: row.Text("gp"), IM1: row.Text("im1") == "yes",
		}
		if !strings.Contains(c.Email, "@") {
			c.Email += "@example.org"
		}
		out[row.Text("username")], out[c.Email] = c, c
	}
	return out
})
