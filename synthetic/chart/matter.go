package chart

import (
	"slices"
	"strings"

	"sandpiper/synthetic/nhs"
)

// matter is what the tables of this package say about one condition: how it is found, reviewed, miswritten and kept from view.
type matter struct {
	key          string
	hash         uint64 // of key
	words        *coded
	by           found
	specialty    string
	urgency      string
	wait         int // days to the first clinic, typically
	panels       []*panel
	follow       float64 // weight among ongoing matters at a visit
	letters      float64 // clinic letters a year
	confidential float64
	miscode      *coded // what is picked by mistake
	legacy       *coded // the broad code of old entries
	legacyUntil  int    // year
	legacyShare  float64
	review       *review
	atRisk       bool // brings the yearly flu vaccination
}

// found is how a diagnosis is made.
type found uint8

const (
	byPractice found = iota
	byReferral
	byHospital
)

// review is the recall for a condition.
type review struct {
	activity *coded
	months   int
	measures []*observable
	panels   []*panel
}

// atRisk are the conditions that bring a yearly flu vaccination before 65.
var atRisk = [...]string{"asthma", "copd", "bronchiectasis", "type-1-diabetes", "type-2-diabetes", "coronary-heart-disease", "heart-failure", "chronic-kidney-disease",
	"stroke", "tia", "severe-mental-illness", "cirrhosis", "sickle-cell-disease", "multiple-sclerosis", "parkinsons-disease"}

func (l *library) loadMatters() {
	l.matters = map[string]*matter{}
	for _, c := range nhs.Conditions() {
		l.matters[c.Key] = &matter{key: c.Key, hash: hash(c.Key), words: l.codes["condition/"+c.Key], follow: 0.3}
	}
	ways := map[string]found{"gp": byPractice, "referral": byReferral, "hospital": byHospital}
	for _, row := range table("matters.csv") {
		m := l.matter(row.Text("condition"))
		m.by, m.specialty, m.urgency, m.wait = ways[row.Text("by")], row.Text("specialty"), row.Text("urgency"), row.Int("wait")
		m.panels = l.panelsOf(row.Text("panels"))
		m.follow, m.letters, m.confidential = row.Float("follow"), row.Float("letters"), row.Float("confidential")
	}
	for _, row := range table("miscodes.csv") {
		l.matter(row.Text("condition")).miscode = l.code("condition/"+row.Text("instead"), row.Text("instead"))
	}
	for _, row := range table("legacy.csv") {
		m := l.matter(row.Text("condition"))
		m.legacy, m.legacyUntil, m.legacyShare = l.code("condition/"+row.Text("instead"), row.Text("instead")), row.Int("until"), row.Float("share")
	}
	for _, row := range table("reviews.csv") {
		v := &review{activity: l.code("activity/"+row.Text("activity"), row.Text("activity")), months: row.Int("months"), panels: l.panelsOf(row.Text("panels"))}
		for key := range strings.FieldsSeq(row.Text("measures")) {
			v.measures = append(v.measures, l.observables[key])
		}
		if slices.Contains(v.measures, nil) {
			panic("reviews.csv: no such measure for " + row.Text("condition"))
		}
		l.matter(row.Text("condition")).review = v
	}
	for _, key := range atRisk {
		l.matter(key).atRisk = true
	}
}

// matter is what the tables say about a condition; for one that no list has, its words alone.
func (l *library) matter(key string) *matter {
	if m, ok := l.matters[key]; ok {
		return m
	}
	return &matter{key: key, hash: hash(key), words: naming(sentence(words(key)), nil), follow: 0.3}
}

// loadSpecialties gets the words for what every specialty is asked for ready.
func (l *library) loadSpecialties() {
	l.referrals, l.clinics = map[string]string{}, map[string]*coded{}
	l.referral, l.booking = l.code("activity/referral", "Referral to service"), &coded{text: "Surgery appointment"}
	ready := func(specialty string) {
		if specialty != "" && l.clinics[specialty] == nil {
			l.referrals[specialty] = "Referral to " + specialty
			l.clinics[specialty] = &coded{text: "Outpatient appointment: " + specialty}
		}
	}
	for _, m := range l.matters {
		ready(m.specialty)
	}
	for i := range l.acute {
		ready(l.acute[i].specialty)
	}
}
