package product_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios/library/prescribing/product"
)

// desk is the product with somebody at the record system in front of it.
type desk struct {
	t       *testing.T
	product *httptest.Server
	records *recordServer
}

func newDesk(t *testing.T, bug product.Bug) *desk {
	t.Helper()
	d := &desk{t: t, records: newRecordServer(t)}
	h, err := product.New(product.Config{ClientID: "app", KID: "k1", KeyPEM: keyPEM(t), Bug: bug, Wall: time.Now,
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	require.NoError(t, err)
	d.product = httptest.NewServer(h)
	t.Cleanup(d.product.Close)
	return d
}

type answer struct {
	Status int
	Cards  []struct {
		UUID        string
		Summary     string
		Detail      string
		Indicator   string
		Source      struct{ Label string }
		Suggestions []struct {
			Label   string
			Actions []struct {
				Type     string
				Resource json.RawMessage
			}
		}
	}
	Issue []struct{ Code, Diagnostics string }
}

// says reports whether a card of the urgency, or of any for "", holds the words.
func (a answer) says(indicator, words string) bool {
	for _, c := range a.Cards {
		if (indicator == "" || c.Indicator == indicator) && strings.Contains(c.Summary+" "+c.Detail, words) {
			return true
		}
	}
	return false
}

// offers lists the names of everything that is suggested.
func (a answer) offers() string {
	var out []string
	for _, c := range a.Cards {
		for _, s := range c.Suggestions {
			out = append(out, s.Label)
		}
	}
	return strings.Join(out, "; ")
}

func draft(id string, medication map[string]any, more map[string]any) map[string]any {
	m := map[string]any{"resourceType": "MedicationRequest", "id": id, "status": "draft", "intent": "order",
		"subject": map[string]any{"reference": "Patient/p1"}, "medicationCodeableConcept": medication}
	maps.Copy(m, more)
	return m
}

// ask fires a hook with the drafts; change may alter the request before it is sent.
func (d *desk) ask(service, hook string, change func(map[string]any), drafts ...map[string]any) answer {
	d.t.Helper()
	entries := []any{}
	for _, one := range drafts {
		entries = append(entries, map[string]any{"resource": one})
	}
	body := map[string]any{"hook": hook, "hookInstance": "d1", "fhirServer": d.records.URL + "/R4",
		"context": map[string]any{"userId": "Practitioner/x", "patientId": "p1", "draftOrders": map[string]any{"resourceType": "Bundle", "entry": entries}}}
	if change != nil {
		change(body)
	}
	text, err := json.Marshal(body)
	require.NoError(d.t, err)
	res, err := http.Post(d.product.URL+"/cds-services/"+service, "application/json", bytes.NewReader(text))
	require.NoError(d.t, err)
	defer res.Body.Close()
	var a answer
	require.NoError(d.t, json.NewDecoder(res.Body).Decode(&a))
	a.Status = res.StatusCode
	return a
}

// reacted adds what happened to an allergy.
func reacted(allergy map[string]any, how string) map[string]any {
	allergy["reaction"] = []any{map[string]any{"manifestation": []any{text(how)}}}
	return allergy
}

func (d *desk) choose(name string) answer {
	d.t.Helper()
	return d.ask("choose-safely", "order-select", nil, draft("o1", text(name), nil))
}

func TestAdvice(t *testing.T) {
	penicillin := coded("http://snomed.info/sct", "91936005", "Allergy to penicillin")
	weekly := map[string]any{"dosageInstruction": []any{map[string]any{"text": "once a week on Mondays"}}}
	daily := map[string]any{"dosageInstruction": []any{map[string]any{"timing": map[string]any{"repeat": map[string]any{"frequency": 1, "period": 1, "periodUnit": "d"}}}}}
	tests := []struct {
		name      string
		record    func(*recordServer)
		order     map[string]any
		sign      bool
		indicator string // expected urgency, or empty for no card at all
		words     string
	}{
		{name: "coded allergy", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(penicillin, "confirmed", "high")) },
			order: draft("o", text("Amoxicillin 500mg capsules"), nil), indicator: "critical", words: "Penicillin allergy on record: amoxicillin"},
		{name: "allergy in words", record: func(r *recordServer) {
			r.add("AllergyIntolerance", allergy(text("Rash with Augmentin as a child"), "confirmed", "high"))
		},
			order: draft("o", coded("https://dmd.nhs.uk", "39732411000001106", ""), nil), indicator: "critical", words: "amoxicillin"},
		{name: "denied in words", record: func(r *recordServer) {
			r.add("AllergyIntolerance", allergy(text("Not allergic to penicillin, had it in 2019"), "confirmed", "high"))
		},
			order: draft("o", text("Amoxicillin 500mg capsules"), nil)},
		{name: "no known allergy", record: func(r *recordServer) {
			r.add("AllergyIntolerance", allergy(coded("http://snomed.info/sct", "716186003", "No known allergy"), "confirmed", ""))
		},
			order: draft("o", text("Amoxicillin 500mg capsules"), nil)},
		{name: "struck out", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(penicillin, "entered-in-error", "high")) },
			order: draft("o", text("Amoxicillin 500mg capsules"), nil)},
		{name: "refuted", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(penicillin, "refuted", "high")) },
			order: draft("o", text("Amoxicillin 500mg capsules"), nil)},
		{name: "unconfirmed still warns", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(penicillin, "unconfirmed", "low")) },
			order: draft("o", text("Amoxicillin 500mg capsules"), nil), indicator: "warning", words: "unconfirmed"},
		{name: "cephalosporin after a grave reaction", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(penicillin, "confirmed", "high")) },
			order: draft("o", text("Cefalexin 500mg capsules"), nil), indicator: "critical", words: "cross-react"},
		{name: "cephalosporin after anaphylaxis", record: func(r *recordServer) {
			r.add("AllergyIntolerance", reacted(allergy(penicillin, "confirmed", ""), "Anaphylaxis"))
		}, order: draft("o", text("Cefalexin 500mg capsules"), nil), indicator: "critical", words: "cross-react"},
		{name: "cephalosporin after a rash", record: func(r *recordServer) {
			r.add("AllergyIntolerance", reacted(allergy(penicillin, "confirmed", ""), "Rash"))
		},
			order: draft("o", text("Cefalexin 500mg capsules"), nil), indicator: "warning", words: "cross-react"},
		{name: "cephalosporin of a later generation", record: func(r *recordServer) {
			r.add("AllergyIntolerance", reacted(allergy(penicillin, "confirmed", "high"), "Anaphylaxis"))
		}, order: draft("o", text("Cefixime 200mg tablets"), nil), indicator: "warning", words: "cross-react"},
		{name: "paracetamol on warfarin", record: func(r *recordServer) { r.add("MedicationRequest", taking("Warfarin 3mg tablets")) },
			order: draft("o", text("Paracetamol 500mg tablets"), nil), indicator: "info", words: "INR"},
		{name: "brand and abbreviation", record: func(r *recordServer) { r.add("AllergyIntolerance", allergy(text("pen V"), "confirmed", "high")) },
			order: draft("o", text("AUGMENTIN 625 tds"), nil), indicator: "critical", words: "co-amoxiclav"},
		{name: "interaction", record: func(r *recordServer) { r.add("MedicationRequest", taking("Apixaban 5mg tablets")) },
			order: draft("o", text("Naproxen 500mg tablets"), nil), indicator: "critical", words: "naproxen with apixaban"},
		{name: "stopped medicines do not interact", record: func(r *recordServer) {
			m := taking("Warfarin 3mg tablets")
			m["status"] = "stopped"
			r.add("MedicationRequest", m)
		}, order: draft("o", text("Naproxen 500mg tablets"), nil)},
		{name: "contained medication", record: func(r *recordServer) {
			r.add("MedicationRequest", map[string]any{"status": "active", "medicationReference": map[string]any{"reference": "#m"},
				"contained": []any{map[string]any{"resourceType": "Medication", "id": "m", "code": text("Methotrexate 2.5mg tablets")}}})
		}, order: draft("o", text("Trimethoprim 200mg tablets"), nil), indicator: "critical", words: "marrow"},
		{name: "a history of asthma", record: func(r *recordServer) {
			r.add("Condition", map[string]any{"code": text("Asthma in childhood"), "clinicalStatus": status("resolved")})
		}, order: draft("o", text("Propranolol 40mg tablets"), nil), indicator: "critical", words: "Asthma on record"},
		{name: "a family history is not a history", record: func(r *recordServer) { r.add("Condition", map[string]any{"code": text("Family history of asthma")}) },
			order: draft("o", text("Propranolol 40mg tablets"), nil)},
		{name: "latest kidney result counts", record: func(r *recordServer) {
			r.add("Observation", egfr(80, "mL/min/1.73m2", "2020-01-01"), egfr(24, "mL/min/{1.73_m2}", "2026-03-01T08:00:00+00:00"), egfr(60, "ml/min/1.73m2", "2024-01-01"))
		}, order: draft("o", text("Metformin 500mg tablets"), nil), indicator: "critical", words: "eGFR 24"},
		{name: "moderate kidneys", record: func(r *recordServer) { r.add("Observation", egfr(38, "mL/min/1.73m2", "2026-03-01")) },
			order: draft("o", text("Metformin 500mg tablets"), nil), indicator: "warning", words: "review the dose"},
		{name: "no kidney result", order: draft("o", text("Metformin 500mg tablets"), nil), indicator: "info", words: "No kidney function on record"},
		{name: "duplicate", record: func(r *recordServer) { r.add("MedicationRequest", taking("Ramipril 5mg capsules")) },
			order: draft("o", text("Lisinopril 10mg tablets"), nil), indicator: "warning", words: "Already taking ramipril"},
		{name: "daily methotrexate", order: draft("o", text("Methotrexate 2.5mg tablets"), daily), sign: true, indicator: "critical", words: "once a week"},
		{name: "weekly methotrexate", order: draft("o", text("Methotrexate 2.5mg tablets"), weekly), sign: true},
		{name: "methotrexate without a dose", order: draft("o", text("Methotrexate 2.5mg tablets"), nil), sign: true, indicator: "warning", words: "which day"},
		{name: "dose is not looked at while choosing", order: draft("o", text("Methotrexate 2.5mg tablets"), daily)},
		{name: "unknown medicine", order: draft("o", text("Unobtainium 5mg tablets"), nil), indicator: "warning", words: "Not checked"},
		{name: "nothing to say", order: draft("o", text("Paracetamol 500mg tablets"), nil)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "")
			if test.record != nil {
				test.record(d.records)
			}
			service, hook := "choose-safely", "order-select"
			if test.sign {
				service, hook = "sign-safely", "order-sign"
			}
			got := d.ask(service, hook, nil, test.order)
			require.Equal(t, 200, got.Status, got.Issue)
			if test.indicator == "" {
				assert.Empty(t, got.Cards)
				return
			}
			assert.True(t, got.says(test.indicator, test.words), "%+v", got.Cards)
			for _, c := range got.Cards {
				assert.Less(t, len([]rune(c.Summary)), 140)
				assert.NotEmpty(t, c.Source.Label)
				assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, c.UUID)
			}
			assert.Equal(t, got, d.ask(service, hook, nil, test.order), "the same question has the same answer")
		})
	}
}

