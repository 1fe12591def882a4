package product_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/scenarios/library/prescribing/product"
)

// Each seeded bug must show: what the honest product gets right, the product with the bug gets wrong.
func TestEveryBugShows(t *testing.T) {
	allergic := func(r *recordServer) { r.add("AllergyIntolerance", allergy(text("penicillin"), "confirmed", "high")) }
	amoxicillin := func(d *desk) bool {
		return d.choose("Amoxicillin 500mg capsules").says("critical", "Penicillin allergy")
	}
	refusing := func(status int) func(*recordServer) {
		return func(r *recordServer) {
			r.before = func(w http.ResponseWriter, _ *http.Request) bool { write(w, status, outcome("transient")); return true }
		}
	}
	refused := func(d *desk) bool { return d.choose("Amoxicillin 500mg capsules").Status == 412 }
	tests := map[product.Bug]struct {
		record func(*recordServer)
		right  func(*desk) bool
	}{
		product.CodesOnly:      {allergic, amoxicillin},
		product.OrderCodesOnly: {func(r *recordServer) { allergic(r) }, amoxicillin},
		product.IgnoresVerification: {func(r *recordServer) { r.add("AllergyIntolerance", allergy(text("penicillin"), "refuted", "high")) },
			func(d *desk) bool { return len(d.choose("Amoxicillin 500mg capsules").Cards) == 0 }},
		product.DropsLowCriticality: {func(r *recordServer) { r.add("AllergyIntolerance", allergy(text("penicillin"), "confirmed", "low")) },
			func(d *desk) bool {
				return d.choose("Amoxicillin 500mg capsules").says("warning", "Penicillin allergy")
			}},
		product.NoCrossSensitivity: {allergic, func(d *desk) bool { return d.choose("Cefalexin 500mg capsules").says("critical", "cross-react") }},
		product.SuggestsPenicillin: {allergic, func(d *desk) bool {
			return !strings.Contains(d.choose("Amoxicillin 500mg capsules").offers(), "amoxiclav")
		}},
		product.SwallowsErrors:     {refusing(503), refused},
		product.RateLimitMeansNone: {refusing(429), refused},
		product.FirstPageOnly: {func(r *recordServer) {
			for range 12 {
				r.add("MedicationRequest", taking("Paracetamol 500mg tablets"))
			}
			r.add("MedicationRequest", taking("Warfarin 1mg tablets"))
		}, func(d *desk) bool { return d.choose("Naproxen 500mg tablets").says("critical", "warfarin") }},
		product.PartialPrefetchIsAll: {allergic, func(d *desk) bool {
			return d.ask("choose-safely", "order-select", func(b map[string]any) {
				b["prefetch"] = map[string]any{"patient": map[string]any{"resourceType": "Patient", "id": "p1"}}
			}, draft("o", text("Amoxicillin 500mg capsules"), nil)).says("critical", "Penicillin allergy")
		}},
		product.TrustsSubject: {func(r *recordServer) {
			r.add("AllergyIntolerance", map[string]any{"patient": map[string]any{"reference": "Patient/p2"}, "code": text("latex")})
		}, refused},
		product.CachesRecord: {nil, func(d *desk) bool {
			d.choose("Amoxicillin 500mg capsules")
			allergic(d.records)
			return amoxicillin(d)
		}},
		product.OldestEGFR: {func(r *recordServer) {
			r.add("Observation", egfr(80, "mL/min/1.73m2", "2020-01-01"), egfr(24, "mL/min/1.73m2", "2026-03-01"))
		}, func(d *desk) bool { return d.choose("Metformin 500mg tablets").says("critical", "eGFR 24") }},
		product.IgnoresCurrentMedicines: {func(r *recordServer) { r.add("MedicationRequest", taking("Warfarin 1mg tablets")) },
			func(d *desk) bool { return d.choose("Naproxen 500mg tablets").says("critical", "warfarin") }},
		product.IgnoresConditions: {func(r *recordServer) { r.add("Condition", map[string]any{"code": text("Asthma")}) },
			func(d *desk) bool { return d.choose("Propranolol 40mg tablets").says("critical", "Asthma") }},
		product.NoDoseCheck: {nil, func(d *desk) bool {
			return d.ask("sign-safely", "order-sign", nil, draft("o", text("Methotrexate 2.5mg tablets"),
				map[string]any{"dosageInstruction": []any{map[string]any{"text": "one tablet daily"}}})).says("critical", "once a week")
		}},
		product.NoDuplicateCheck: {func(r *recordServer) { r.add("MedicationRequest", taking("Ramipril 5mg capsules")) },
			func(d *desk) bool { return d.choose("Ramipril 10mg capsules").says("warning", "Already prescribed") }},
		product.CriesWolf: {allergic, func(d *desk) bool { return len(d.choose("Doxycycline 100mg capsules").Cards) == 0 }},
	}
	for _, bug := range product.Bugs() {
		t.Run(string(bug), func(t *testing.T) {
			test, ok := tests[bug]
			require.True(t, ok, "no test shows this bug")
			for _, b := range []product.Bug{"", bug} {
				d := newDesk(t, b)
				if test.record != nil {
					test.record(d.records)
				}
				assert.Equal(t, b == "", test.right(d), "with bug %q", b)
			}
		})
	}
}

func TestParseBug(t *testing.T) {
	b, err := product.ParseBug("")
	require.NoError(t, err)
	assert.Empty(t, b)
	_, err = product.ParseBug("code-only")
	assert.ErrorContains(t, err, "codes-only")
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(product.Bugs()))), len(product.Bugs()))
}
