package people

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"sandpiper/mocks"
	"sandpiper/mocks/registers"
	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

// secondRole is the share of clinicians who work at a second practice (assumed).
const secondRole = 0.15

// Staff is a health worker with an account at CIS2.
type Staff struct {
	User     string // SDS user id, twelve digits
	Title    string
	Given    string
	Family   string
	Email    string
	Level    int    // authenticator assurance level that they reach: 1, 2 or 3
	Register string // claim for the registration number: gmc_id, nmc_id, gphc_id; empty for none
	Number   string // the number in that register
	Roles    []Role
	Selected string // person_roleid that is always selected for them; empty for none
}

// Role is a role with all that CIS2 shows of it.
type Role struct {
	mocks.Role
	Name       string   // three quoted names with colons between them
	Activities []string // names of the activities, in the order of mocks.Role.Activities
	OrgID      string   // person_orgid
	OrgName    string
}

// Short is the roles without what only CIS2 shows.
func (s *Staff) Short() []mocks.Role {
	out := make([]mocks.Role, len(s.Roles))
	for i, role := range s.Roles {
		out[i] = role.Role
	}
	return out
}

// FindStaff finds who signs in as an SDS user id: a clinician of the population, or a published test user.
func FindStaff(v *world.View, username string) (*Staff, bool) {
	username = strings.TrimSpace(username)
	population := v.Population()
	if row, ok := testStaff()[username]; ok {
		return test(population, username, row), true
	}
	rest, ok := strings.CutPrefix(username, "999")
	id, err := strconv.Atoi(rest)
	if !ok || err != nil || len(rest) != 9 || id < 0 {
		return nil, false
	}
	// A practice's clinicians are numbered in one block; whether the user is among them is seen by their own user id.
	practice, ok := population.Practice(practiceCode(id / 64))
	if !ok || id%64 >= practice.Practitioners {
		return nil, false
	}
	who := population.Practitioner(practice.Code, id%64)
	if who.SDSUser != username {
		return nil, false
	}
	return clinician(population, &practice, &who, id), true
}

// clinician is the account of a clinician of the population.
func clinician(population *synthetic.Population, practice *demography.Practice, who *demography.Practitioner, id int) *Staff {
	s := &Staff{
		User: who.SDSUser, Title: who.Name.Prefix, Family: who.Name.Family, Level: 3,
		Email: "user" + strconv.Itoa(id) + "@example.org",
	}
	if len(who.Name.Given) > 0 {
		s.Given = who.Name.Given[0]
	}
	row := roles()[who.Role]
	if s.Register = row.Text("register"); s.Register != "" {
		s.Number = registers.RegistrationNumber(who)
	}
	s.Roles = []Role{role(row, practice, id*4)}
	r := draw.Key(population.Recipe().Seed, uint64(id), streamRole, 0)
	if r.Chance(secondRole) {
		if other, ok := population.Practice(practiceCode((id/64 + 1 + r.IntN(40)) % 6000)); ok {
			s.Roles = append(s.Roles, role(row, &other, id*4+1))
		}
	}
	return s
}

// test is the account of a published test user, at the practices of two people of the population.
func test(population *synthetic.Population, username string, row sheet.Row) *Staff {
	s := &Staff{
		User: username, Title: row.Text("title"), Given: row.Text("given"), Family: row.Text("family"), Level: row.Int("level"),
		Email: strings.ToLower(row.Text("given")+"."+row.Text("family")) + "@example.org",
	}
	n, _ := strconv.Atoi(username[len(username)-4:])
	for k, name := range strings.Split(row.Text("roles"), "|") {
		code := population.Person(k * (population.Len() - 1) / 3).Practice
		practice, ok := population.Practice(code)
		if !ok {
			practice, _ = population.Practice(practiceCode(k))
		}
		s.Roles = append(s.Roles, role(roles()[name], &practice, 800_000_000+n*4+k))
	}
	if k := row.Int("selected"); k > 0 {
		s.Selected = s.Roles[k-1].ID
	}
	return s
}

// role is a row of roles.csv at a practice. Its ids are invented: person_roleid starts with 998 and person_orgid with 997.
func role(row sheet.Row, practice *demography.Practice, id int) Role {
	n, _ := strconv.Atoi(strings.TrimLeft(string(practice.Code), "ZX"))
	return Role{
		Role: mocks.Role{
			ID: fmt.Sprintf("998%09d", id), Code: row.Text("code"), Organisation: string(practice.Code),
			Activities: strings.Fields(row.Text("activity_codes")),
		},
		Name: row.Text("name"), Activities: strings.Split(row.Text("activities"), "|"),
		OrgID: fmt.Sprintf("997%09d", n), OrgName: strings.ToUpper(practice.Name),
	}
}

// practiceCode is the code of a practice by its number.
func practiceCode(n int) nhs.ODS { return nhs.ODS(fmt.Sprintf("ZX%04d", n)) }

var roles = sync.OnceValue(func() map[string]sheet.Row { return byColumn("data/roles.csv", "role") })

var testStaff = sync.OnceValue(func() map[string]sheet.Row { return byColumn("data/staff.csv", "username") })

// byColumn reads a table whose rows are found by one column.
func byColumn(name, column string) map[string]sheet.Row {
	out := make(map[string]sheet.Row)
	for _, row := range sheet.Read(tables, name) {
		out[row.Text(column)] = row
	}
	return out
}