func TestAlternativesSuitThePerson(t *testing.T) {
	d := newDesk(t, "")
	d.records.add("AllergyIntolerance", allergy(text("penicillin"), "confirmed", "high"))
	assert.Equal(t, "Consider Doxycycline 100mg capsules instead (from age 12); Consider Clarithromycin 500mg tablets instead (from age 12)",
		d.choose("Amoxicillin 500mg capsules").offers())

	d.records.add("MedicationRequest", taking("Simvastatin 40mg tablets"))
	assert.NotContains(t, d.choose("Amoxicillin 500mg capsules").offers(), "Clarithromycin", "it would raise simvastatin")

	d.records.add("AllergyIntolerance", allergy(text("tetracyclines"), "confirmed", "high"))
	assert.Empty(t, d.choose("Amoxicillin 500mg capsules").offers())
}

func TestAlternativesAreNotForSmallChildren(t *testing.T) {
	d := newDesk(t, "")
	d.records.store["Patient"] = []any{map[string]any{"resourceType": "Patient", "id": "p1", "birthDate": time.Now().AddDate(-5, 0, 0).Format("2006-01-02")}}
	d.records.add("AllergyIntolerance", allergy(text("penicillin"), "confirmed", "high"))
	got := d.choose("Amoxicillin 500mg capsules")
	assert.True(t, got.says("critical", "Penicillin allergy"))
	assert.Empty(t, got.offers())
}

