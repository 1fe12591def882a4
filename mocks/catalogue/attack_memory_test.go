package catalogue_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
	"sandpiper/mocks/login/cis2"
	"sandpiper/mocks/login/logintest"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
)

// TestMemoryUnderAttack (CWE-770, CWE-401): what strangers name, begin and never end, 10,000 times and each time otherwise, is forgotten: with a recorder on, the heap after
// 10,000 attacks more has grown by no more than a few megabytes, as no cache, shelf, log or counter keeps what they sent.
func TestMemoryUnderAttack(t *testing.T) {
	s := newSiege(t, "")
	long := strings.Repeat("x", 500)
	form := []string{"Content-Type", "application/x-www-form-urlencoded", "Authorization", ""}
	attacks := []func(n int){
		func(n int) { s.ask("GET", fmt.Sprintf("/nowhere/%d/%s", n, long), "") },
		func(n int) { s.ask("GET", fmt.Sprintf("/@realm-%d/%s", n, long), "") },
		func(n int) {
			s.ask("GET", fmt.Sprintf("%s/Patient/%010d", pds.Base, n), "", "X-Request-ID", requestID(n, n))
		},
		func(n int) { s.ask("GET", pds.Base+"/Patient/1", "", "Authorization", fmt.Sprint("Bearer ", n, long)) },
		func(n int) {
			s.ask("PATCH", pds.Base+"/Patient/"+s.Realm.World.Population().Number(n%400).String(), fmt.Sprintf(`{"patches":[{"op":"add","path":"/x%d","value":%q}]}`, n, long),
				"X-Request-ID", requestID(n, n), "Content-Type", "application/json-patch+json")
		},
		func(n int) {
			s.ask("POST", pds.Base+"/Patient", fmt.Sprintf(`{"name":%q}`, long), "X-Request-ID", requestID(n, n), "Content-Type", "application/json")
		},
		func(n int) { s.ask("GET", fmt.Sprintf("%s/Observation?code=%d%s", records.Base, n, long), "") },
		func(n int) {
			s.ask("POST", "/oauth2/token", values("grant_type", "client_credentials", "client_id", fmt.Sprint(n), "client_secret", long).Encode(), form...)
		},
		func(n int) {
			unsigned := logintest.Part(t, logintest.Claims{"alg": "RS512", "typ": "JWT", "kid": fmt.Sprint(n)}) + "." + logintest.Part(t, logintest.Claims{
				"iss": fmt.Sprint("nobody", n), "sub": fmt.Sprint("nobody", n), "aud": logintest.Host + "/oauth2/token", "jti": fmt.Sprint(n, long), "exp": logintest.WallTime.Unix() + 200}) + ".AAAA"
			s.ask("POST", "/oauth2/token", logintest.Asserting(unsigned, "grant_type", "client_credentials").Encode(), form...)
		},
		func(n int) {
			s.ask("GET", "/nhs-login/authorize?"+begin("/nhs-login/authorize", "state", fmt.Sprint(n, long)).Encode(), "")
		},
		func(n int) {
			s.ask("GET", cis2.Root+"/authorize?"+begin(cis2.Root+"/authorize", "state", fmt.Sprint(n, long)).Encode(), "")
		},
		func(n int) { s.ask("GET", fmt.Sprintf("/mock-jwks/%d%s", n, long), "") },
		func(n int) { s.ask("GET", fmt.Sprintf("/registers/register-%d/records/%s", n, long), "") },
		func(n int) { s.ask("GET", fmt.Sprintf("/registers/organisation/records/%d%s", n, long), "") },
		func(n int) { s.ask("GET", fmt.Sprintf("/ORD/2-0-0/organisations/%d%s", n, long), "") },
		func(n int) { s.ask("GET", fmt.Sprintf("/service-search-api/?api-version=3&$select=%d%s", n, long), "") },
		func(n int) { s.ask("GET", "/citizen/sign-in", "") },
		func(n int) {
			s.ask("GET", fmt.Sprintf("/realms/Cis2-mock-%c%c%c/protocol/openid-connect/auth?client_id=%d", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26, n), "")
		},
		func(n int) { s.ask("GET", "/spine-directory/FHIR/R4/Device", "", "apikey", fmt.Sprint(n, long)) },
		func(n int) {
			s.ask("GET", "/oauth2/_ping", "", "Host", fmt.Sprintf("h%d.example", n), "X-Request-ID", long, "X-Correlation-ID", long)
		},
	}
	const wave = 10_000
	send := func(first int) {
		for n := first; n < first+wave; n++ {
			attacks[n%len(attacks)](n)
		}
	}
	send(0)
	full := heap()
	send(wave)
	grown := int64(heap()) - int64(full)
	t.Logf("%d attacks more: %+d kB on %d kB", wave, grown>>10, full>>10)
	assert.Less(t, grown, int64(8<<20), "shelves may still fill to their bounds")
	assert.Equal(t, http.StatusOK, s.ask("GET", "/oauth2/_ping", "").Code)
}

