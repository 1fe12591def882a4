package pds

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"sandpiper/synthetic"
	"sandpiper/synthetic/nhs"
)

// index is a place in a list as paths have it.
func index(k int) string { return strconv.Itoa(k) }

// same compares two parts of resources by how they are written.
func same(a, b any) bool {
	one, err := json.Marshal(a)
	other, again := json.Marshal(b)
	return err == nil && again == nil && string(one) == string(other)
}

// addresses: "Address".
func (u *update) addresses() (Outcome, bool) {
	was, had := map[string]*address{}, map[string]int{}
	for k := range u.before.Address {
		was[u.before.Address[k].ID] = &u.before.Address[k]
		had[u.before.Address[k].Use]++
	}
	uses := map[string]int{}
	for k := range u.after.Address {
		uses[u.after.Address[k].Use]++
	}
	for k := range u.after.Address {
		a := &u.after.Address[k]
		old := was[a.ID]
		if old != nil && same(old, a) {
			continue
		}
		if (old == nil || old.Use != a.Use) && uses[a.Use] > 1 && uses[a.Use] > had[a.Use] { // some records have several of a use from of old
			return forbiddenUpdate("multiple '" + a.Use + "' addresses cannot be added"), false
		}
		u.fillLines(a)
		if wrong, ok := checkAddress(a, "address/"+index(k)); !ok {
			return wrong, false
		}
		if wrong, ok := u.lasts(a, old != nil && old.Period == nil); !ok {
			return wrong, false
		}
	}
	return Outcome{}, true
}

// anywhere begins the pseudo postcodes, such as ZZ99 3VZ for no fixed abode, which need no lines.
const anywhere = "ZZ99"

// checkAddress looks at the use and lines of an address that is written.
func checkAddress(a *address, where string) (Outcome, bool) {
	if a.Use == "work" {
		return unsupportedValue("work", where+"/use"), false
	}
	if a.Use == "temp" && a.Text == "" {
		return missingField(where + "/text"), false
	}
	keyed, kinds := false, map[string]bool{}
	for _, e := range a.Extension {
		kind, value := "", ""
		if x := e.inner("type"); x != nil && x.Coding != nil {
			kind = x.Coding.Code
		}
		if x := e.inner("value"); x != nil {
			value = x.Text
		}
		if e.URL != urlAddressKey || kind != "PAF" && kind != "UPRN" || value == "" || strings.Trim(value, "0123456789") != "" || kinds[kind] {
			return invalidField(e.URL, where+"/extension"), false
		}
		kinds[kind] = true
		keyed = true
	}
	lines := slices.DeleteFunc(slices.Clone(a.Line), func(line string) bool { return strings.TrimSpace(line) == "" })
	switch {
	case strings.HasPrefix(squeeze(a.PostalCode), anywhere), keyed && a.PostalCode != "" && len(lines) > 0:
	case len(a.Line) == 5 && a.Line[4] != "" && !keyed:
		return invalidUpdate("address line 5 may only be given with a PAF key"), false
	case len(lines) == 0, (len(lines) < len(a.Line) || len(a.Line) >= 4) && !placed(a.Line):
		return invalidUpdate("address lines 1 and 4 or 2 and 4 must be completed as a minimum"), false
	}
	a.Line = lines
	return Outcome{}, true
}

// fillLines gives an address that has a postcode and a PAF key, but no lines, the lines of the one home that the population has at that postcode. Where
// it has none or several, there is no match and the lines stay missing (patient-patch.yaml, "Address": "there are exceptions"). The file behind the keys is
// licensed, so that their values are not looked up.
func (u *update) fillLines(a *address) {
	if a.PostalCode == "" || !a.hasKey("PAF") || strings.TrimSpace(strings.Join(a.Line, "")) != "" || u.population == nil {
		return
	}
	var only []string
	for i := range u.population.Search(synthetic.Query{Postcode: a.PostalCode}) {
		home := u.population.Person(i).Address
		switch {
		case squeeze(home.Postcode) != squeeze(a.PostalCode):
		case only == nil:
			only = home.Lines
		case !slices.Equal(only, home.Lines):
			return
		}
	}
	if only != nil {
		a.Line = slices.Clone(only)
	}
}

