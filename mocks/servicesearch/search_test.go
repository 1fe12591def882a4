package servicesearch_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
	"sandpiper/mocks/servicesearch"
)

// TestFilters holds what a filter finds to what it says, asked of the records themselves.
func TestFilters(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	all := r.everything(t)
	require.Greater(t, len(all), 15_000)
	latitude, longitude := all[0]["Latitude"].(float64), all[0]["Longitude"].(float64)
	district, _, _ := strings.Cut(all[0].text("Postcode"), " ")
	for filter, holds := range map[string]func(record) bool{
		"OrganisationTypeId eq 'PHA'":       func(o record) bool { return o.text("OrganisationTypeId") == "PHA" },
		"not (OrganisationTypeId eq 'PHA')": func(o record) bool { return o.text("OrganisationTypeId") != "PHA" },
		"IsEpsEnabled eq 'true' and OrganisationTypeId eq 'PHA' and OrganisationSubType eq 'Community'": func(o record) bool { return o.text("OrganisationSubType") == "Community" },
		"IsEpsEnabled eq null": func(o record) bool { return o["IsEpsEnabled"] == nil },
		"OrganisationTypeId eq 'DEN' or OrganisationTypeId eq 'UC' and City eq 'Leeds'": func(o record) bool {
			return o.text("OrganisationTypeId") == "DEN" || o.text("OrganisationTypeId") == "UC" && o.text("City") == "Leeds"
		},
		"(OrganisationTypeId eq 'DEN' or OrganisationTypeId eq 'UC') and City eq 'Leeds'": func(o record) bool {
			return slices.Contains([]string{"DEN", "UC"}, o.text("OrganisationTypeId")) && o.text("City") == "Leeds"
		},
		"search.in(OrganisationTypeId, 'DEN,UC')":        func(o record) bool { return slices.Contains([]string{"DEN", "UC"}, o.text("OrganisationTypeId")) },
		"search.in(City, 'Leeds|Hull', '|')":             func(o record) bool { return slices.Contains([]string{"Leeds", "Hull"}, o.text("City")) },
		"search.ismatch('" + district + "', 'Postcode')": func(o record) bool { return strings.HasPrefix(o.text("Postcode"), district+" ") },
		"ParentOrganisation/ODSCode eq 'ZXR001'":         func(o record) bool { return record(o["ParentOrganisation"].(map[string]any)).code() == "ZXR001" },
		"Latitude gt 55":                                 func(o record) bool { return o["Latitude"].(float64) > 55 },
		"City ge 'York' or Latitude lt 50.9":             func(o record) bool { return o.text("City") >= "York" || o["Latitude"].(float64) < 50.9 },
		"AcceptingPatients/GP eq 'No'":                   func(o record) bool { return record(o["AcceptingPatients"].(map[string]any)).text("GP") == "No" },
		"GPRegistration/AcceptingOutOfArea": func(o record) bool {
			g, ok := o["GPRegistration"].(map[string]any)
			return ok && g["AcceptingOutOfArea"] == true
		},
		"not Services/any()": func(o record) bool { return len(o.items("Services")) == 0 },
		"OpeningTimes / any (x: x/ClosingTime eq '14:00')": func(o record) bool {
			return slices.ContainsFunc(o.items("OpeningTimes"), func(x record) bool { return x.text("ClosingTime") == "14:00" })
		},
		"Facilities / any (x: x/Name eq 'Wheelchair access' and x/Value eq 'Yes') and IsEpsEnabled eq 'true'": func(o record) bool {
			return o.text("IsEpsEnabled") == "true" && slices.ContainsFunc(o.items("Facilities"), func(x record) bool { return x.text("Name") == "Wheelchair access" && x.text("Value") == "Yes" })
		},
		"OpeningTimes/all(x: x/OffsetOpeningTime ge 480 or x/IsOpen eq false)": func(o record) bool {
			return !slices.ContainsFunc(o.items("OpeningTimes"), func(x record) bool { return x["OffsetOpeningTime"].(float64) < 480 && x["IsOpen"] == true })
		},
		"geo.distance(Geocode, geography'POINT(" + decimal(longitude) + " " + decimal(latitude) + ")') le 20": func(o record) bool {
			return apart(latitude, longitude, o["Latitude"].(float64), o["Longitude"].(float64)) <= 20
		},
	} {
		t.Run(filter, func(t *testing.T) {
			found := r.codes(t, filter)
			assert.NotEmpty(t, found)
			assert.Less(t, len(found), len(all))
			wrong := 0
			for _, o := range all {
				if holds(o) != found[o.code()] {
					wrong++
				}
			}
			if strings.HasPrefix(filter, "geo.") {
				assert.LessOrEqual(t, wrong, 1, "at the rim the rounding of what is shown may tell")
				return
			}
			assert.Zero(t, wrong)
		})
	}
}