func TestPatientViewSpeaksOfDangerOnly(t *testing.T) {
	d := newDesk(t, "")
	d.records.add("MedicationRequest", taking("Methotrexate 2.5mg tablets"), taking("Ramipril 5mg capsules"), taking("Lisinopril 10mg tablets"), taking("Trimethoprim 200mg tablets"))
	got := d.ask("medicines-at-a-glance", "patient-view", nil)
	require.Equal(t, 200, got.Status)
	require.Len(t, got.Cards, 1, "the pair is one card, and duplicates can wait")
	assert.True(t, got.says("critical", "trimethoprim"))
	assert.Empty(t, got.offers())
}

func TestDraftsAreWeighedAgainstEachOther(t *testing.T) {
	d := newDesk(t, "")
	drafts := []map[string]any{draft("o1", text("Naproxen 500mg tablets"), nil), draft("o2", text("Apixaban 5mg tablets"), nil)}
	assert.True(t, d.ask("sign-safely", "order-sign", nil, drafts...).says("critical", "naproxen with apixaban"))
	picked := d.ask("choose-safely", "order-select", func(b map[string]any) {
		b["context"].(map[string]any)["selections"] = []any{"MedicationRequest/o2"}
	}, drafts...)
	require.Len(t, picked.Cards, 1)
	assert.True(t, picked.says("critical", "apixaban with naproxen"), "only the order that was picked speaks")
}

