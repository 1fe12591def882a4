package coherence_test

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/fault"
)

// TestLiesAreFound plays rounds in which one service now and then lies, in a way that no client could notice by itself, and the rig must notice.
func TestLiesAreFound(t *testing.T) {
	r := newRig(t)
	estate := r.estate(t)
	for _, row := range []struct {
		name string
		rule fault.Rule
		most int // rounds that it may take
	}{
		{"PDS shows what was so before", fault.Rule{ID: "lag", On: fault.On{Service: "pds", Method: "GET"}, Do: fault.Stale{Back: 1}}, 1},
		{"PDS shows somebody else, once in thirty", fault.Rule{ID: "swap", On: fault.On{Service: "pds", Operation: "get-patient", Share: 0.03}, Do: fault.WrongPatient{}}, 3},
		{"the record server lags behind", fault.Rule{ID: "lag", On: fault.On{Service: "records"}, Do: fault.Stale{Back: 1}}, 1},
		{"the record server hides allergies", fault.Rule{ID: "hide", On: fault.On{Service: "records"}, Do: fault.MissingAllergies{}}, 3},
		{"NHS login lags behind", fault.Rule{ID: "lag", On: fault.On{Service: "nhs-login"}, Do: fault.Stale{Back: 1}}, 9},
	} {
		t.Run(row.name, func(t *testing.T) {
			var err error
			for n := 0; n < row.most && err == nil; n++ {
				_, err = r.traced(estate, n, make([]int, len(r.combos)), fault.NewPlan(1, []fault.Rule{row.rule}), nil)
			}
			require.Error(t, err)
			t.Log(err)
		})
	}
}

// TestRoundsRepeat plays a round twice, on an estate that has served others and on one that has not: every answer is the same, to the byte.
func TestRoundsRepeat(t *testing.T) {
	r := newRig(t)
	used := r.estate(t)
	for n := range 2 {
		_, err := r.play(used, n, make([]int, len(r.combos)))
		require.NoError(t, err)
	}
	first, second := sha256.New(), sha256.New()
	one, err := r.traced(used, 2, make([]int, len(r.combos)), nil, first)
	require.NoError(t, err)
	two, err := r.traced(r.estate(t), 2, make([]int, len(r.combos)), nil, second)
	require.NoError(t, err)
	assert.Equal(t, one, two, "pairs")
	assert.Equal(t, first.Sum(nil), second.Sum(nil), "answers")
}
