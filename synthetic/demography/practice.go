package demography

import (
	"iter"
	"strconv"
	"strings"

	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
)

// practices is how many general practices England has (about 6,250 in 2024).
const practices = 6250

// practicePrefix starts the invented codes, ZX and four digits. Live practices have a letter and five digits, and no code
// list that we have seen starts with ZX; that no other kind of organisation ever will is believed, not known.
const practicePrefix = "ZX"

// Practice is a general practice.
type Practice struct {
	Code          nhs.ODS
	Name          string
	Region        string // ONS code
	Decile        int    // the deprivation around it, 1 most … 10 least
	Address       Address
	Phone         string // from the ranges kept for drama
	Practitioners int    // clinicians, numbered from 0
	GPs           int    // the first of them are general practitioners
}

// Practitioner is a clinician of a practice.
type Practitioner struct {
	Practice nhs.ODS
	Number   int // within the practice, 0 …
	Name     Name
	Sex      Sex
	Role     string // "General practitioner", "Practice nurse" …
	SDSUser  string // invented: twelve digits that start with 999. There is no GMC number: seven digits would be somebody's.
	GP       bool
}

// Practice is the practice with a code; ok is false for any code not made here.
func (c *Country) Practice(code nhs.ODS) (Practice, bool) {
	n, ok := practiceNumber(code)
	if !ok {
		return Practice{}, false
	}
	e := c.england
	at := &c.surgeries[n]
	r := draw.Key(c.seed, uint64(n), streamSurgery, 0)
	p := Practice{Code: code, Region: e.regions[at.region].code, Decile: int(at.decile), Address: c.address(&r, at)}
	kinds := [...]string{"Surgery", "Medical Centre", "Health Centre", "Medical Practice", "Family Practice"}
	p.Name = e.street[0].pick(&r) + " " + e.street[1].pick(&r) + " " + kinds[r.IntN(len(kinds))]
	p.Phone = landline(&r, p.Region)
	p.GPs, p.Practitioners = c.staff(n)
	return p, true
}

// staff is how many general practitioners, and how many clinicians in all, a practice has.
func (c *Country) staff(n int) (gps, all int) {
	r := draw.Key(c.seed, uint64(n), streamSurgery, 1)
	gps = 2 + r.IntN(8)
	return gps, gps + 2 + r.IntN(5)
}

// Practices yields every practice in the order of the codes.
func (c *Country) Practices() iter.Seq[Practice] {
	return func(yield func(Practice) bool) {
		for n := range practices {
			p, _ := c.Practice(practiceCode(n))
			if !yield(p) {
				return
			}
		}
	}
}

// Practitioner is the k-th clinician of a practice. Numbers outside its staff wrap around, so that any author number has
// somebody behind it; a code that is no practice's gives the zero Practitioner.
func (c *Country) Practitioner(code nhs.ODS, k int) Practitioner {
	p, ok := c.Practice(code)
	if !ok {
		return Practitioner{}
	}
	k = ((k % p.Practitioners) + p.Practitioners) % p.Practitioners
	n, _ := practiceNumber(code)
	id := n*64 + k
	r := draw.Key(c.seed, uint64(id), streamStaff, 0)
	w := Practitioner{Practice: code, Number: k, GP: k < p.GPs, SDSUser: "999" + digits(id, 9)}
	w.Role = "General practitioner"
	if !w.GP {
		w.Role = [...]string{"Practice nurse", "Clinical pharmacist", "Healthcare assistant", "Nurse practitioner"}[(k-p.GPs)%4]
	}
	if r.Chance(0.43) && w.GP || r.Chance(0.1) {
		w.Sex = Male
	}
	heritages := [...]string{"english", "english", "english", "indian", "muslim", "african", "european", "irish"}
	h := heritages[r.IntN(len(heritages))]
	first, _ := c.england.names[h].given(c.seed, ^uint64(id), w.Sex, c.asOf.Year()-30-r.IntN(35))
	w.Name.Given = []string{first}
	w.Name.Family = c.england.names[h].surname(c.seed, ^uint64(id), 0, w.Sex)
	switch {
	case w.GP:
		w.Name.Prefix = "Dr"
	case w.Sex == Male:
		w.Name.Prefix = "Mr"
	default:
		w.Name.Prefix = "Ms"
	}
	return w
}

// block is the run of a region's practices whose neighbourhood is of a decile: from and to, to exclusive.
func (g *region) block(decile int) (from, to int) {
	var below float64
	for d := range decile - 1 {
		below += g.deciles[d]
	}
	from = min(int(below*float64(g.many)), g.many-1)
	to = min(int((below+g.deciles[decile-1])*float64(g.many)), g.many)
	return from, max(to, from+1)
}

// decileOf is the inverse of block.
func (g *region) decileOf(k int) int {
	for d := 1; d < 10; d++ {
		if _, to := g.block(d); k < to {
			return d
		}
	}
	return 10
}

func practiceCode(n int) nhs.ODS { return nhs.ODS(practicePrefix + digits(n, 4)) }

func practiceNumber(code nhs.ODS) (int, bool) {
	rest, ok := strings.CutPrefix(string(code), practicePrefix)
	if !ok || len(rest) != 4 {
		return 0, false
	}
	n, err := strconv.Atoi(rest)
	if err != nil || n < 0 || n >= practices || practiceCode(n) != code {
		return 0, false
	}
	return n, true
}
