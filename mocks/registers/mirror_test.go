package registers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"

	"sandpiper/mocks/registers"
)

// source serves a rig over a real connection, as another process would, with answers that may be bent.
func source(t testing.TB, r rig, bend *atomic.Pointer[func(path string, body []byte) []byte]) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		recorded := httptest.NewRecorder()
		r.ServeHTTP(recorded, request)
		body := recorded.Body.Bytes()
		if bend != nil && bend.Load() != nil {
			body = (*bend.Load())(request.URL.Path, body)
		}
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/registers/fruit"
}

func TestMirror(t *testing.T) {
	log := fruit(t)
	grow(t, log, 30)
	there := newRig(t, &registers.Service{Logs: []*registers.Log{log}})
	url := source(t, there, nil)
	verifier, err := note.NewVerifier(strings.TrimSpace(there.get("/signing-key").Body.String()))
	require.NoError(t, err)
	for name, mirror := range map[string]*registers.Mirror{
		"unsigned": {Register: "fruit", URL: url},
		"signed":   {Register: "fruit", URL: url + "/", Verifier: verifier},
	} {
		t.Run(name, func(t *testing.T) {
			here := newRig(t, &registers.Service{Mirrors: []*registers.Mirror{mirror}, Secret: []byte("here")})
			assert.Equal(t, 503, here.get("/fruit/records").Code)
			require.NoError(t, mirror.Refresh(t.Context()))
			require.NoError(t, mirror.Refresh(t.Context()), "nothing new")
			same := func() {
				t.Helper()
				for _, path := range []string{"/records", "/entries", "/items", "/register", "/next/context", "/next/blobs", "/next/proofs/register",
					"/proof/register/merkle:sha-256", "/proof/consistency/3/30/merkle:sha-256", "/download-rsf"} {
					assert.Equal(t, there.get("/fruit"+path).Body.String(), here.get("/fruit"+path).Body.String(), path)
				}
			}
			same()
			before := mirror.Snapshot().Size()
			_, err := there.service.Append(there.Estate, there.realm, "fruit", "New-"+name, item(t, registers.Text("fruit", "New-"+name)))
			require.NoError(t, err)
			require.NoError(t, mirror.Refresh(t.Context()))
			assert.Equal(t, before+1, mirror.Snapshot().Size())
			same()
			_, err = here.service.Append(here.Estate, here.realm, "fruit", "Mine", item(t, registers.Text("fruit", "Mine")))
			require.ErrorIs(t, err, registers.ErrReadOnly)

			own, err := note.NewVerifier(strings.TrimSpace(here.get("/signing-key").Body.String()))
			require.NoError(t, err)
			signed := here.get("/fruit/tree-head").Body.Bytes()
			_, err = note.Open(signed, note.VerifierList(own))
			require.NoError(t, err)
			if mirror.Verifier != nil {
				n, err := note.Open(signed, note.VerifierList(own, verifier))
				require.NoError(t, err)
				assert.Len(t, n.Sigs, 2, "the source's signature and ours")
			}
		})
	}
}