func TestNearestFirst(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	practice := r.register.Of(ods.Practice)[3000]
	latitude, longitude := r.register.Point(practice)
	near := "geo.distance(Geocode, geography'POINT(" + decimal(longitude) + " " + decimal(latitude) + ")')"
	page := r.find(t, get("$filter", "OrganisationTypeId eq 'PHA'", "$orderBy", near, "$top", "200", "$count", "true"))
	require.Len(t, page.Value, 200)
	assert.Greater(t, *page.Count, 5000)
	last := 0.0
	for _, o := range page.Value {
		d := apart(latitude, longitude, o["Latitude"].(float64), o["Longitude"].(float64))
		require.GreaterOrEqual(t, d, last-0.01, o.code())
		last = d
	}
	assert.Less(t, apart(latitude, longitude, page.Value[0]["Latitude"].(float64), page.Value[0]["Longitude"].(float64)), 15.0, "a pharmacy is never far")
	far := r.find(t, get("$filter", "OrganisationTypeId eq 'PHA'", "$orderby", near+" desc", "$top", "1"))
	assert.Greater(t, apart(latitude, longitude, far.Value[0]["Latitude"].(float64), far.Value[0]["Longitude"].(float64)), 200.0)
	byName := r.find(t, get("$filter", "City eq 'Leeds'", "$orderby", "OrganisationTypeId desc, OrganisationName asc", "$top", "100"))
	assert.True(t, slices.IsSortedFunc(byName.Value, func(a, b record) int {
		if c := strings.Compare(b.text("OrganisationTypeId"), a.text("OrganisationTypeId")); c != 0 {
			return c
		}
		return strings.Compare(a.text("OrganisationName"), b.text("OrganisationName"))
	}))
}

func TestText(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	count := func(parameters ...string) int {
		return *r.find(t, get(append(parameters, "$count", "true", "$top", "0")...)).Count
	}
	all := count()
	assert.Equal(t, all, count("search", "*"))
	one := r.find(t, get("search", "ZX0412", "searchFields", "ODSCode"))
	require.Len(t, one.Value, 1)
	assert.Greater(t, one.Value[0]["@search.score"].(float64), 5.0, "a rare word weighs much")
	name := []string{"searchfields", "OrganisationName"} // in small letters too: the sandbox's table has it so
	with := func(text string, more ...string) int {
		return count(append(append([]string{"search", text}, name...), more...)...)
	}
	pharmacies, both := with("pharmacy"), with("heron pharmacy", "searchMode", "all")
	assert.Greater(t, pharmacies, 5000)
	assert.Positive(t, both)
	assert.GreaterOrEqual(t, with("heron pharmacy", "searchMode", "any"), pharmacies)
	assert.Equal(t, both, with(`"heron pharmacy"`))
	assert.Equal(t, both, with("+heron +pharmacy"))
	assert.Equal(t, pharmacies-both, with("+pharmacy -heron"))
	assert.Equal(t, both, count("search", "OrganisationName:heron AND OrganisationName:pharmacy", "queryType", "full"))
	assert.Equal(t, pharmacies-both, with("pharmacy NOT heron", "queryType", "full"))
	assert.GreaterOrEqual(t, with("pharm*"), pharmacies)
	assert.Empty(t, r.find(t, get("search", "no-organisation", "searchMode", "all")).Value, "nothing is an empty list")
	scores := r.find(t, get("search", "Leeds road", "$top", "500")).Value
	assert.True(t, slices.IsSortedFunc(scores, func(a, b record) int {
		return cmp.Compare(b["@search.score"].(float64), a["@search.score"].(float64))
	}))
}

func TestPages(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	seen := map[string]bool{}
	page := r.find(t, get("search", "Leeds", "searchFields", "City", "$select", "ODSCode,City"))
	for pages := 1; ; pages++ {
		require.Less(t, pages, 60)
		for _, o := range page.Value {
			assert.Len(t, o, 3, "the score and two fields")
			seen[o.code()] = true
		}
		if page.Next == "" {
			break
		}
		assert.Len(t, page.Value, servicesearch.DefaultTop)
		next := get()
		next.URL.RawQuery = page.Next[strings.IndexByte(page.Next, '?')+1:]
		page = r.find(t, next)
	}
	assert.Equal(t, *r.find(t, get("search", "Leeds", "searchFields", "City", "$count", "true")).Count, len(seen))
	assert.Empty(t, r.find(t, get("$top", "10")).Next, "who names a number gets no link")
	backend := newRig(t, &servicesearch.Service{BackendLinks: true}).find(t, get())
	assert.Contains(t, backend.Context, "search.windows.net")
	assert.Contains(t, backend.Next, "search.windows.net")
	assert.Equal(t, published.Host+servicesearch.Base+"/$metadata#docs(*)", page.Context)
}

func TestPostIsGet(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	a := r.find(t, get("search", "Leeds", "searchFields", "City", "$top", "10", "$count", "true", "$select", "ODSCode", "$filter", "IsEpsEnabled eq 'true'", "$orderby", "ODSCode"))
	b := r.find(t, post(`{"search":"Leeds","searchFields":"City","top":10,"count":true,"select":"ODSCode","filter":"IsEpsEnabled eq 'true'","orderby":"ODSCode"}`))
	assert.Equal(t, a, b)
	assert.Len(t, r.find(t, post("{}")).Value, servicesearch.DefaultTop)
	assert.Len(t, r.find(t, post("")).Value, servicesearch.DefaultTop)
}

func TestOnlyTheOpenAreShown(t *testing.T) {
	r := newRig(t, &servicesearch.Service{})
	ask := func(code string) int { return len(r.find(t, get("search", code, "searchFields", "ODSCode")).Value) }
	var closing, opening *ods.Organisation
	for _, o := range r.register.Of(ods.Pharmacy) {
		if closing == nil && o.Open.To > ods.DayOf(started) {
			closing = o
		}
		if opening == nil && o.Open.From > ods.DayOf(started) {
			opening = o
		}
	}
	assert.Equal(t, 1, ask(closing.Code))
	assert.Zero(t, ask(opening.Code))
	r.realm.World.Clock().AdvanceTo(max(closing.Open.To+1, opening.Open.From).Time().Add(time.Hour))
	assert.Zero(t, ask(closing.Code))
	assert.Equal(t, 1, ask(opening.Code))
}
