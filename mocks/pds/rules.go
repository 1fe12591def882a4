package pds

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/nhs"
)

// The rules of this file are those of patient-patch.yaml, "Patient data fields"; each function is one of its headings. Where the
// specification tells a rule and not the words of its breach, the words are ours.

// names: "Name".
func (u *update) names() (Outcome, bool) {
	uses := map[string]int{}
	was := map[string]*humanName{}
	usual := false
	for k := range u.before.Name {
		n := &u.before.Name[k]
		was[n.ID] = n
		usual = usual || n.Use == "usual"
	}
	for k := range u.after.Name {
		n := &u.after.Name[k]
		uses[n.Use]++
		old := was[n.ID]
		if n.ID != "" && old != nil && old.Use != n.Use {
			return forbiddenUpdate("not permitted to change the use of a name from '" + old.Use + "' to '" + n.Use + "'"), false
		}
		if old != nil && same(old, n) {
			continue
		}
		if wrong, ok := tidyName(n, "name/"+index(k)); !ok {
			return wrong, false
		}
		if wrong, ok := u.period(&n.Period, old != nil && old.Period == nil); !ok {
			return wrong, false
		}
	}
	switch {
	case uses["usual"] > 1:
		return forbiddenUpdate("multiple usual names cannot be added"), false
	case uses["usual"] == 0 && usual:
		return forbiddenUpdate("not permitted to remove usual name"), false
	case uses["nickname"] > 1:
		return forbiddenUpdate("multiple nicknames cannot be added"), false
	}
	return Outcome{}, true
}

// titles are those that must be written just so, if at all.
func titles() []string { return []string{"Mr", "Mrs", "Ms", "Dr", "Rev", "Sir", "Lady", "Lord"} }

// tidyName writes a name as the register keeps it, and looks at what it is made of: prefixes without full stops at their end, given names after the
// first broken into one each (HumanName.yaml, given), only characters of the published ranges.
func tidyName(n *humanName, where string) (Outcome, bool) {
	for k, prefix := range n.Prefix {
		n.Prefix[k] = strings.TrimRight(prefix, ".")
		for _, title := range titles() {
			if strings.EqualFold(n.Prefix[k], title) && n.Prefix[k] != title {
				return invalidField(prefix, where+"/prefix/"+index(k)), false
			}
		}
	}
	if len(n.Given) > 0 {
		if n.Given = append(n.Given[:1:1], strings.Fields(strings.Join(n.Given[1:], " "))...); len(n.Given) > mostGiven {
			return tooMany(pythonTexts(n.Given), where+"/given"), false
		}
	}
	parts := append(append(append([]string{n.Family}, n.Given...), n.Prefix...), n.Suffix...)
	for _, part := range parts {
		if strings.ContainsFunc(part, notInNames) {
			return unsupportedCharacters(part, where), false
		}
	}
	for k, suffix := range n.Suffix {
		if suffix == "" || suffix[0] < 'A' || suffix[0] > 'Z' {
			return invalidField(suffix, where+"/suffix/"+index(k)), false
		}
	}
	return Outcome{}, true
}

// notInNames reports whether a character is outside the ranges that names may hold.
func notInNames(c rune) bool {
	switch {
	case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == ' ', c == '-', c == '\'', c == '.':
		return false
	}
	return c < 192 || c > 383 || c == 215 || c == 247
}

// birth: "Date of birth" and "Multiple birth order".
func (u *update) birth() (Outcome, bool) {
	if u.after.BirthDate == u.before.BirthDate {
		return Outcome{}, true
	}
	born, _ := time.Parse(time.DateOnly, u.after.BirthDate)
	if born.After(u.now) {
		return invalidUpdate("birthDate cannot be in the future"), false
	}
	if died, ok := readMoment(u.after.DeceasedDateTime); ok && born.After(died) {
		return invalidUpdate("birthDate cannot be after deceasedDateTime"), false
	}
	return Outcome{}, true
}

