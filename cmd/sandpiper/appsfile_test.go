package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/scenarios"
)

// keysBeside is a folder in which one file, keys.json, holds a JWK set.
func keysBeside(t testing.TB) func(name string) ([]byte, error) {
	t.Helper()
	key, err := makeKey(&app{})
	require.NoError(t, err)
	keys, err := json.Marshal(key.app("x", nil).Keys)
	require.NoError(t, err)
	return func(name string) ([]byte, error) {
		if name != "keys.json" {
			return nil, fs.ErrNotExist
		}
		return keys, nil
	}
}

// FuzzAppsFile: a stranger's file of apps is taken whole, or refused with places that lie in it; an id is never taken twice.
func FuzzAppsFile(f *testing.F) {
	f.Add("apps:\n  - id: one\n    jwks_file: keys.json\n    redirect_uris: [http://localhost:3000/back]\n    per_minute: 300\n")
	f.Add("apps:\n  - {id: one, sandbox: true}\n  - {id: one, jwks_url: 'http://127.0.0.1/k', logout_url: 'http://127.0.0.1/l'}\n")
	f.Add("apps:\n  - id: a b\n    key: |\n      -----BEGIN PUBLIC KEY-----\n      AAAA\n      -----END PUBLIC KEY-----\n")
	f.Add("apps: [&a {id: x}, *a]\n")
	f.Add("apps: {id: x}\n---\napps: []\n")
	f.Add("\xff\xfe")
	beside := keysBeside(f)
	f.Fuzz(func(t *testing.T, text string) {
		apps, err := readApps("apps.yaml", []byte(text), false, beside)
		if err != nil {
			load, ok := errors.AsType[*scenarios.LoadError](err)
			if !ok || len(load.Problems) == 0 {
				t.Fatalf("no place is named: %v", err)
			}
			lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u0085") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
			for _, p := range load.Problems {
				if p.File != "apps.yaml" || p.Line < 1 || p.Line > lines+1 || p.Column < 1 {
					t.Fatalf("%q: %s is not a place in it", text, p.Headline())
				}
			}
			return
		}
		seen := map[string]bool{}
		for _, app := range apps {
			if app.ID == "" || seen[app.ID] || app.Sandbox || len(app.Scopes) == 0 {
				t.Fatalf("%+v", app)
			}
			seen[app.ID] = true
		}
	})
}
