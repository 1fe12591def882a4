package pds

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"sandpiper/mocks"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// The birth of a record, POST Patient/$process-birth-details. It is in no specification: what it takes and says is what the service's own tests and
// sandbox show (karate-tests: createNewPdsRecordAtBirth.feature with its payloads, mocks/sandbox/post-pdsRecordAtBirth.js, stubs/errorResponses).

// leastEntries is how many entries a notification has: all that the published payload has are mandatory.
const leastEntries = 12

// SNOMED CT concepts of the observations that are looked at.
const (
	birthWeight = "364589006"
	stillbirth  = "237364002"
)

// Weights of a birth that are taken, in grams.
const (
	leastWeight = 1000
	mostWeight  = 9999
)

// tooLong stands for a value that the service does not repeat.
const tooLong = "<json too long to display>"

// birth is a notification that has been read.
type birth struct {
	baby   *Patient
	mother string // NHS number
}

// bear makes a record for a child who was just born, unless the register has one that fits.
func (s Service) bear(w http.ResponseWriter, r *http.Request, call *mocks.Call, c caller) {
	if c.mode != HealthcareWorker {
		refuse(w, forbiddenMethod("create", c.mode))
		return
	}
	if !c.passes(c.gate.Newcomer()) {
		refuse(w, forbiddenOperation("create", c.mode))
		return
	}
	body, err := readBody(r)
	if err != nil {
		refuse(w, noBaby())
		return
	}
	once(w, r, call, body, func() (*answer, error) { return s.born(r, call, body) })
}

// born makes the record. Potential matches are all who have the child's name, sex, day of birth and postcode; with ignore_potential_matches=true
// only those of the same mother count.
func (s Service) born(r *http.Request, call *mocks.Call, body []byte) (*answer, error) {
	in, wrong, ok := ReadBirth(body, call.View.Now())
	if !ok {
		return nil, refused{wrong}
	}
	mother, err := nhs.ParseNumber(in.mother)
	if err != nil {
		return nil, refused{invalidResourceID()}
	}
	wanted := alike(in.baby)
	wanted.Most = HealthcareWorker.mostResults()
	matches := find(r, call.View, wanted)
	if r.URL.Query().Get("ignore_potential_matches") == "true" {
		matches = slices.DeleteFunc(matches, func(m match) bool { return call.View.World().Particulars(m.person).Mother != mother })
	}
	switch len(matches) {
	case 0:
	case 1:
		return nil, refused{singleMatch(matches[0].number)}
	default:
		return nil, refused{multipleMatches()}
	}
	person, version, err := call.Pen().Enrol(func(number nhs.Number) (p world.Person, q world.Particulars) {
		p.Number = number
		(&take{from: in.baby, person: &p, particulars: &q, number: number.String(), version: "1"}).all()
		q.Mother = mother
		return p, q
	})
	if err != nil {
		return nil, fmt.Errorf("create patient at birth: %w", err)
	}
	call.Touch(person)
	p, q, _ := call.View.World().Registered(person)
	return &answer{status: http.StatusCreated, body: encode(patient(&p, q, version.N)), notification: ods.UUID("birth", p.Number.String())}, nil
}

// ReadBirth reads and checks a notification. The Outcome says what is wrong with it; ok is false then.
func ReadBirth(body []byte, now time.Time) (in birth, wrong Outcome, ok bool) {
	tree, err := readTree(body)
	if err != nil {
		return in, noBaby(), false
	}
	b := bundleOf(tree)
	baby, at := b.child()
	if baby == nil {
		return in, noBaby(), false
	}
	if wrong, ok := b.complete(baby, at); !ok {
		return in, wrong, false
	}
	if wrong, ok := mandatory(baby, at); !ok {
		return in, wrong, false
	}
	if wrong, ok := bodies().birth.check(baby, at); !ok {
		return in, wrong, false
	}
	if in.baby, err = readPatient(baby); err != nil {
		return in, invalidCreate(err.Error()), false
	}
	status, died := in.baby.extension(urlDeath), in.baby.DeceasedDateTime
	dead := status != nil && status.code("deathNotificationStatus") == string(world.FormalDeath)
	still := b.code(stillbirth) != "1" // 1 live; 2 before, 3 during, 4 after labour
	switch born := readDay(in.baby.BirthDate); {
	case dead != still, dead && died == "":
		return in, deathInconsistent(), false
	case born.AddDate(0, 6, 0).Before(now):
		return in, tooOldForBirth(), false
	}
	if wrong, ok := newcomer(in.baby, now, urlBirthPlace, urlDeath); !ok {
		return in, wrong, false
	}
	if dead {
		in.baby.DeceasedDateTime = died
	} else {
		in.baby.Extension = slices.DeleteFunc(in.baby.Extension, func(e extension) bool { return e.URL == urlDeath })
	}
	mother, _ := b.mother(baby)
	in.mother = identified(mother)
	return in, Outcome{}, true
}

// mandatory looks that a child has the extensions that a notification must have.
func mandatory(baby *object, at string) (Outcome, bool) {
	have := map[string]bool{}
	if l, _ := baby.values["extension"].(*list); l != nil {
		for _, e := range l.items {
			if o, _ := e.(*object); o != nil {
				url, _ := o.values["url"].(string)
				have[url] = true
			}
		}
	}
	for _, url := range []string{urlAuthority, urlEthnicity, urlBirthPlace} {
		if !have[url] {
			return tooFew(tooLong, at+"/extension"), false
		}
	}
	return Outcome{}, true
}

func noBaby() Outcome { return missingValue("Missing baby Patient resource in entry array") }

// bornWrong is an outcome whose display is its code.
func bornWrong(code, diagnostics string) Outcome {
	return Outcome{http.StatusBadRequest, code, "error", "processing", code, diagnostics}
}

func deathInconsistent() Outcome {
	return bornWrong("INSERT_BIRTH_DEATH_STATUS_INCONSISTENT", "Insert Birth - Death Status Inconsistent")
}

func tooOldForBirth() Outcome {
	return bornWrong("INVALID_DOB_OVER_SIX_MONTHS",
		"You are trying to create a birth notification for a child over the age of 6 months. Please allocate an NHS Number instead")
}
