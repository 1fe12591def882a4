package main

import (
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var shownCode = regexp.MustCompile(`(?s)<pre tabindex="0"><code>(.*?)</code></pre>`)

// snippets are the programs that the start page shows, by language: curl first, then Python, Node and Go.
func snippets(t *testing.T, page string) (all [][]string) {
	t.Helper()
	page, _, _ = strings.Cut(page, "</fieldset>")
	for _, panel := range strings.Split(page, `<div class="panel">`)[1:] {
		var blocks []string
		for _, block := range shownCode.FindAllStringSubmatch(panel, -1) {
			blocks = append(blocks, html.UnescapeString(block[1]))
		}
		all = append(all, blocks)
	}
	require.Len(t, all, 4)
	return all
}

// played runs a program that was copied from the page into dir, where the app's key lies.
func played(t *testing.T, dir, name, text string, command ...string) string {
	t.Helper()
	path, err := exec.LookPath(command[0])
	if err != nil {
		lacking(t, command[0])
	}
	file := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	run := exec.Command(path, append(command[1:], file)...)
	run.Dir = dir
	run.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "GOFLAGS=-mod=mod")
	out, err := run.CombinedOutput()
	require.NoError(t, err, "%s\n%s", text, out)
	return string(out)
}

// TestSnippetsOfTheStartPage runs every program of the page as a newcomer would, with a token and without.
func TestSnippetsOfTheStartPage(t *testing.T) {
	t.Parallel()
	for name, flags := range map[string][]string{"with a token": nil, "open": {"--open"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base, dir, _ := serving(t, flags...)
			_, page, _ := get(t, base+"/")
			code := snippets(t, page)
			number := regexp.MustCompile(`Patient/(999\d{7})`).FindStringSubmatch(page)[1]
			practice := html.UnescapeString(regexp.MustCompile(`First organisation: ([^<]+)</h3>`).FindStringSubmatch(page)[1])
			born := regexp.MustCompile(`Born (\d{4}-\d\d-\d\d)`).FindStringSubmatch(page)[1]
			if _, err := exec.LookPath("uuidgen"); err != nil { // of util-linux, which a slim image lacks
				require.NoError(t, os.WriteFile(filepath.Join(dir, "uuidgen"), []byte("#!/bin/sh\necho 60e0b220-8136-4ca5-ae46-1d97ef59d068\n"), 0o700)) //nolint:gosec // it is run
			}
			t.Run("curl", func(t *testing.T) {
				out := played(t, dir, "first.sh", strings.Join(code[0], "\necho\n"), "bash", "-eu")
				assert.Contains(t, out, `"id":"`+number+`"`)
				assert.Contains(t, strings.ToUpper(out), `"NAME":"`+strings.ToUpper(practice)+`"`)
				assert.Contains(t, out, `"type":"searchset"`)
				if len(flags) == 0 {
					whole := strings.Join(append(code[0][1:3:3], `echo "$token"`), "\n")
					assert.Contains(t, played(t, dir, "openssl.sh", whole, "bash", "-eu"), `"id":"`+number+`"`, "the token that OpenSSL signs for is as good")
				}
			})
			for k, c := range []struct{ name, file, tool string }{{"python", "first.py", "python3"}, {"node", "first.cjs", "node"}, {"go", "first.go", "go"}} {
				t.Run(c.name, func(t *testing.T) {
					command := []string{c.tool}
					if c.tool == "go" {
						if testing.Short() {
							t.Skip("compiling takes its time")
						}
						command = append(command, "run")
					}
					if c.tool == "python3" && exec.Command("python3", "-c", "import jwt, requests").Run() != nil {
						lacking(t, "PyJWT")
					}
					require.Len(t, code[k+1], 1)
					out := played(t, dir, c.file, code[k+1][0], command...)
					assert.Contains(t, out, born)
					assert.Contains(t, strings.ToUpper(out), strings.ToUpper(practice))
				})
			}
		})
	}
}

// TestStartPage is what a newcomer finds.
func TestStartPage(t *testing.T) {
	t.Parallel()
	base, _, _ := serving(t, "--compat", "pds-sandbox")
	_, page, _ := get(t, base+"/")
	assert.Contains(t, strings.ToLower(page), "not an nhs service")
	assert.Contains(t, page, "2,000 synthetic people")
	assert.Equal(t, "9994593358", firstNumber(t, base), "whom the readme and 'serve --help' call by number")
	for _, what := range []string{"has died", "restricted", "interpreter", "superseded", "INVALIDATED_RESOURCE", "sandpiper-app", "/_sandpiper/fidelity", "9000000009"} {
		assert.Contains(t, page, what)
	}
	res, err := http.Post(base+"/_sandpiper/apps", "application/json", strings.NewReader(`{"name":"Mine","redirect_uris":["http://localhost:3000/back"]}`))
	require.NoError(t, err)
	_ = res.Body.Close()
	id := strings.TrimPrefix(res.Header.Get("Location"), "/_sandpiper/apps/")
	_, page, _ = get(t, base+"/?app="+id)
	assert.Contains(t, page, "--app-id "+id, "the calls of the app that was chosen")
	assert.Contains(t, page, "/oauth2/authorize?client_id="+id)
	_, page, _ = get(t, base+"/?app=nobody")
	assert.Contains(t, page, "--app-id sandpiper-app")

	status, ledger, _ := get(t, base+"/_sandpiper/fidelity")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, ledger, "7 of 7")
	status, raw, _ := get(t, base+"/_sandpiper/fidelity.json")
	assert.Equal(t, http.StatusOK, status)
	assert.NotEmpty(t, asJSON(t, raw)["services"])
	status, elsewhere, _ := get(t, base+"/_sandpiper/fidelty")
	assert.Equal(t, http.StatusNotFound, status)
	assert.Contains(t, elsewhere, `did you mean "/_sandpiper/fidelity"?`)
}

// TestTokenOfAPerson signs a citizen and a clinician in at a terminal, each of whom may then see what they may.
func TestTokenOfAPerson(t *testing.T) {
	t.Parallel()
	base, dir, _ := serving(t)
	number, clinician := firstNumber(t, base), firstClinician(t, base)
	flags := []string{"--url", base + "/oauth2/token", "--app-key", filepath.Join(dir, "sandpiper-app.pem")}
	for who, want := range map[string]int{"--citizen=" + number: http.StatusOK, "--staff=" + clinician: http.StatusOK} {
		code, token, said := call(t, append([]string{"token", who}, flags...)...)
		require.Zero(t, code, said)
		status, body, _ := get(t, base+"/personal-demographics/FHIR/R4/Patient/"+number, "Authorization: Bearer "+strings.TrimSpace(token),
			"X-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068")
		assert.Equal(t, want, status, "%s: %s", who, body)
	}
	code, _, said := call(t, append([]string{"token", "--citizen", "123"}, flags...)...)
	assert.Equal(t, exitFail, code)
	assert.Contains(t, said, "123 cannot sign in: Nobody can sign in")
	code, _, said = call(t, append([]string{"token", "--citizen", number, "--redirect", "http://elsewhere.example/"}, flags...)...)
	assert.Equal(t, exitFail, code)
	assert.Contains(t, said, "redirect")
	code, _, _ = call(t, append([]string{"token", "--citizen", number, "--staff", clinician}, flags...)...)
	assert.NotZero(t, code)
}
