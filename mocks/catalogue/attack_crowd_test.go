package catalogue_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/world"
)

// crowd is how many do the same at once.
const crowd = 64

// wire is a client of many connections, and a token of staff.
type wire struct {
	*siege
	client *http.Client
	base   string
}

func (s *siege) wire() *wire {
	transport := &http.Transport{MaxIdleConnsPerHost: crowd}
	s.Cleanup(transport.CloseIdleConnections)
	return &wire{s, &http.Client{Transport: transport, Timeout: 30 * time.Second}, "http://" + s.listen(nil)}
}

// send makes a request under an identifier. Without an answer it fails the test and gives status 0.
func (w *wire) send(method, path, id, body string, header ...string) (status int, tag, text string) {
	r, err := http.NewRequest(method, w.base+path, strings.NewReader(body))
	if !assert.NoError(w, err) {
		return 0, "", ""
	}
	r.Header = http.Header{"Authorization": {"Bearer " + w.clinical}, "X-Request-Id": {id}, "Content-Type": {"application/json-patch+json"}}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := w.client.Do(r)
	if !assert.NoError(w, err) {
		return 0, "", ""
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	assert.NoError(w, err)
	return response.StatusCode, response.Header.Get("ETag"), string(raw)
}

// requestID is a UUID for the nth request of a writer.
func requestID(writer, n int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", writer, n) }

// TestNoAcceptedUpdateIsLost has 64 writers each append names to one patient over HTTP, read again and try again when another was quicker: every update that was
// answered 200 raised the version by one, was answered a version of its own, stands in the last state and in the version that it made, and nothing else does.
func TestNoAcceptedUpdateIsLost(t *testing.T) {
	s := newSiege(t, "")
	w := s.wire()
	const person, each = 7, 1
	path := pds.Base + "/Patient/" + s.Realm.World.Population().Number(person).String()
	_, before := s.Realm.World.Person(person)
	var mu sync.Mutex
	versions := map[string]string{} // given name → version that its answer bore
	conflicts := 0
	var wg sync.WaitGroup
	for writer := range crowd {
		wg.Go(func() {
			for n := range each {
				given := fmt.Sprintf("Writer%cx%c", 'a'+writer/8, 'a'+writer%8) + strings.Repeat("y", n)
				body := fmt.Sprintf(`{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"Crowd","given":[%q]}}]}`, given)
				for attempt := 0; ; attempt++ {
					status, tag, text := w.send(http.MethodGet, path, requestID(writer, 0), "")
					if !assert.Equal(t, 200, status, text) {
						return
					}
					status, made, text := w.send(http.MethodPatch, path, requestID(writer, 1+n*10_000+attempt), body, "If-Match", tag)
					mu.Lock()
					if status == 409 {
						conflicts++
					} else if assert.Equal(t, 200, status, text) {
						versions[given] = made
					}
					mu.Unlock()
					if status != 409 {
						break
					}
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d updates accepted, %d refused because another was quicker", len(versions), conflicts)
	require.Len(t, versions, crowd*each)
	_, after := s.Realm.World.Person(person)
	assert.Equal(t, before.N+crowd*each, after.N, "each accepted update is one version, and nothing else is")
	seen := map[string]bool{}
	for given, tag := range versions {
		assert.False(t, seen[tag], "two updates were answered %s", tag)
		seen[tag] = true
		var n int
		_, err := fmt.Sscanf(tag, `W/"%d"`, &n)
		require.NoError(t, err)
		assert.Equal(t, n-before.N, crowdNames(s.Realm.World, person, after.N-n, given), "the version that %s made holds the names so far, and %s", given, given)
		assert.Positive(t, crowdNames(s.Realm.World, person, 0, given), "%s is lost", given)
	}
	var last struct {
		Name []struct{ Family string }
	}
	_, _, text := w.send(http.MethodGet, path, requestID(0, 0), "")
	require.NoError(t, json.Unmarshal([]byte(text), &last))
	count := 0
	for _, name := range last.Name {
		if name.Family == "Crowd" {
			count++
		}
	}
	assert.Equal(t, crowd*each, count, "what a client reads has them all")
}

// crowdNames is how many names of the crowd somebody had some versions ago; 0 if the given one is not among them.
func crowdNames(w *world.World, person, back int, given string) int {
	_, q, _ := w.Through(world.Lens{Back: back}).Registered(person)
	names, found := 0, false
	for _, n := range q.Names {
		if n.Name.Family == "Crowd" {
			names++
			found = found || slices.Contains(n.Name.Given, given)
		}
	}
	if !found {
		return 0
	}
	return names
}

// TestOnlyOneOfACrowdWins sends the same request 64 times at once: what may happen once happens once.
func TestOnlyOneOfACrowdWins(t *testing.T) {
	s := newSiege(t, "")
	w := s.wire()
	together := func(do func() (status int, text string)) (statuses map[int]int, texts map[string]int) {
		statuses, texts = map[int]int{}, map[string]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		var ready atomic.Int64
		gate := make(chan struct{})
		for range crowd {
			wg.Go(func() {
				ready.Add(1)
				<-gate
				status, text := do()
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
				texts[text]++
			})
		}
		for ready.Load() < crowd {
			time.Sleep(time.Millisecond)
		}
		close(gate)
		wg.Wait()
		return statuses, texts
	}
	post := func(path string, form fmt.Stringer) func() (int, string) {
		return func() (int, string) {
			status, _, text := w.send(http.MethodPost, path, requestID(1, 1), form.String(), "Authorization", "", "Content-Type", "application/x-www-form-urlencoded")
			return status, text
		}
	}
	t.Run("one X-Request-ID makes one person", func(t *testing.T) {
		before := len(s.Realm.World.Changes())
		statuses, texts := together(func() (int, string) {
			status, _, text := w.send(http.MethodPost, pds.Base+"/Patient", requestID(2, 2), newcomer, "Content-Type", "application/json")
			return status, text
		})
		assert.Equal(t, map[int]int{201: crowd}, statuses)
		assert.Len(t, texts, 1, "everybody is told of the same person")
		made := 0
		for _, change := range s.Realm.World.Changes()[before:] {
			if change.Deed == world.Enrolled {
				made++
			}
		}
		assert.Equal(t, 1, made)
	})
	t.Run("one X-Request-ID makes one update", func(t *testing.T) {
		number := s.Realm.World.Population().Number(9).String()
		_, before := s.Realm.World.Person(9)
		statuses, texts := together(func() (int, string) {
			status, _, text := w.send(http.MethodPatch, pds.Base+"/Patient/"+number, requestID(3, 3),
				`{"patches":[{"op":"add","path":"/name/-","value":{"use":"old","family":"Once"}}]}`, "If-Match", fmt.Sprintf(`W/"%d"`, before.N))
			return status, text
		})
		assert.Equal(t, map[int]int{200: crowd}, statuses)
		assert.Len(t, texts, 1)
		_, after := s.Realm.World.Person(9)
		assert.Equal(t, before.N+1, after.N)
	})
	for door := range authorizing {
		if door == "/nhs-login/authorize" { // whose assertion is used up first: TestReplayedByMany in mocks/login
			continue
		}
		t.Run("one code gives one token at "+door, func(t *testing.T) {
			form := values("grant_type", "authorization_code", "client_id", "web", "client_secret", logintest.Secret, "code", s.code(door), "redirect_uri", logintest.Callback)
			statuses, _ := together(post(tokensAt[door], text(form.Encode())))
			assert.Equal(t, 1, statuses[200], "%v", statuses)
		})
	}
	t.Run("one refresh token gives one token", func(t *testing.T) {
		answer := s.redeem("/oauth2/authorize", "web", s.code("/oauth2/authorize"), logintest.Callback).JSON(t)
		form := values("grant_type", "refresh_token", "client_id", "web", "client_secret", logintest.Secret, "refresh_token", answer["refresh_token"].(string))
		statuses, _ := together(post("/oauth2/token", text(form.Encode())))
		assert.Equal(t, map[int]int{200: 1, 401: crowd - 1}, statuses)
	})
	t.Run("one assertion gives one token", func(t *testing.T) {
		form := logintest.Asserting(logintest.Assertion(t, "web", w.base+"/oauth2/token", "crowd", nil), "grant_type", "client_credentials")
		statuses, _ := together(post("/oauth2/token", text(form.Encode())))
		assert.Equal(t, map[int]int{200: 1, 400: crowd - 1}, statuses)
	})
}

// text is a string that says itself.
type text string

func (t text) String() string { return string(t) }

// newcomer is the body of a creation.
const newcomer = `{"resourceType":"Patient","name":[{"use":"usual","given":["Zebedee"],"family":"Crowdson"}],"gender":"male","birthDate":"1989-08-10",
"address":[{"use":"home","line":["42405 Bayer Glen"],"postalCode":"ZU1 9UT","period":{"start":"2024-05-02"}}],
"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-RegisteringAuthority","extension":[
{"url":"registeringAuthorityType","valueCodeableConcept":{"coding":[{"system":"https://fhir.nhs.uk/CodeSystem/UKCore-RegisteringAuthorityType","code":"x"}]}},
{"url":"organisationIdentifier","valueString":"RGS"}]}]}`