// death: "Date of death" and "Death notification".
func (u *update) death() (Outcome, bool) {
	was, is := u.before.extension(urlDeath), u.after.extension(urlDeath)
	moved := u.before.DeceasedDateTime != u.after.DeceasedDateTime
	formal := was != nil && was.code("deathNotificationStatus") == string(world.FormalDeath)
	status := ""
	if is != nil {
		status = is.code("deathNotificationStatus")
	}
	switch {
	case was != nil && is == nil:
		return forbiddenUpdate("source not permitted to remove 'deathNotificationStatus'"), false
	case formal && (moved || !same(was, is)):
		return forbiddenUpdate("source not permitted to update a formal death notification"), false
	case !moved && same(was, is):
		return Outcome{}, true
	case is == nil || u.after.DeceasedDateTime == "":
		return invalidUpdate("deceasedDateTime and DeathNotificationStatus must be provided together"), false
	case status == string(world.FormalDeath):
		return forbiddenUpdate("source not permitted to add a formal death notification"), false
	case status == string(world.RemovedDeath):
		return unsupportedValue(status, "deathNotificationStatus"), false
	case status != string(world.InformalDeath):
		return invalidField(status, "deathNotificationStatus"), false
	}
	died, ok := readMoment(u.after.DeceasedDateTime)
	born, _ := time.Parse(time.DateOnly, u.after.BirthDate)
	switch {
	case !ok:
		return invalidField(u.after.DeceasedDateTime, "deceasedDateTime"), false
	case died.After(u.now):
		return invalidUpdate("deceasedDateTime cannot be in the future"), false
	case died.Before(born):
		return invalidUpdate("deceasedDateTime cannot be before birthDate"), false
	}
	u.after.DeceasedDateTime = died.Format(dateTimeInZone)
	return Outcome{}, true
}

// sex: "Gender".
func (u *update) sex() (Outcome, bool) {
	if u.after.Gender != u.before.Gender && u.after.Gender == "other" {
		return unsupportedValue("other", "gender"), false
	}
	return Outcome{}, true
}

// practice: "General practice" and "Managing Organisation".
func (u *update) practice() (Outcome, bool) {
	for k, gp := range u.after.GeneralPractitioner {
		if k < len(u.before.GeneralPractitioner) && same(&gp, &u.before.GeneralPractitioner[k]) {
			continue
		}
		where := "generalPractitioner/" + index(k) + "/identifier/value"
		if _, ok := u.population.Practice(nhs.ODS(gp.Identifier.Value)); !ok {
			return invalidField(gp.Identifier.Value, where), false
		}
		if gp.Identifier.Period != nil && gp.Identifier.Period.End != "" {
			return invalidUpdate("generalPractitioner must not have a period end"), false
		}
		if wrong, ok := u.period(&u.after.GeneralPractitioner[k].Identifier.Period, false); !ok {
			return wrong, false
		}
	}
	if m := u.after.ManagingOrganization; m != nil && !same(m, u.before.ManagingOrganization) {
		if _, ok := u.population.Practice(nhs.ODS(m.Identifier.Value)); !ok {
			return invalidField(m.Identifier.Value, "managingOrganization/identifier/value"), false
		}
	}
	return Outcome{}, true
}

// period: "Business rules for period". A period that is missing begins today, unless the item had none.
func (u *update) period(p **period, had bool) (Outcome, bool) {
	if *p == nil {
		if !had {
			*p = &period{Start: u.now.Format(time.DateOnly)}
		}
		return Outcome{}, true
	}
	start, err := time.Parse(time.DateOnly, (*p).Start)
	if err != nil {
		return missingField("period/start"), false
	}
	if start.After(u.now) {
		return invalidUpdate("period start date cannot be in the future"), false
	}
	if end, err := time.Parse(time.DateOnly, (*p).End); err == nil && end.Before(start) {
		return invalidUpdate("period end date cannot be before the start date"), false
	}
	return Outcome{}, true
}

// email reports whether a text has the form and length of an address ("more than 6 characters and less than 90").
func email(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) > 6 && len(text) < 90 && strings.Contains(text[strings.LastIndexByte(text, '@'):], ".")
}

// systems are the ways to reach somebody that may be written.
func checkPoint(t *telecom, where string) (Outcome, bool) {
	switch {
	case t.System == "email" && !email(t.Value):
		return invalidUpdate("email format is invalid"), false
	case strings.TrimSpace(t.Value) == "":
		return invalidField(t.Value, where+"/value"), false
	case t.System == "other" && !slices.ContainsFunc(t.Extension, func(e extension) bool { return e.URL == urlTextphone }):
		return missingField(where + "/extension"), false
	}
	return Outcome{}, true
}