// TestMirrorBelievesNothing bends what the source says, in the ways in which a source may lie, and looks that what was held is still served.
func TestMirrorBelievesNothing(t *testing.T) {
	type bender = func(path string, body []byte) []byte
	change := func(where, from, to string) bender {
		return func(path string, body []byte) []byte {
			if !strings.Contains(path, where) {
				return body
			}
			return []byte(strings.Replace(string(body), from, to, 1))
		}
	}
	for what, c := range map[string]struct {
		signed bool
		grown  bool // the source has grown in between
		bend   bender
		want   error
	}{
		"another root":            {bend: change("/proof/register", "root-hash\":\"sha-256:", "root-hash\":\"sha-256:00"), want: registers.ErrUnproved},
		"same size, another root": {bend: rootOf(0), want: registers.ErrRewritten},
		"fewer entries":           {bend: change("/proof/register", `"total-entries":40`, `"total-entries":39`), want: registers.ErrRewritten},
		"no size":                 {bend: change("/proof/register", `"total-entries":40`, `"total-entries":-1`), want: registers.ErrUnproved},
		"not JSON":                {bend: change("/proof/register", `{`, `<`), want: registers.ErrUnproved},
		"bent consistency":        {grown: true, bend: change("/proof/consistency", "sha-256:", "sha-256:0"), want: registers.ErrUnproved},
		"no consistency":          {grown: true, bend: change("/proof/consistency", `sha-256:`, `sha-256:`+strings.Repeat("0", 64)+`","sha-256:`), want: registers.ErrRewritten},
		"bent entry":              {grown: true, bend: change("/download-rsf", "append-entry\tuser\tZ", "append-entry\tuser\tY"), want: registers.ErrRSF},
		"other item":              {grown: true, bend: change("/download-rsf", `{"fruit":"Z"}`, `{"fruit":"Z","name":"z"}`), want: registers.ErrRSF},
		"cut short": {grown: true, bend: func(p string, b []byte) []byte {
			if strings.Contains(p, "rsf") {
				return b[:70]
			}
			return b
		}, want: registers.ErrRSF},
		"nothing": {grown: true, bend: func(p string, b []byte) []byte {
			if strings.Contains(p, "rsf") {
				return nil
			}
			return b
		}, want: registers.ErrUnproved},
		"bent signature":        {signed: true, bend: change("/tree-head", "\n40\n", "\n41\n"), want: registers.ErrUnproved},
		"no signature":          {signed: true, bend: change("/tree-head", "— ", ""), want: registers.ErrUnproved},
		"the other tree's head": {signed: true, bend: change("/fruit/tree-head", "/v1", "/v2"), want: registers.ErrUnproved},
	} {
		t.Run(what, func(t *testing.T) {
			log := fruit(t)
			grow(t, log, 30)
			there := newRig(t, &registers.Service{Logs: []*registers.Log{log}})
			var bend atomic.Pointer[bender]
			mirror := &registers.Mirror{Register: "fruit", URL: source(t, there, &bend)}
			if c.signed {
				verifier, err := note.NewVerifier(strings.TrimSpace(there.get("/signing-key").Body.String()))
				require.NoError(t, err)
				mirror.Verifier = verifier
			}
			require.NoError(t, mirror.Refresh(t.Context()))
			held := mirror.Snapshot()
			require.Equal(t, 40, held.Size())
			if c.grown {
				_, err := there.service.Append(there.Estate, there.realm, "fruit", "Z", item(t, registers.Text("fruit", "Z")))
				require.NoError(t, err)
			}
			bend.Store(&c.bend)
			require.ErrorIs(t, mirror.Refresh(t.Context()), c.want)
			assert.Same(t, held, mirror.Snapshot())
			bend.Store(nil)
			require.NoError(t, mirror.Refresh(t.Context()), "a source that is honest again is believed again")
		})
	}
}

// rootOf swaps the root for a well-formed one that is none.
func rootOf(digit byte) func(string, []byte) []byte {
	return func(path string, body []byte) []byte {
		i := strings.Index(string(body), `root-hash":"sha-256:`)
		if !strings.Contains(path, "/proof/register") || i < 0 {
			return body
		}
		i += len(`root-hash":"sha-256:`)
		return []byte(string(body[:i]) + strings.Repeat(string('0'+rune(digit)), 64) + string(body[i+64:]))
	}
}

// TestMirrorOfAnotherWorld takes over a register of the catalogue, entries of thousands of people and all.
func TestMirrorOfAnotherWorld(t *testing.T) {
	there := newRig(t, &registers.Service{})
	url := strings.TrimSuffix(source(t, there, nil), "fruit") + "practitioner-gphc"
	mirror := &registers.Mirror{Register: "practitioner-gphc", URL: url}
	require.NoError(t, mirror.Refresh(t.Context()))
	assert.Equal(t, there.log(t, "practitioner-gphc").Size(), mirror.Snapshot().Size())
	wrong := &registers.Mirror{Register: "practitioner-gmc", URL: url}
	err := wrong.Refresh(t.Context())
	require.ErrorIs(t, err, registers.ErrUnproved)
	assert.ErrorContains(t, err, `which cannot be shown as "`+wrong.Register+`"`)
	gone := &registers.Mirror{Register: "x", URL: strings.TrimSuffix(url, "practitioner-gphc") + "x"}
	require.ErrorContains(t, gone.Refresh(t.Context()), "404")
}

func FuzzParseMirror(f *testing.F) {
	f.Add("country=http://127.0.0.1:9000/registers/country")
	f.Add("country=https://country.register.gov.uk,sandpiper+0123abcd+AQID")
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := registers.ParseMirror(text); err == nil {
			require.NotEmpty(t, m.Register)
			require.True(t, strings.HasPrefix(m.URL, "http"))
		}
	})
}
