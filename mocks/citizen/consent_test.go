package citizen_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/policy/access"
	"sandpiper/mocks/records"
)

// say sends what a citizen wants; redirects are not followed.
func (r rig) say(body, token string) int {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.base+"/citizen/consent", strings.NewReader(body))
	require.NoError(r.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	require.NoError(r.t, err)
	require.NoError(r.t, answer.Body.Close())
	return answer.StatusCode
}

func TestWhatACitizenWantsOfOthersIsTold(t *testing.T) {
	r := newRig(t, 0)
	const person = 5
	far := &mocks.User{Kind: mocks.Staff, ID: "999000000002", Roles: []mocks.Role{{ID: "2", Code: "S8000:G8000:R8001", Organisation: "ZX9998"}}}
	problems := records.Base + "/Condition?patient=" + r.realm.World.IDs().PatientID(person)
	ruling := func(headers ...string) string {
		_, _ = r.get(problems, r.token(far, records.WorkerScope), headers...)
		return r.log(person, "").Entries[0]["rule"]
	}
	own := r.token(r.citizen(person, "P9"), "any")
	assert.Equal(t, "no-rule", ruling())
	assert.Equal(t, http.StatusSeeOther, r.say("consent=refused", own))
	assert.Equal(t, "consent-refused", ruling())
	assert.Equal(t, "break-glass", ruling(access.BreakGlassHeader, "found unconscious"))
	assert.Equal(t, http.StatusSeeOther, r.say("consent=given", own))
	assert.Equal(t, "no-rule", ruling())
	assert.Equal(t, http.StatusSeeOther, r.say("consent=refused", own))
	assert.Equal(t, http.StatusSeeOther, r.say("consent=unstated", own))
	assert.Equal(t, "no-rule", ruling())
	_, body := r.get("/citizen", own, "Accept", "application/json")
	assert.Contains(t, body, `"consent":"unstated"`)

	acting := r.citizen(person, "P9")
	acting.Actor = "9990000018"
	for name, row := range map[string]struct {
		body, token string
		want        int
	}{
		"nobody":         {"consent=refused", "", 401},
		"P5":             {"consent=refused", r.token(r.citizen(person, "P5"), "any"), 403},
		"one who acts":   {"consent=refused", r.token(acting, "any"), 403},
		"staff":          {"consent=refused", r.token(far, "any"), 403},
		"another word":   {"consent=perhaps", own, 400},
		"no word":        {"", own, 400},
		"a long body":    {"consent=refused&x=" + strings.Repeat("x", 2000), own, 400},
		"not for others": {"consent=refused", r.token(r.citizen(person+1, "P9"), "any"), 303},
	} {
		assert.Equal(t, row.want, r.say(row.body, row.token), name)
	}
	assert.Equal(t, "no-rule", ruling(), "nothing of that holds for this citizen")
}