// hasKey reports whether an address carries a key of a kind, PAF or UPRN.
func (a *address) hasKey(kind string) bool {
	return slices.ContainsFunc(a.Extension, func(e extension) bool {
		x := e.inner("type")
		return x != nil && x.Coding != nil && x.Coding.Code == kind
	})
}

// placed reports whether lines that are told by their place, blank ones included, hold the first or second and the fourth. Lines of which
// the blank ones were left out cannot be told apart, and are taken as they are (postPatientResponses/new_patient.json has only one).
func placed(line []string) bool {
	given := func(k int) bool { return k < len(line) && strings.TrimSpace(line[k]) != "" }
	return (given(0) || given(1)) && given(3)
}

// lasts checks how long an address lasts: a temporary one 90 days at most, one for letters 366.
func (u *update) lasts(a *address, had bool) (Outcome, bool) {
	most := map[string]int{"temp": 90, "billing": 366}[a.Use]
	if most > 0 && (a.Period == nil || a.Period.End == "") {
		return invalidUpdate("a '" + a.Use + "' address must have a period start and end"), false
	}
	if wrong, ok := u.period(&a.Period, had); !ok {
		return wrong, false
	}
	if most > 0 {
		start, _ := time.Parse(time.DateOnly, a.Period.Start)
		if end, _ := time.Parse(time.DateOnly, a.Period.End); end.After(start.AddDate(0, 0, most)) {
			return invalidUpdate("a '" + a.Use + "' address cannot last more than " + index(most) + " days"), false
		}
	}
	return Outcome{}, true
}

// telecoms: "Telecom".
func (u *update) telecoms() (Outcome, bool) {
	was := map[string]*telecom{}
	for k := range u.before.Telecom {
		was[u.before.Telecom[k].ID] = &u.before.Telecom[k]
	}
	have := map[[2]string]bool{}
	for k := range u.after.Telecom {
		t := &u.after.Telecom[k]
		old := was[t.ID]
		kind := [2]string{t.System, t.Use}
		switch {
		case old != nil && (old.System != t.System || old.Use != t.Use):
			return invalidUpdate("the system and use of a telecom cannot be changed"), false
		case have[kind]:
			return invalidUpdate("a telecom with system '" + t.System + "' and use '" + t.Use + "' exists already"), false
		}
		have[kind] = true
		if old != nil && same(old, t) {
			continue
		}
		if t.Use == "" {
			return missingField("telecom/" + index(k) + "/use"), false
		}
		if wrong, ok := checkPoint(t, "telecom/"+index(k)); !ok {
			return wrong, false
		}
		if wrong, ok := u.period(&t.Period, old != nil && old.Period == nil); !ok {
			return wrong, false
		}
	}
	return Outcome{}, true
}

// contacts: "Emergency contact".
func (u *update) contacts() (Outcome, bool) {
	was := map[string]*contact{}
	for k := range u.before.Contact {
		was[u.before.Contact[k].ID] = &u.before.Contact[k]
	}
	for k := range u.after.Contact {
		c := &u.after.Contact[k]
		if old := was[c.ID]; old != nil && same(old, c) {
			continue
		}
		where := "contact/" + index(k)
		if code := c.Relationship[0].Coding[0].Code; code != "C" {
			return invalidField(code, where+"/relationship/0/coding/0/code"), false
		}
		for i := range c.Telecom {
			t := &c.Telecom[i]
			there := where + "/telecom/" + index(i)
			switch {
			case t.Use != "":
				return invalidUpdate("the telecom of a contact must not have a use"), false
			case t.Period != nil:
				return invalidUpdate("the period of a contact must not be on its telecom"), false
			case t.System == "fax":
				return unsupportedValue("fax", there+"/system"), false
			}
			if wrong, ok := checkPoint(t, there); !ok {
				return wrong, false
			}
		}
		if c.Period != nil {
			if wrong, ok := u.period(&c.Period, true); !ok {
				return wrong, false
			}
		}
	}
	return Outcome{}, true
}