// TestApplicationsThatComeAndGo (CWE-401): whoever may register applications registers one, calls with it and dismisses it, 4,000 times and then as often again. Nothing is held of
// those that have gone.
func TestApplicationsThatComeAndGo(t *testing.T) {
	s := newSiege(t, "")
	const path = pds.Base + "/Patient/1" // about nobody, so that no log has more of it
	wave := func(name string) {
		for n := range 4000 {
			id := fmt.Sprint(name, n)
			require.True(t, s.Enrol(mocks.App{ID: id, Name: id, PerMinute: 2}))
			token := s.Realm.Tokens.Issue(id, []string{pds.AppScope}, logintest.WorldTime, time.Hour).Value
			for _, want := range []int{400, 400, 429} {
				require.Equal(t, want, s.ask("GET", path, "", "Authorization", "Bearer "+token).Code)
			}
			require.True(t, s.Dismiss(id))
			require.Equal(t, 401, s.ask("GET", path, "", "Authorization", "Bearer "+token).Code)
		}
	}
	wave("first")
	full := heap()
	wave("then")
	grown := int64(heap()) - int64(full)
	t.Logf("%+d kB on %d kB", grown>>10, full>>10)
	assert.Less(t, grown, int64(300<<10))
}

// TestBodiesThatNeverEnd (CWE-770): 48 connections each send four megabytes of a form and then nothing. No more is held of them than of a few, whoever sends a small
// form meanwhile is answered at once, and when they have gone a large one is read again.
func TestBodiesThatNeverEnd(t *testing.T) {
	s := newSiege(t, "")
	address := s.listen(nil)
	const most = 4 << 20
	before := heap()
	sent := []byte("grant_type=" + strings.Repeat("x", most))
	var wg sync.WaitGroup
	var all []net.Conn
	for range 48 {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		all = append(all, conn)
		wg.Go(func() {
			_ = conn.SetWriteDeadline(time.Now().Add(2 * time.Second)) // what the server does not take it does not hold
			_, err := fmt.Fprintf(conn, "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", most+1000)
			assert.NoError(t, err)
			_, _ = conn.Write(sent)
		})
	}
	wg.Wait()
	held := int64(heap()) - int64(before)
	t.Logf("%d kB held of 48 bodies of %d kB", held>>10, most>>10)
	assert.Less(t, held, int64(96<<20))
	began := time.Now()
	post := func(body string) int {
		response, err := http.Post("http://"+address+"/oauth2/token", "application/x-www-form-urlencoded", strings.NewReader(body))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	assert.Equal(t, 400, post("grant_type=none"))
	assert.Less(t, time.Since(began), hang)
	for _, conn := range all {
		require.NoError(t, conn.Close())
	}
	began = time.Now()
	assert.Equal(t, 400, post(string(sent)))
	assert.Less(t, time.Since(began), hang)
}
