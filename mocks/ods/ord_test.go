package ods_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/mockstest/published"
	"sandpiper/mocks/ods"
)

type ordList struct {
	Organisations []struct{ Name, OrgID, Status, OrgLink, PrimaryRoleID, PostCode, LastChangeDate string }
}

func (r rig) list(t *testing.T, path string) (ordList, http.Header) {
	t.Helper()
	w := r.get(path)
	require.Equal(t, 200, w.Code, w.Body)
	var out ordList
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &out))
	return out, w.Header()
}

func TestReadOrganisation(t *testing.T) {
	r := newRig(t)
	practice := r.register.Of(ods.Practice)[0]
	w := r.get(ordPath + "/" + practice.Code)
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	golden(t, "ord.json", w.Body.Bytes())
	golden(t, "ord.xml", r.get(ordPath+"/"+practice.Code+"?_format=xml").Body.Bytes())
	assert.Equal(t, w.Body.String(), r.get(ordPath+"//"+practice.Code).Body.String(), "as nhsconnect/national-document-repository ods_api_service.py asked")
	former := r.register.Of(ods.FormerPractice)[0]
	golden(t, "ord-closed.json", r.get(ordPath+"/"+former.Code).Body.Bytes())
}

// TestShapeOfORD holds our answers to the members of a real one, casing included: ours add none but what that organisation happens to lack.
func TestShapeOfORD(t *testing.T) {
	theirs := published.Members(published.Decode(t, published.File(t, "ods-ord/organisation-97T.json")))
	r := newRig(t)
	for _, o := range []*ods.Organisation{r.register.Of(ods.Practice)[0], r.register.Of(ods.FormerTrust)[0], r.register.Of(ods.Sublocation)[0]} {
		for path := range published.Members(published.Decode(t, r.get(ordPath+"/"+o.Code).Body.Bytes())) {
			if !strings.Contains(path, "/Contacts") && !strings.HasSuffix(path, "/End") { // the real one has no telephone and is open
				assert.Contains(t, theirs, path)
			}
		}
	}
}

