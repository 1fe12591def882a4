package gmf

import (
	"embed"
	"math"
	"strings"
	"sync"
	"time"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func rows(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// careTables say how the host sees to contacts.
type careTables struct {
	checks  []checkBand
	chronic int64 // longest time between checks of those on chronic medication, ms
	seeking []wayIn
	mixes   []mix
}

// checkBand is how often people up to an age are checked, in milliseconds.
type checkBand struct{ to, interval int64 }

// wayIn is where people go whose symptoms add up to more than so much, the most urgent first.
type wayIn struct {
	above, chance float64
	class         string
}

// mix is how care is given from a day on.
type mix struct {
	from                    int64
	telemedicine, emergency float64
}

var care = sync.OnceValue(func() *careTables {
	c := &careTables{}
	for _, row := range rows("checks.csv") {
		b := checkBand{to: int64(row.Float("to_days") * day), interval: int64(row.Float("every_days") * day)}
		switch row.Text("who") {
		case "chronic":
			c.chronic = b.interval
			continue
		case "rest":
			b.to = math.MaxInt64
		}
		c.checks = append(c.checks, b)
	}
	for _, row := range rows("seeking.csv") {
		c.seeking = append(c.seeking, wayIn{row.Float("above"), row.Float("chance"), row.Text("class")})
	}
	for _, row := range rows("care.csv") {
		from, err := time.Parse(time.DateOnly, row.Text("from"))
		if err != nil {
			panic("data/care.csv: " + err.Error())
		}
		c.mixes = append(c.mixes, mix{from.UnixMilli(), row.Float("telemedicine"), row.Float("emergency")})
	}
	return c
})

// careAt is how care is given on a day.
func careAt(t int64) mix {
	mixes := care().mixes
	out := mixes[0]
	for _, m := range mixes {
		if m.from <= t {
			out = m
		}
	}
	return out
}

// hostAttribute is one of the attributes that modules read and none sets.
type hostAttribute struct {
	supplied bool
	period   float64 // days that a risk of the framework's host is for; 0 for what is not a risk
	share    float64 // of people for whom it is true, where it is drawn
}

var hostAttributes = sync.OnceValue(func() map[string]hostAttribute {
	out := map[string]hostAttribute{}
	for _, row := range rows("attributes.csv") {
		out[row.Text("attribute")] = hostAttribute{row.Text("supplied") == "yes", row.Float("period_days"), row.Float("share")}
	}
	return out
})

// endReasons are the codes that the framework ends medications and care plans with.
var endReasons = sync.OnceValue(func() map[string]Code {
	out := map[string]Code{}
	for _, row := range rows("end_reasons.csv") {
		out[row.Text("of")] = Code{System: row.Text("system"), Code: row.Text("code"), Display: row.Text("display"), id: -1}
	}
	return out
})

// systems are the URIs of the framework's code systems by their lower-case short names.
var systems = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, row := range rows("systems.csv") {
		out[strings.ToLower(row.Text("system"))] = row.Text("uri")
	}
	return out
})