func TestPrefetchSparesTheServer(t *testing.T) {
	d := newDesk(t, "")
	empty := map[string]any{"resourceType": "Bundle", "total": 0}
	all := map[string]any{"patient": map[string]any{"resourceType": "Patient", "id": "p1"}, "allergies": map[string]any{"resourceType": "Bundle", "entry": []any{
		map[string]any{"resource": map[string]any{"resourceType": "AllergyIntolerance", "id": "a", "patient": map[string]any{"reference": "Patient/p1"}, "code": text("penicillin")}}}},
		"medicines": empty, "problems": empty, "kidneys": empty}
	order := draft("o", text("Amoxicillin 500mg capsules"), nil)
	got := d.ask("choose-safely", "order-select", func(b map[string]any) { b["prefetch"] = all; delete(b, "fhirServer") }, order)
	assert.True(t, got.says("critical", "Penicillin allergy"))
	assert.Empty(t, d.records.asked)

	all["problems"] = nil
	got = d.ask("choose-safely", "order-select", func(b map[string]any) { b["prefetch"] = all }, order)
	assert.True(t, got.says("critical", "Penicillin allergy"))
	require.Len(t, d.records.asked, 1, "only what the record system could not send is read")
	assert.Contains(t, d.records.asked[0], "Condition?")

	got = d.ask("choose-safely", "order-select", func(b map[string]any) { b["prefetch"] = all; delete(b, "fhirServer") }, order)
	assert.Equal(t, 412, got.Status, "and when there is nowhere to read it, that is said")
}

func TestLongListsAreReadToTheEnd(t *testing.T) {
	d := newDesk(t, "")
	for range 24 {
		d.records.add("MedicationRequest", taking("Paracetamol 500mg tablets"))
	}
	d.records.add("MedicationRequest", taking("Warfarin 1mg tablets"))
	assert.True(t, d.choose("Naproxen 500mg tablets").says("critical", "warfarin"))
}