func TestSearchOrganisations(t *testing.T) {
	r := newRig(t)
	practices := r.register.Of(ods.Practice)
	all, header := r.list(t, ordPath+"?PrimaryRoleId=RO177&NonPrimaryRoleId=RO76&Status=Active&Limit=1000")
	assert.Len(t, all.Organisations, 1000)
	assert.Equal(t, strconv.Itoa(len(practices)), header.Get("X-Total-Count"))
	assert.Equal(t, "1000", header.Get("Returned-Records"))
	assert.Contains(t, header.Get("Next-Page"), "Offset=1000")
	assert.Equal(t, published.Host+ordPath+"/"+all.Organisations[0].OrgID, all.Organisations[0].OrgLink)

	seen := map[string]bool{}
	for next := ordPath + "?Roles=RO76&Status=Active&Limit=1000"; next != ""; {
		page, header := r.list(t, next)
		for _, o := range page.Organisations {
			seen[o.OrgID] = true
		}
		next = strings.TrimPrefix(header.Get("Next-Page"), published.Host)
	}
	assert.Len(t, seen, len(practices), "the pages give every practice once")

	first := practices[0]
	some, _ := r.list(t, ordPath+"?Name="+strings.ToLower(strings.Fields(first.Name)[0])+"&PostCode="+strings.ReplaceAll(first.Postcode, " ", ""))
	require.NotEmpty(t, some.Organisations)
	for _, row := range []struct {
		query string
		holds func(o *ods.Organisation) bool
	}{
		{"Status=Inactive&PrimaryRoleId=RO182", func(o *ods.Organisation) bool { return !o.Active(r.today) && o.Kind == ods.Pharmacy }},
		{"OrgRecordClass=RC2", func(o *ods.Organisation) bool { return o.Class == "RC2" }},
		{"Roles=RO197,RO272", func(o *ods.Organisation) bool {
			return o.Kind == ods.Trust || o.Kind == ods.FormerTrust || o.Kind == ods.Network
		}},
		{"LastChangeDate=2026-03-20", func(o *ods.Organisation) bool { return o.Changed(r.today).String() >= "2026-03-20" }},
		{"RelTypeId=RE8&TargetOrgId=" + first.Target("RE8", r.today), func(o *ods.Organisation) bool { return o.Target("RE8", r.today) == first.Target("RE8", r.today) }},
		{"RelTypeId=RE5&RelStatus=Inactive", func(o *ods.Organisation) bool {
			return slices.ContainsFunc(o.Rels, func(rel ods.Rel) bool { return rel.ID == "RE5" && rel.Span.Over(r.today) })
		}},
		{"Status=INACTIVE&Roles=RO177", func(o *ods.Organisation) bool { return !o.Active(r.today) }},
		{"PostCode=" + strings.ToLower(strings.Fields(first.Postcode)[1]), func(o *ods.Organisation) bool {
			return strings.HasSuffix(o.Postcode, strings.Fields(first.Postcode)[1])
		}},
		{"TargetRoleId=RO209&RelStatus=active", func(o *ods.Organisation) bool { return o.Kind == ods.Board }},
	} {
		out, header := r.list(t, ordPath+"?Limit=1000&"+row.query)
		require.NotEmpty(t, out.Organisations, row.query)
		assert.NotEqual(t, "0", header.Get("X-Total-Count"))
		for _, found := range out.Organisations {
			o, ok := r.register.Find(found.OrgID, r.today)
			require.True(t, ok)
			assert.True(t, row.holds(o), "%s found %s", row.query, o.Code)
		}
	}
	_, second := r.list(t, ordPath+"?Roles=RO76&Limit=10&Offset=10")
	assert.Equal(t, published.Host+ordPath+"?Limit=10&Roles=RO76", second.Get("Previous-Page"), "the way back has no Offset, as 0 is refused")
	assert.Contains(t, second.Get("Next-Page"), "Offset=20")
	assert.Equal(t, "*", second.Get("Access-Control-Allow-Origin"))
	assert.Contains(t, r.get(ordPath+"?Limit=1&_format=xml").Body.String(), "?_format=xml</OrgLink>")
	for _, none := range []string{"PrimaryRoleId=RO76", "NonPrimaryRoleId=RO177", "Roles=RO999", "Offset=1000000", "TargetOrgId=NOWHERE", "Name=*"} {
		out, _ := r.list(t, ordPath+"?"+none)
		assert.Empty(t, out.Organisations, none)
	}
}

// TestSyncFollowsTheClock mirrors the register by sync: what is fetched after a week is what has changed.
func TestSyncFollowsTheClock(t *testing.T) {
	r := newRig(t)
	closing := r.first(t, ods.Pharmacy, func(o *ods.Organisation) bool { return o.Open.To > r.today && o.Open.To < r.today+300 })
	before := r.get(ordPath + "/" + closing.Code).Body.String()
	assert.Contains(t, before, `"Status":"Active"`)
	assert.NotContains(t, before, closing.Open.To.String())
	r.realm.World.Clock().AdvanceTo(closing.Open.To.Time().AddDate(0, 0, 3))
	list, _ := r.list(t, ordRoot+"/sync?LastChangeDate="+(closing.Open.To+1).String())
	found := false
	for _, o := range list.Organisations {
		found = found || strings.HasSuffix(o.OrgLink, "/"+closing.Code)
	}
	assert.True(t, found)
	after := r.get(ordPath + "/" + closing.Code).Body.String()
	assert.Contains(t, after, `"Status":"Inactive"`)
	assert.Contains(t, after, `"End":"`+closing.Open.To.String()+`"`)
	opening := r.first(t, ods.Pharmacy, func(o *ods.Organisation) bool { return o.Open.From > r.today+3 && o.Open.From > closing.Open.To+3 })
	assert.Equal(t, 404, r.get(ordPath+"/"+opening.Code).Code, "not before it opens")
	r.realm.World.Clock().AdvanceTo(opening.Open.From.Time().Add(time.Hour))
	assert.Equal(t, 200, r.get(ordPath+"/"+opening.Code).Code)
}

