package chart

import "time"

// day counts the days since 1970 began; moment the seconds. Charts are written in these, which are quicker than time.Time.
type (
	day    int
	moment int64
)

const secondsPerDay = 24 * 60 * 60

func dayOf(t time.Time) day { return momentOf(t).day() }

func momentOf(t time.Time) moment { return moment(t.Unix()) }

func (m moment) day() day {
	d := m / secondsPerDay
	if m%secondsPerDay < 0 {
		d--
	}
	return day(d)
}

func (m moment) time() time.Time { return time.Unix(int64(m), 0).UTC() }

// at is a minute of the day.
func (d day) at(minute int) moment { return moment(d)*secondsPerDay + moment(minute)*60 }

// weekday is 0 for a Monday.
func (d day) weekday() int { return ((int(d)+3)%7 + 7) % 7 }

// civil is the date in the Gregorian calendar.
func (d day) civil() (year int, month time.Month, dom int) {
	z := int(d) + 719468 // days since 1 March of year 0
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dom = doy - (153*mp+2)/5 + 1
	m := mp + 3
	year = yoe + era*400
	if m > 12 {
		m, year = m-12, year+1
	}
	return year, time.Month(m), dom
}

func (d day) year() int {
	y, _, _ := d.civil()
	return y
}

// date is the day of a date in the Gregorian calendar.
func date(year int, month time.Month, dom int) day {
	m := int(month)
	if m <= 2 {
		year--
		m += 12
	}
	era := year / 400
	yoe := year - era*400
	doe := yoe*365 + yoe/4 - yoe/100 + (153*(m-3)+2)/5 + dom - 1
	return day(era*146097 + doe - 719468)
}

// working is the day itself or the next one that surgeries are open on.
func (d day) working() day {
	for {
		switch wd := d.weekday(); {
		case wd >= 5:
			d += day(7 - wd)
		case d.holiday():
			d++
		default:
			return d
		}
	}
}

// holiday reports whether a day from Monday to Friday is a bank holiday in England, leaving aside those of a single year.
func (d day) holiday() bool {
	wd := d.weekday()
	year, m, dom := d.civil()
	switch m {
	case time.January:
		return dom == 1 || wd == 0 && dom <= 3
	case time.March, time.April:
		return wd == 4 && d == easter(year)-2 || wd == 0 && d == easter(year)+1
	case time.May:
		return wd == 0 && (dom <= 7 || dom >= 25)
	case time.August:
		return wd == 0 && dom >= 25
	case time.December:
		return dom == 25 || dom == 26 || wd <= 1 && (dom == 27 || dom == 28)
	}
	return false
}

// easter is Easter Sunday of a year: the first Sunday after the church's full moon.
func easter(year int) day {
	century := year / 100
	epact := (19*(year%19) + century - century/4 - (8*century+13)/25 + 15) % 30
	moon := date(year, time.March, 21) + day(epact)
	if epact == 29 || epact == 28 && year%19 > 10 {
		moon--
	}
	return moon + day(7-(moon.weekday()+1)%7)
}

// yearDays is how many days a year has on average.
const yearDays = 365.2425

// years is so many years in days.
func years(n float64) day { return day(n * yearDays) }
