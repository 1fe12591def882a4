package physiology

import (
	"math"
	"sync"
	"time"

	"sandpiper/synthetic/demography"
)

// Scale is which of the two columns for oxygen saturation NEWS2 reads.
type Scale uint8

// The scales. ScaleOfPerson, the zero value, is 2 for people who retain carbon dioxide and 1 for all others.
const (
	ScaleOfPerson Scale = iota
	Scale1
	Scale2 // only for hypercapnic respiratory failure, target 88–92 %
)

// NEWS2 is a National Early Warning Score, © Royal College of Physicians 2017: the points of each parameter and their sum.
type NEWS2 struct {
	Respiration   int
	Saturation    int
	Oxygen        int
	Systolic      int
	Pulse         int
	Consciousness int
	Temperature   int
	Total         int  // 0 … 20
	Red           bool // a 3 in any single parameter
}

// Response is what the score's thresholds ask for.
type Response struct {
	Risk       string // "low", "low-medium", "medium", "high"
	Response   string // "urgent ward-based response" …
	Monitoring string // "at least every hour" …
}

// Applicable reports whether NEWS2 is meant for a person: they are 16 or over and not pregnant.
func Applicable(person *demography.Person, at time.Time, pregnant bool) bool {
	return person.Age(at) >= 16 && !pregnant
}

// NEWS2 scores vital signs as they would be charted: whole numbers, temperature to a tenth. ScaleOfPerson counts as Scale1.
// A NaN is a value that was not taken and scores nothing: the total is then that of an incomplete set.
func (v *Vitals) NEWS2(scale Scale) NEWS2 {
	t := news2()
	when := "air"
	if v.Oxygen.Supplemental() {
		when = "oxygen"
	}
	column := "spo2_scale1"
	if scale == Scale2 {
		column = "spo2_scale2"
	}
	var n NEWS2
	count := func(parameter string, value float64) int {
		points := t.points(parameter, value, when)
		n.Total += points
		n.Red = n.Red || points == 3
		return points
	}
	n.Respiration = count("respiration_rate", Respiration.Round(v.Respiration))
	n.Saturation = count(column, Saturation.Round(v.Saturation))
	n.Oxygen = count("air_or_oxygen", 0)
	n.Systolic = count("systolic_bp", Systolic.Round(v.Systolic))
	n.Pulse = count("pulse", Pulse.Round(v.Pulse))
	n.Consciousness = count("consciousness", float64(v.Consciousness))
	n.Temperature = count("temperature", Temperature.Round(v.Temperature))
	return n
}

// Response is what the thresholds of NEWS2 ask for at this score.
func (n NEWS2) Response() Response {
	for _, r := range news2Responses() {
		if n.Total >= r.from && n.Total <= r.to && (r.red == "any" || n.Red == (r.red == "yes")) {
			return r.Response
		}
	}
	panic("physiology: news2_responses.csv has no row for a score")
}

// scoring is the table of data/news2.csv.
type scoring map[string][]band

type band struct {
	low, high float64
	when      string // "air", "oxygen" or either
	points    int
}

var news2 = sync.OnceValue(func() scoring {
	t := scoring{}
	for _, row := range table("news2.csv") {
		p := row.Text("parameter")
		t[p] = append(t[p], band{row.Float("low"), row.Float("high"), row.Text("when"), row.Int("points")})
	}
	return t
})

// points reads the table. The bands of the published table leave nothing between them for charted values; the half tenth
// is for the binary form of tenths.
func (t scoring) points(parameter string, value float64, when string) int {
	for _, b := range t[parameter] {
		if value > b.low-.05 && value < b.high+.05 && (b.when == "" || b.when == when) {
			return b.points
		}
	}
	if math.IsNaN(value) {
		return 0
	}
	panic("physiology: news2.csv has no points for a value of " + parameter)
}

type threshold struct {
	from, to int
	red      string
	Response
}

var news2Responses = sync.OnceValue(func() []threshold {
	var all []threshold
	for _, row := range table("news2_responses.csv") {
		all = append(all, threshold{row.Int("from"), row.Int("to"), row.Text("red"), Response{row.Text("risk"), row.Text("response"), row.Text("monitoring")}})
	}
	return all
})