func TestConcepts(t *testing.T) {
	r := newRig(t)
	assert.Contains(t, r.get(ordRoot+"/roles").Body.String(), `{"id":"RO197","code":"197","displayName":"NHS TRUST","primaryRole":"true"}`)
	assert.Equal(t, `{"Roles":[{"id":"RO76","code":"76","displayName":"GP PRACTICE","primaryRole":"false"}]}`, strings.TrimSpace(r.get(ordRoot+"/roles/RO76").Body.String()))
	assert.Contains(t, r.get(ordRoot+"/rels").Body.String(), `{"Relationships":[{"id":"RE2"`)
	assert.Contains(t, r.get(ordRoot+"/rels/RE5?_format=xml").Body.String(), `displayName="IS LOCATED IN THE GEOGRAPHY OF"`)
	assert.Contains(t, r.get(ordRoot+"/recordclasses").Body.String(), `"displayName":"HSCSite"`)
	assert.Equal(t, 404, r.get(ordRoot+"/roles/RO999").Code)
}

func TestXML(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{ordPath + "?Limit=3", ordPath + "/" + r.register.Of(ods.Trust)[0].Code, ordRoot + "/roles", ordRoot + "/sync?LastChangeDate=2026-03-30", ordPath + "/NOWHERE"} {
		w := r.get(path, "Accept", "application/xml")
		assert.Equal(t, "application/xml", w.Header().Get("Content-Type"))
		var page struct {
			Inner string `xml:",innerxml"`
		}
		require.NoError(t, xml.Unmarshal(w.Body.Bytes(), &page), path)
		assert.NotEmpty(t, page.Inner)
	}
}

// TestORDErrors has a row for each refusal. The names of the members are recalled; 406 for sync without a date is what two public accounts of the
// interface say; the rest of the texts are our own (research identity-demographics-registers §6.1).
func TestORDErrors(t *testing.T) {
	r := newRig(t)
	for _, row := range []struct {
		name, path string
		status     int
		body       string
	}{
		{"unknown organisation", ordPath + "/NOWHERE", 404, `{"errorCode":404,"errorText":"Not Found."}`},
		{"unknown parameter", ordPath + "?Nmae=x", 406, `{"errorCode":406,"errorText":"Not Acceptable. Unknown parameter 'Nmae'."}`},
		{"limit over the most", ordPath + "?Limit=1001", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'Limit'."}`},
		{"limit of nothing", ordPath + "?Limit=0", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'Limit'."}`},
		{"offset of nothing", ordPath + "?Offset=0", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'Offset'."}`},
		{"a date of long ago", ordPath + "?LastChangeDate=2025-09-01", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'LastChangeDate'."}`},
		{"no date", ordPath + "?LastChangeDate=yesterday", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'LastChangeDate'."}`},
		{"a status of neither", ordPath + "?Status=Open", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'Status'."}`},
		{"a role that is none", ordPath + "?Roles=76", 406, `{"errorCode":406,"errorText":"Not Acceptable. Invalid value for parameter 'Roles'."}`},
		{"sync without a date", ordRoot + "/sync", 406, `{"errorCode":406,"errorText":"Not Acceptable. LastChangeDate is the one parameter of sync, and it must be there."}`},
		{"unknown path", ordRoot + "/elsewhere", 404, `{"errorCode":404,"errorText":"Not Found."}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := r.get(row.path)
			assert.Equal(t, row.status, w.Code)
			assert.Equal(t, row.body, strings.TrimSpace(w.Body.String()))
		})
	}
	post := request(ordPath)
	post.Method = http.MethodPost
	w := httptest.NewRecorder()
	r.ServeHTTP(w, post)
	assert.Equal(t, 405, w.Code)
	assert.Equal(t, "GET", w.Header().Get("Allow"))
}

// TestAnUnknownCodeSaysWhereTheOthersAre is for whoever tries the code of a real organisation.
func TestAnUnknownCodeSaysWhereTheOthersAre(t *testing.T) {
	r := newRig(t, &ods.Directory{Registers: shared()})
	w := r.get(ordPath + "/RAE")
	assert.Equal(t, 404, w.Code)
	assert.Contains(t, w.Header().Get("X-Sandpiper-Why"), `no organisation has the code "RAE": the organisations are made up, most of their codes begin with ZX`)
}

func TestSwitches(t *testing.T) {
	r := newRig(t, &ods.Directory{Registers: shared(), DefaultLimit: 3, AnyDate: true})
	list, _ := r.list(t, ordPath+"?LastChangeDate=2001-01-01")
	assert.Len(t, list.Organisations, 3)
}
