package registers

import (
	"slices"
	"strings"
	"sync"

	"sandpiper/mocks/ods"
)

// establishments enters every organisation of the country: those that the directory knows on the day on which the register opens, in the order of
// their codes, and then, by day, whatever opens and whatever has closed. All times are midnights, when the directory changes too.
func (f *foundation) establishments() []line {
	register := f.organisations.For(f.population)
	opened := ods.DayOf(f.opened)
	first := make([]line, 0, len(register.All()))
	var later []line
	for _, o := range register.All() {
		if o.Known(opened) {
			first = append(first, line{f.opened, o.Code, establishment(o, opened)})
		} else {
			later = append(later, line{o.Open.From.Time(), o.Code, establishment(o, o.Open.From)})
		}
		if closed := o.Open.To + 1; o.Open.To != 0 && closed > opened {
			later = append(later, line{closed.Time(), o.Code, establishment(o, closed)})
		}
	}
	slices.SortStableFunc(later, func(a, b line) int { return a.at.Compare(b.at) })
	return append(first, later...)
}

// establishment is what the register says of an organisation on a day: nothing that is still to come.
func establishment(o *ods.Organisation, on ods.Day) Item {
	successor, end := "", ""
	if o.Open.Over(on) {
		end = o.Open.To.String()
		for i := range o.Succs {
			if s := &o.Succs[i]; s.Type == "Successor" && s.On <= on {
				successor = s.Target
			}
		}
	}
	return must(
		Text("organisation", o.Code), Text("name", o.Name), Text("organisation-type", establishmentTypes()[o.Kind.String()]),
		Text("address", joined(append(slices.Clone(o.Lines), o.Town))), Text("postcode", o.Postcode), Text("telephone", o.Phone), Text("website", o.Web),
		Text("territory", link("territory", o.Region)), Text("start-date", o.Open.From.String()), Text("end-date", end),
		Text("successor", link("organisation", successor)))
}

// establishmentTypes are the words of the register for the directory's kinds.
var establishmentTypes = sync.OnceValue(func() map[string]string {
	out := make(map[string]string)
	for _, row := range table("organisation_types.csv") {
		out[row.Text("kind")] = row.Text("type")
	}
	return out
})

// joined writes the lines of an address in one.
func joined(lines []string) string {
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), ", ")
}
