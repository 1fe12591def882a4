package chart

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/draw"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// library is what the clerk looks up while writing: codes ready to be put in entries, and the tables of this package. It
// depends on no seed. Entries share its codings, which nobody changes.
type library struct {
	codes       map[string]*coded // "condition/asthma"
	observables map[string]*observable
	medicines   map[string]*coded
	matters     map[string]*matter
	panels      map[string]*panel
	acute       []acute
	reasons     [2][2][]mix // by sex, by half of the year (summer, winter), by age in years
	doses       map[string]*Dose
	lengths     map[string]int // of short courses, in days
	slips       [Report + 1][]slipRate
	hidden      float64 // share of problems kept from view, where the condition's own is not given
	mistaken    float64 // share of people who will have an allergy entry made in error by the age of 85
	labels      []label
	visits      []visitRate
	modes       []modes
	missed      []byAge // missed appointments to each contact
	schedule    []jab
	seasons     []season
	screening   []programme
	uptake      map[string]float64  // by region; "" is the step for a decile
	phrases     map[string][]string // about/part, of letters that change no diagnosis
	trusts      map[string][]string
	departments []string          // of the laboratory
	referrals   map[string]string // words by specialty
	clinics     map[string]*coded // hospital appointments by specialty
	referral    *coded
	booking     *coded // an appointment at the practice
	laboratory  *coded
	pertussis   *coded
	rsv         *coded // in pregnancy

	growth, check              []*observable // of the baby check and of health checks
	healthCheck, bookingBloods []*panel
	ethnicity                  map[string]float64
	ethnic                     []string // the codes that somebody may guess
	transfer                   []wait
}

// byAge is a value for a band of ages, both ends included.
type byAge struct{ from, to, value float64 }

var load = sync.OnceValue(func() *library {
	l := &library{observables: map[string]*observable{}, medicines: map[string]*coded{}, panels: map[string]*panel{}, doses: map[string]*Dose{}, lengths: map[string]int{},
		uptake: map[string]float64{}, trusts: map[string][]string{}, phrases: map[string][]string{}, ethnicity: map[string]float64{}}
	l.loadCodes()
	l.loadObservables()
	l.loadMatters()
	l.loadSlips()
	l.loadVisits()
	l.loadAcute()
	l.loadSpecialties()
	l.loadVaccines()
	l.loadScreening()
	for _, row := range table("trusts.csv") {
		l.trusts[row.Text("region")] = append(l.trusts[row.Text("region")], row.Text("name"))
	}
	for _, row := range table("reassurances.csv") {
		about := row.Text("about") + "/" + row.Text("part")
		l.phrases[about] = append(l.phrases[about], row.Text("text"))
	}
	for _, row := range table("transfer.csv") {
		l.transfer = append(l.transfer, wait{row.Float("share"), row.Int("low"), row.Int("high")})
	}
	l.loadEthnicity()
	l.laboratory = &coded{text: "Laboratory report"}
	l.pertussis = l.code("vaccine/pertussis", "Pertussis vaccination in pregnancy")
	l.rsv = l.code("vaccine/rsv", "Respiratory syncytial virus vaccination")
	for _, key := range [...]string{"weight", "height"} {
		l.growth = append(l.growth, l.observables[key])
	}
	for _, key := range [...]string{"bp", "height", "weight", "bmi", "smoking"} {
		l.check = append(l.check, l.observables[key])
	}
	l.healthCheck, l.bookingBloods = l.panelsOf("lipids hba1c"), l.panelsOf("fbc")
	return l
})

// number reads a figure in the middle of a cell.
func number(file, text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(file + ": cannot read " + text)
	}
	return v
}

// bands is the value of the band that holds an age, 0 outside all of them.
func bands(list []byAge, age float64) float64 {
	for i := range list {
		if b := &list[i]; age >= b.from && age < b.to+1 {
			return b.value
		}
	}
	return 0
}

// sexOf reads a cell of a table that is for one sex: ok is false for an empty cell, which is both.
func sexOf(cell string) (sex demography.Sex, one bool) {
	if cell == "M" {
		return demography.Male, true
	}
	return demography.Female, cell == "F"
}

// hash is a number for a name, the same for ever.
func hash(name string) uint64 {
	h := uint64(len(name))
	for i := range len(name) {
		h = draw.Mix(h ^ uint64(name[i])<<(8*(i&3)))
	}
	return h
}

// words is a key as people write it.
func words(key string) string { return strings.ReplaceAll(key, "-", " ") }

// sentence starts words with a capital.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (l *library) loadEthnicity() {
	for _, row := range table("ethnicity.csv") {
		l.ethnicity[row.Text("outcome")] = row.Float("share")
	}
	for _, c := range nhs.Ethnicities() {
		if c.Key != "Z" && c.Key != "99" {
			l.ethnic = append(l.ethnic, c.Key)
		}
	}
}
