package records_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/records"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

func TestFindPatients(t *testing.T) {
	r := newRig(t, 50)
	person, _ := r.realm.World.Person(7)
	number := r.realm.World.Population().Number(7).String()
	for _, query := range []string{
		"_id=" + r.patient(7),
		"identifier=" + number,
		"identifier=https://fhir.nhs.uk/Id/nhs-number|" + number,
		"identifier=" + number + "," + number,
		"birthdate=" + person.Born.Format("2006-01-02") + "&family=" + person.Name.Family + "&identifier=" + number,
	} {
		assert.Equal(t, []string{r.patient(7)}, ids(t, r.bundle(t, "/Patient?"+query)), query)
	}
	assert.Contains(t, ids(t, r.bundle(t, "/Patient?family="+strings.ToLower(person.Name.Family[:3])+"&birthdate="+person.Born.Format("2006-01-02"))), r.patient(7))
	assert.Contains(t, ids(t, r.bundle(t, "/Patient?birthdate=ge1900-01-01&_count=200")), r.patient(7))
	assert.Empty(t, ids(t, r.bundle(t, "/Patient?identifier=urn:other|"+number)))
	assert.Empty(t, ids(t, r.bundle(t, "/Patient?identifier=9999999999999")))
}

func TestPostSearchIsTheSame(t *testing.T) {
	r := newRig(t, 10)
	number := r.realm.World.Population().Number(1).String()
	request := httptest.NewRequest(http.MethodPost, host+records.Base+"/Patient/_search", strings.NewReader("identifier="+number))
	request.Header.Set("Authorization", "Bearer "+r.token)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	require.Equal(t, 200, w.Code, w.Body)
	assert.Equal(t, r.get("/Patient?identifier="+number).Body.String(), w.Body.String())
}

func TestPagesHoldEverythingOnceAndStayWhileOthersWrite(t *testing.T) {
	r := newRig(t, 3)
	var want []string
	for range 7 {
		w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", strings.Replace(r.allergy(0, "x"), `,"recordedDate":"2031-01-01"`, "", 1))
		created, err := fhir.ParseResource(w.Body.Bytes())
		require.NoError(t, err)
		want = append(want, created.ID)
	}
	before := ids(t, r.bundle(t, "/AllergyIntolerance?patient="+r.patient(0)+"&_count=200"))
	require.Subset(t, before, want)

	page := r.bundle(t, "/AllergyIntolerance?patient=Patient/"+r.patient(0)+"&_count=2")
	require.Equal(t, len(before), *page.Total)
	got := ids(t, page)
	for {
		next := ""
		for _, link := range page.Link {
			if link.Relation == "next" {
				next = link.URL
			}
		}
		if next == "" {
			break
		}
		r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(1, "someone else's"))
		page = r.bundle(t, strings.TrimPrefix(next, base))
		got = append(got, ids(t, page)...)
	}
	assert.Equal(t, before, got)
}

func TestCompartment(t *testing.T) {
	r := newRig(t, 30)
	person, n := r.withMost(chart.Problem)
	found := r.bundle(t, "/Patient/"+r.patient(person)+"/Condition")
	assert.Equal(t, n, *found.Total)
	assert.Equal(t, 404, r.get("/Patient/nobody/Condition").Code)
	assert.Equal(t, 404, r.get("/Patient/"+r.patient(0)+"/Organization").Code)
}

func TestPagesAreOfBoundedSize(t *testing.T) {
	r := newRig(t, 2)
	for range records.MaxCount + 5 {
		r.realm.World.Add(0, chart.Entry{ID: chart.ID{Kind: chart.Problem}, Text: "x", Contact: -1, Status: chart.Active})
	}
	assert.Len(t, r.bundle(t, "/Condition?patient="+r.patient(0)).Entry, records.DefaultCount)
	assert.Len(t, r.bundle(t, "/Condition?patient="+r.patient(0)+"&_count=5000").Entry, records.MaxCount)
	assert.Empty(t, r.bundle(t, "/Condition?patient="+r.patient(0)+"&_count=0").Entry)
}

func FuzzSearch(f *testing.F) {
	r := newRig(f, 3)
	f.Add("Patient", "family=a&birthdate=ge2000")
	f.Add("AllergyIntolerance", "patient="+r.patient(0)+"&_sort=-date&_offset=99999999999")
	f.Add("Observation", "subject:Patient="+r.patient(1)+"&code=http://x|&date=lt2020-02-30&_count=-1")
	f.Add("Practitioner", "name:contains=%00")
	f.Fuzz(func(t *testing.T, resourceType, query string) {
		request := httptest.NewRequest(http.MethodGet, host+records.Base+"/x", nil)
		request.URL.Path, request.URL.RawQuery = records.Base+"/"+resourceType, query
		request.Header.Set("Authorization", "Bearer "+r.token)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, request)
		require.Less(t, w.Code, 500)
	})
}

func TestAWordIsNoDate(t *testing.T) {
	w := newRig(t, 2).get("/Patient?birthdate=banana")
	require.Equal(t, 400, w.Code)
	assert.Contains(t, w.Body.String(), "is not a date: want YYYY")
	assert.NotContains(t, w.Body.String(), "prefix")
}