func TestWhatCannotBeReliedOnIsRefused(t *testing.T) {
	refuse := func(status int) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "AllergyIntolerance") {
				return false
			}
			write(w, status, outcome("transient"))
			return true
		}
	}
	raw := func(body string, length int) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "AllergyIntolerance") {
				return false
			}
			w.Header().Set("Content-Length", jsonNumber(length))
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	tests := []struct {
		name   string
		before func(http.ResponseWriter, *http.Request) bool
		record func(*recordServer)
		part   string
	}{
		{"503", refuse(503), nil, "allergies"},
		{"429", refuse(429), nil, "allergies"},
		{"404", refuse(404), nil, "allergies"},
		{"403", refuse(403), nil, "allergies"},
		{"an error sent as 200", raw(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}`, 0), nil, "allergies"},
		{"truncated", raw(`{"resourceType":"Bundle","entry":[`, 500), nil, "allergies"},
		{"not JSON", raw(`<html>`, 6), nil, "allergies"},
		{"fewer than counted", raw(`{"resourceType":"Bundle","total":3,"entry":[]}`, 0), nil, "allergies"},
		{"a link that leads away", raw(`{"resourceType":"Bundle","link":[{"relation":"next","url":"http://192.0.2.1/R4/x"}]}`, 0), nil, "allergies"},
		{"somebody else's allergy", nil, func(r *recordServer) {
			r.add("AllergyIntolerance", map[string]any{"patient": map[string]any{"reference": "Patient/p2"}, "code": text("latex")})
		}, "allergies"},
		{"somebody else altogether", func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.Contains(r.URL.Path, "/Patient/") {
				return false
			}
			write(w, 200, map[string]any{"resourceType": "Patient", "id": "p2"})
			return true
		}, nil, "patient"},
		{"a unit nobody knows", nil, func(r *recordServer) { r.add("Observation", egfr(24, "mL/s", "2026-01-01")) }, "kidneys"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := newDesk(t, "")
			d.records.before = test.before
			if test.record != nil {
				test.record(d.records)
			}
			got := d.choose("Amoxicillin 500mg capsules")
			assert.Equal(t, 412, got.Status)
			assert.Empty(t, got.Cards)
			require.Len(t, got.Issue, 1)
			assert.Contains(t, got.Issue[0].Diagnostics, test.part)
			assert.NotContains(t, got.Issue[0].Diagnostics, "127.0.0.1", "addresses belong in the log")
		})
	}
}

func jsonNumber(n int) string {
	text, _ := json.Marshal(n)
	if n == 0 {
		return ""
	}
	return string(text)
}

func TestOneMoreTry(t *testing.T) {
	for _, status := range []int{503, 429} {
		d := newDesk(t, "")
		d.records.add("AllergyIntolerance", allergy(text("penicillin"), "confirmed", "high"))
		turnedAway := 0
		d.records.before = func(w http.ResponseWriter, r *http.Request) bool {
			if turnedAway > 0 || !strings.Contains(r.URL.Path, "AllergyIntolerance") {
				return false
			}
			turnedAway++
			w.Header().Set("Retry-After", "1")
			write(w, status, outcome("transient"))
			return true
		}
		assert.True(t, d.choose("Amoxicillin 500mg capsules").says("critical", "Penicillin allergy"), status)
	}
}

// A broken connection is tried once more, not more often behind the product's back.
func TestBrokenConnectionsAreCounted(t *testing.T) {
	d := newDesk(t, "")
	require.Equal(t, 200, d.choose("Paracetamol 500mg tablets").Status, "leaves connections open behind it")
	tries := 0
	d.records.before = func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "AllergyIntolerance") {
			return false
		}
		tries++
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.(*net.TCPConn).SetLinger(0)
			_ = conn.Close()
		}
		return true
	}
	assert.Equal(t, 412, d.choose("Paracetamol 500mg tablets").Status)
	assert.Equal(t, 2, tries)
}

func TestTokensAreKeptAndRenewed(t *testing.T) {
	d := newDesk(t, "")
	require.Equal(t, 200, d.choose("Paracetamol 500mg tablets").Status)
	require.Equal(t, 200, d.choose("Paracetamol 500mg tablets").Status)
	assert.Equal(t, 1, d.records.tokens, "one token does for many calls")
	d.records.valid = "revoked"
	require.Equal(t, 200, d.choose("Paracetamol 500mg tablets").Status)
	assert.Equal(t, 2, d.records.tokens, "a token that no longer counts is renewed once")
}

func TestBadQuestions(t *testing.T) {
	d := newDesk(t, "")
	order := draft("o", text("Paracetamol 500mg tablets"), nil)
	tests := []struct {
		name   string
		change func(map[string]any)
		says   string
	}{
		{"other hook", func(b map[string]any) { b["hook"] = "order-sign" }, "answers order-select"},
		{"no instance", func(b map[string]any) { delete(b, "hookInstance") }, "hookInstance"},
		{"no patient", func(b map[string]any) { b["context"].(map[string]any)["patientId"] = "" }, "patientId"},
		{"no drafts", func(b map[string]any) { delete(b["context"].(map[string]any), "draftOrders") }, "draftOrders"},
		{"drafts for another", func(b map[string]any) { b["context"].(map[string]any)["patientId"] = "p2" }, "not for the patient in context"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := d.ask("choose-safely", "order-select", test.change, order)
			assert.Equal(t, 400, got.Status)
			require.Len(t, got.Issue, 1)
			assert.Contains(t, got.Issue[0].Diagnostics, test.says)
		})
	}
}

func TestFeedback(t *testing.T) {
	d := newDesk(t, "")
	for body, want := range map[string]int{
		`{"feedback":[{"card":"c1","outcome":"overridden"}]}`: 200,
		`{"feedback":[{"card":"c1","outcome":"laughed at"}]}`: 400,
		`{`: 400,
	} {
		res, err := http.Post(d.product.URL+"/cds-services/sign-safely/feedback", "application/json", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, want, res.StatusCode, body)
	}
}

func FuzzHookRequest(f *testing.F) {
	f.Add([]byte(`{"hook":"order-select","hookInstance":"x","context":{"patientId":"p1","draftOrders":{"entry":[{"resource":{"resourceType":"MedicationRequest","subject":{"reference":"Patient/p1"}}}]}},"prefetch":{"allergies":{"resourceType":"Bundle"}}}`))
	f.Add([]byte(`{"hook":"order-select","hookInstance":"x","context":{"patientId":"p1","draftOrders":{"entry":[{}]}}}`))
	f.Add([]byte(`[]`))
	h, err := product.New(product.Config{Wall: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, RecordsUnder: "http://nowhere.invalid"})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body []byte) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/cds-services/choose-safely", bytes.NewReader(body)))
		if !slices.Contains([]int{200, 400, 403, 412}, w.Code) || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	})
}
