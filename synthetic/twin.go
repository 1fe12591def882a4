package synthetic

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/near"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

// Change is one attribute of a person made different.
type Change struct {
	Attribute string // "sex", "ethnicity", "language", "deprivation", "disability" or "name"
	Value     string // "male"; an NHS ethnic category; a BCP 47 code; a decile; a key of nhs.Conditions; "Given Family"
	Follow    bool   // health and record become what they would have been, had the person been born so; else they stay
}

// ErrChange is wrapped by the errors of Twin.
var ErrChange = errors.New("no such change")

// Twin is the population in which person i differs in one attribute, and all else only as the causal map says; everybody else is
// the same. All chance is keyed by who somebody is and what is drawn, so that what is different in the twin is so because of the
// attribute. Errors wrap ErrChange.
func (p *Population) Twin(i int, c Change) (*Population, error) {
	if !p.Exists(i) {
		return nil, fmt.Errorf("%w: there is no person %d", ErrChange, i)
	}
	person := p.Person(i)
	change, ok := map[string]func(*Person, Change) (*alteration, error){
		"sex": p.otherSex, "ethnicity": p.otherEthnicity, "language": p.otherLanguage, "deprivation": p.otherDecile,
		"disability": p.disabled, "name": p.otherName,
	}[c.Attribute]
	if !ok {
		return nil, fmt.Errorf("%w: attribute %q is not one of %s%s", ErrChange, c.Attribute, strings.Join(attributes(), ", "), hint(c.Attribute, attributes()))
	}
	a, err := change(&person, c)
	if err != nil {
		return nil, err
	}
	a.follow = c.Follow
	return p.replaced(map[int]*alteration{i: a}), nil
}

// attributes are those of data/causes.csv, the declared causal map of twins, in its order: what else is different when one of them is, always or only
// with Change.Follow, and what is held.
var attributes = sync.OnceValue(func() []string {
	var out []string
	for _, row := range sheet.Read(files, "data/causes.csv") {
		if a := row.Text("attribute"); !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
})

func hint(word string, known []string) string {
	if nearest := near.Word(word, known); nearest != "" {
		return fmt.Sprintf("; did you mean %q?", nearest)
	}
	return ""
}

func (p *Population) otherSex(person *Person, c Change) (*alteration, error) {
	sexes := map[string]demography.Sex{"female": demography.Female, "male": demography.Male}
	sex, ok := sexes[c.Value]
	if !ok {
		return nil, fmt.Errorf("%w: sex %q is neither female nor male", ErrChange, c.Value)
	}
	return &alteration{
		wrote: true,
		change: func(who *Person) {
			if who.Sex != sex {
				who.Sex = sex
				who.Name = p.country.Named(who, p.at, false)
			}
		},
		drops: func(is string) bool { return is != "" && !course.Possible(is, sex) },
	}, nil
}

func (p *Population) otherEthnicity(person *Person, c Change) (*alteration, error) {
	found, ok := nhs.Ethnicities().Find(c.Value)
	if !ok || !slices.Contains(demography.EthnicGroups(), found.Code) {
		return nil, fmt.Errorf("%w: %q is no NHS ethnic category (%s)", ErrChange, c.Value, strings.Join(demography.EthnicGroups(), " "))
	}
	return &alteration{change: func(who *Person) {
		if who.Ethnicity == found.Code {
			return
		}
		who.Ethnicity = found.Code
		if c.Follow {
			who.Name = p.country.Named(who, p.at, true)
			who.Language, who.Interpreter = p.country.Spoken(who, p.at)
		}
	}}, nil
}

func (p *Population) otherLanguage(person *Person, c Change) (*alteration, error) {
	if known := demography.Languages(); !slices.Contains(known, c.Value) {
		return nil, fmt.Errorf("%w: language %q is not one of %s", ErrChange, c.Value, strings.Join(known, " "))
	}
	return &alteration{change: func(who *Person) { who.Language, who.Interpreter = c.Value, c.Value != "en" }}, nil
}

func (p *Population) otherDecile(person *Person, c Change) (*alteration, error) {
	decile, err := strconv.Atoi(c.Value)
	if err != nil || decile < 1 || decile > 10 {
		return nil, fmt.Errorf("%w: deprivation %q is no decile, 1 (most deprived) to 10", ErrChange, c.Value)
	}
	if _, ok := p.country.Rehoused(person, decile); !ok {
		return nil, fmt.Errorf("%w: no neighbourhood of decile %d in region %s", ErrChange, decile, person.Region)
	}
	return &alteration{change: func(who *Person) {
		if who.Decile != decile {
			who.Decile = decile
			who.Address, _ = p.country.Rehoused(who, decile)
		}
	}}, nil
}

func (p *Population) disabled(person *Person, c Change) (*alteration, error) {
	condition, ok := nhs.Conditions().Find(c.Value)
	if !ok || !course.Possible(condition.Key, person.Sex) {
		return nil, fmt.Errorf("%w: disability %q is no condition that a %s person can have%s", ErrChange, c.Value, person.Sex, hint(c.Value, nhs.Conditions().Keys()))
	}
	a := &alteration{wrote: true, adds: []course.Condition{{Is: condition.Key, Onset: since(person, p.recipe.AsOf, condition.Key)}}}
	if c.Follow {
		if chance := p.course.Chance(person, condition.Key, p.recipe.AsOf); chance > 0 {
			a.given = []course.Given{{Is: condition.Key, To: chance}}
		}
	}
	return a, nil
}

// since is when somebody has a disability that they are given: from birth if it is one that people are born with, else five
// years before the population's day, or half their life if that is less.
func since(person *Person, asOf time.Time, key string) time.Time {
	if slices.Contains(inborn(), key) {
		return person.Born
	}
	lived := asOf.Sub(person.Born)
	return asOf.Add(-min(5*365*24*time.Hour, lived/2)).Truncate(24 * time.Hour)
}

// inborn are the conditions that people are born with.
var inborn = sync.OnceValue(func() []string {
	var out []string
	for _, row := range sheet.Read(files, "data/inborn.csv") {
		out = append(out, row.Text("key"))
	}
	return out
})

func (p *Population) otherName(person *Person, c Change) (*alteration, error) {
	words := strings.Fields(c.Value)
	if len(words) < 2 {
		return nil, fmt.Errorf("%w: name %q: want given names and a family name", ErrChange, c.Value)
	}
	return &alteration{change: func(who *Person) {
		who.Name.Given, who.Name.Family = words[:len(words)-1], words[len(words)-1]
	}}, nil
}
