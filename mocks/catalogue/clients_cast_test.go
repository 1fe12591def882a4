package catalogue_test

import (
	"slices"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/nhslogin"
	"sandpiper/mocks/login/people"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// someone is a citizen as clients' tests know them.
type someone struct {
	Number string `json:"number"`
	Family string `json:"family"`
	Born   string `json:"born"`
}

// cast is where everything is and who there is, as clients' tests are told it in JSON.
type cast struct {
	API       string  `json:"api"`
	NHSLogin  string  `json:"nhs_login"`
	CIS2      string  `json:"cis2"`
	Client    string  `json:"client"`
	Secret    string  `json:"secret"`
	Key       string  `json:"key"` // PKCS#8 in PEM
	KeyID     string  `json:"kid"`
	Redirect  string  `json:"redirect"`
	Citizen   someone `json:"citizen"` // at P9
	Claimed   someone `json:"claimed"` // at P5
	Neighbour string  `json:"neighbour"`
	Dead      string  `json:"dead"`
	Clinician struct {
		User         string `json:"user"` // with two roles, so that one must be chosen
		Organisation string `json:"organisation"`
	} `json:"clinician"`
}

// cast finds who plays. The dead one dies here.
func (s *street) cast() cast {
	s.Helper()
	c := cast{
		API: s.base, NHSLogin: s.base + nhslogin.Root, CIS2: s.base + cis2.Root,
		Client: streetClient, Secret: streetSecret, Key: s.pem(), KeyID: streetKeyID, Redirect: s.back,
	}
	population, view := s.world.Population(), s.world.View()
	var living []*people.Citizen
	for i := range population.Len() {
		if who, err := people.FindCitizen(view, population.Number(i).String()); err == nil {
			living = append(living, who)
		}
	}
	at := func(level string) someone {
		i := slices.IndexFunc(living, func(who *people.Citizen) bool { return who.Level == level })
		require.GreaterOrEqual(s, i, 0, level)
		who := living[i]
		living = slices.Delete(living, i, i+1)
		return someone{who.Number, who.Family, who.Born}
	}
	c.Citizen, c.Claimed = at("P9"), at("P5")
	c.Neighbour, c.Dead = living[0].Number, living[1].Number
	s.world.Amend(living[1].Person, func(p *world.Person) { p.Died = s.world.Clock().Now() })
	c.Clinician.User, c.Clinician.Organisation = s.clinician()
	return c
}

// clinician is somebody with two roles, and the organisation of the first.
func (s *street) clinician() (user, organisation string) {
	s.Helper()
	population := s.world.Population()
	for practice := range population.Practices() {
		for i := range practice.Practitioners {
			who := population.Practitioner(nhs.ODS(practice.Code), i)
			if staff, ok := people.FindStaff(s.world.View(), who.SDSUser); ok && len(staff.Roles) == 2 {
				return staff.User, staff.Roles[0].Organisation
			}
		}
	}
	s.Fatal("nobody has two roles")
	return "", ""
}

// byName is the cast with the real host names, of the integration environment.
func (c cast) byName() cast {
	c.API = "https://int.api.service.nhs.uk"
	c.NHSLogin, c.CIS2 = "https://auth.aos.signin.nhs.uk", "https://am.nhsint.auth-ptl.cis2.spineservices.nhs.uk:443"+cis2.Root
	return c
}
