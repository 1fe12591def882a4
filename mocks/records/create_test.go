package records_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/records"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/fhir"
)

func TestCreateKeepsWhatWasSent(t *testing.T) {
	r := newRig(t, 5)
	sent := r.allergy(2, "Cashew nut")
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", sent, "Content-Type", "application/fhir+json")
	require.Equal(t, 201, w.Code, w.Body)
	created, err := fhir.ParseResource(w.Body.Bytes())
	require.NoError(t, err)
	assert.Equal(t, base+"/AllergyIntolerance/"+created.ID+"/_history/1", w.Header().Get("Location"))
	assert.Equal(t, `W/"1"`, w.Header().Get("ETag"))
	assert.Contains(t, w.Body.String(), `"valueDecimal":1.50`)
	assert.Contains(t, w.Body.String(), `"_note":[{"id":"kept"}]`)

	var was, is map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(sent), &was))
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &is))
	assert.JSONEq(t, `{"versionId":"1","lastUpdated":"2026-04-01T09:00:00.000+00:00"}`, string(is["meta"]))
	delete(is, "id")
	delete(is, "meta")
	assert.Equal(t, was, is, "every other member is as it was sent, byte for byte")

	assert.Equal(t, w.Body.String(), r.get("/AllergyIntolerance/"+created.ID).Body.String())
	assert.Equal(t, w.Body.String(), r.get("/AllergyIntolerance/"+created.ID+"/_history/1").Body.String())
	assert.Contains(t, ids(t, r.bundle(t, "/AllergyIntolerance?patient="+r.patient(2))), created.ID, "visible at once, though recordedDate is to come")

	id, ok := r.realm.World.IDs().Decode("AllergyIntolerance", created.ID)
	require.True(t, ok)
	record, ok := r.realm.World.Entry(id)
	require.True(t, ok)
	assert.Equal(t, "Cashew nut", record.Entry.Text, "the world has it, so every other service does")
	changes := r.realm.World.Changes()
	assert.Equal(t, "app", changes[len(changes)-1].Actor)
}

func TestCreateAnswersAsPreferred(t *testing.T) {
	r := newRig(t, 5)
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "a"), "Prefer", "return=minimal")
	assert.Equal(t, 201, w.Code)
	assert.Empty(t, w.Body.String())
	assert.NotEmpty(t, w.Header().Get("Location"))
	w = r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "b"), "Prefer", "handling=strict; return=OperationOutcome")
	assert.Contains(t, w.Body.String(), "OperationOutcome")
}

func TestConditionalCreateHappensOnce(t *testing.T) {
	r := newRig(t, 5)
	condition := "patient=" + r.patient(1) + "&code:text=" + url.QueryEscape("Only once")
	var wait sync.WaitGroup
	var mu sync.Mutex
	codes := map[int]int{}
	for range 8 {
		wait.Go(func() {
			w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(1, "Only once"), "If-None-Exist", condition)
			mu.Lock()
			codes[w.Code]++
			mu.Unlock()
		})
	}
	wait.Wait()
	assert.Equal(t, map[int]int{201: 1, 200: 7}, codes)

	require.Equal(t, 201, r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(1, "Only once more")).Code)
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(1, "Only once"), "If-None-Exist", condition)
	assert.Equal(t, http.StatusPreconditionFailed, w.Code)
}

func TestCreateByNHSNumber(t *testing.T) {
	r := newRig(t, 5)
	number := r.realm.World.Population().Number(3).String()
	body := strings.Replace(r.allergy(3, "x"), `{"reference":"Patient/`+r.patient(3)+`"}`,
		`{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"`+number+`"}}`, 1)
	require.Contains(t, body, number)
	before := len(r.realm.World.View().Chart(3, chart.Allergy))
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", body)
	require.Equal(t, 201, w.Code, w.Body)
	assert.Len(t, r.realm.World.View().Chart(3, chart.Allergy), before+1)
}

func TestRemovedIsGone(t *testing.T) {
	r := newRig(t, 5)
	w := r.do(http.MethodPost, records.Base+"/AllergyIntolerance", r.allergy(0, "x"))
	created, err := fhir.ParseResource(w.Body.Bytes())
	require.NoError(t, err)
	id, _ := r.realm.World.IDs().Decode("AllergyIntolerance", created.ID)
	_, err = r.realm.World.Remove(id, 1)
	require.NoError(t, err)
	assert.Equal(t, http.StatusGone, r.get("/AllergyIntolerance/"+created.ID).Code)
	assert.Equal(t, http.StatusGone, r.get("/AllergyIntolerance/"+created.ID+"/_history/2").Code)
	assert.Equal(t, 200, r.get("/AllergyIntolerance/"+created.ID+"/_history/1").Code)
	assert.Equal(t, 2, *r.bundle(t, "/AllergyIntolerance/"+created.ID+"/_history").Total)
	assert.NotContains(t, ids(t, r.bundle(t, "/AllergyIntolerance?patient="+r.patient(0))), created.ID)
}

func FuzzCreate(f *testing.F) {
	r := newRig(f, 3)
	f.Add("AllergyIntolerance", r.allergy(0, "x"))
	f.Add("MedicationRequest", `{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationCodeableConcept":{"text":"x"},"subject":{"reference":"Patient/`+r.patient(1)+`"}}`)
	f.Add("Observation", `{"resourceType":"Observation","subject":{"reference":"Patient/`+r.patient(1)+`"},"component":[{"code":{},"valueQuantity":{"value":1e999}}]}`)
	f.Fuzz(func(t *testing.T, resourceType, body string) {
		w := r.do(http.MethodPost, records.Base+"/"+url.PathEscape(resourceType), body)
		require.Less(t, w.Code, 500, body)
		if w.Code == http.StatusCreated {
			created, err := fhir.ParseResource(w.Body.Bytes())
			require.NoError(t, err)
			require.Equal(t, 200, r.get("/"+resourceType+"/"+created.ID).Code)
		}
	})
}