// extensions: "Communication", "Contact preferences", "Pharmacy" and "Place of birth".
func (u *update) extensions() (Outcome, bool) {
	seen := map[string]bool{}
	for k := range u.after.Extension {
		e := &u.after.Extension[k]
		where := "extension/" + index(k)
		if seen[e.URL] {
			return invalidUpdate("multiple extensions with the url '" + e.URL + "' cannot be added"), false
		}
		seen[e.URL] = true
		if old := u.before.extension(e.URL); old != nil && same(old, e) {
			continue
		}
		if wrong, ok := u.extension(e, where); !ok {
			return wrong, false
		}
	}
	if u.before.extension(urlRemoval) != nil && !seen[urlRemoval] {
		return forbiddenUpdate("source not permitted to remove 'removalFromRegistration'"), false
	}
	return Outcome{}, true
}

func (u *update) extension(e *extension, where string) (Outcome, bool) {
	switch e.URL {
	case urlPharmacy, urlDispenser, urlAppliances:
		if e.Reference == nil {
			return missingField(where + "/valueReference"), false
		}
		if !u.suppliers.open(nhs.ODS(e.Reference.Identifier.Value), u.now) {
			return invalidField(e.Reference.Identifier.Value, where+"/valueReference/identifier/value"), false
		}
	case urlCommunication:
		return u.communication(e, where)
	case urlPreference:
		if wrong, ok := checkParts(e, where, "PreferredWrittenCommunicationFormat", "PreferredContactMethod", "PreferredContactTimes"); !ok {
			return wrong, false
		}
		return checkPreference(e, where)
	case urlBirthPlace:
		if e.Address == nil || *e.Address == (birthPlace{}) {
			return missingField(where + "/valueAddress"), false
		}
		if c := e.Address.Country; c != "" && !country(c) {
			return invalidField(c, where+"/valueAddress/country"), false
		}
	case urlDeath: // u.death has looked at it
	case urlRemoval:
		return forbiddenUpdate("source not permitted to update 'removalFromRegistration'"), false
	default:
		return invalidField(e.URL, where+"/url"), false
	}
	return Outcome{}, true
}

// country reports whether a code may stand for a country of birth: one of the register's own, or of ISO 3166-1 in three letters (BirthPlace.yaml).
func country(code string) bool {
	_, own := display("place", code)
	return own || isoCountry(code)
}

// isoCountry reports whether a code is one of ISO 3166-1 in three capital letters.
func isoCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.ISO3() == code
}

// checkParts looks at the parts of an extension: each one that it may have, and none twice (Communication.yaml, ContactPreference.yaml).
func checkParts(e *extension, where string, known ...string) (Outcome, bool) {
	seen := map[string]bool{}
	for k := range e.Extension {
		switch url := e.Extension[k].URL; {
		case !slices.Contains(known, url):
			return invalidField(url, where+"/extension/"+index(k)+"/url"), false
		case seen[url]:
			return tooMany(url, where+"/extension"), false
		default:
			seen[url] = true
		}
	}
	return Outcome{}, true
}

// communication: "Communication". Putting anything else in the place of the interpreter is told in the service's own words (karate
// updatePatientDetails/replace.feature).
func (u *update) communication(e *extension, where string) (Outcome, bool) {
	wrong, ok := checkParts(e, where, "language", "interpreterRequired")
	if old := u.before.extension(urlCommunication); !ok && old != nil && old.inner("interpreterRequired") != nil && e.inner("interpreterRequired") == nil {
		return invalidUpdate("interpreterRequired cannot be removed"), false
	}
	if !ok {
		return wrong, false
	}
	code := e.code("language")
	switch _, known := display("language", code); {
	case code == "":
		return missingField(where + "/extension/language"), false
	case code == "en", !known:
		return invalidField(code, where+"/extension/language"), false
	}
	return Outcome{}, true
}

func checkPreference(e *extension, where string) (Outcome, bool) {
	format, method := e.code("PreferredWrittenCommunicationFormat"), e.code("PreferredContactMethod")
	if _, known := display("format", format); format != "" && !known {
		return invalidField(format, where+"/extension/PreferredWrittenCommunicationFormat"), false
	}
	if _, known := display("method", method); method != "" && !known {
		return invalidField(method, where+"/extension/PreferredContactMethod"), false
	}
	if times := e.inner("PreferredContactTimes"); times != nil {
		if len([]rune(times.Text)) > 40 {
			return invalidField(times.Text, where+"/extension/PreferredContactTimes"), false
		}
		if method == "" {
			return invalidUpdate("a preferred contact time requires a preferred contact method"), false
		}
	}
	return Outcome{}, true
}
