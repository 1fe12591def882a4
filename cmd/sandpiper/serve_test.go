package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var address = regexp.MustCompile(`on (http://127\.0\.0\.1:\d+) after \d+ ms \(not an NHS service\)`)

// serving starts the mock NHS on a free port; stop interrupts it and returns its exit code.
func serving(t testing.TB, args ...string) (base, dir string, stop func() int) {
	t.Helper()
	cmd, out, said := program(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--people", "2000"}, args...)...)
	require.NoError(t, cmd.Start())
	ended := false
	stop = func() int {
		if !ended {
			ended = true
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			_ = cmd.Wait()
		}
		return cmd.ProcessState.ExitCode()
	}
	t.Cleanup(func() { stop() })
	waitUntil(t, "the address", said, func() bool { return address.MatchString(out.String()) })
	assert.NotContains(t, said.String(), "error")
	return address.FindStringSubmatch(out.String())[1], cmd.Dir, stop
}

// get is what curl does: a GET with some headers, "Name: value".
func get(t testing.TB, address string, headers ...string) (status int, body string, header http.Header) {
	t.Helper()
	return by(t, http.DefaultClient, address, headers...)
}

// TestServe walks a caller's path: the start page, a token, a person in PDS, the same person and their allergies in the record server.
func TestServe(t *testing.T) {
	t.Parallel()
	base, dir, stop := serving(t)
	status, page, header := get(t, base+"/")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, strings.ToLower(page), "not an nhs service")
	assert.Contains(t, page, base+"/personal-demographics/FHIR/R4/Patient/999")
	assert.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")
	number := regexp.MustCompile(`Patient/(999\d{7})`).FindStringSubmatch(page)
	require.NotNil(t, number)

	key := filepath.Join(dir, "sandpiper-app.pem")
	mode, err := os.Stat(key)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), mode.Mode().Perm(), "the key is its owner's alone")
	code, token, said := call(t, "token", "--url", base+"/oauth2/token", "--app-key", key)
	require.Zero(t, code, said)
	token = strings.TrimSpace(token)
	assert.NotContains(t, token, " ")
	code, whole, _ := call(t, "token", "--url", base+"/oauth2/token", "--app-key", key, "--json")
	assert.Zero(t, code)
	assert.Contains(t, asJSON(t, whole), "expires_in")

	auth, id := "Authorization: Bearer "+token, "X-Request-ID: 60e0b220-8136-4ca5-ae46-1d97ef59d068"
	status, patient, header := get(t, base+"/personal-demographics/FHIR/R4/Patient/"+number[1], auth, id)
	assert.Equal(t, http.StatusOK, status, patient)
	assert.Equal(t, number[1], asJSON(t, patient)["id"])
	assert.Equal(t, "60e0b220-8136-4ca5-ae46-1d97ef59d068", header.Get("X-Request-ID"))
	status, refused, _ := get(t, base+"/personal-demographics/FHIR/R4/Patient/"+number[1], id)
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Equal(t, "OperationOutcome", asJSON(t, refused)["resourceType"])

	who := url.QueryEscape("https://fhir.nhs.uk/Id/nhs-number|" + number[1])
	status, found, _ := get(t, base+"/records/FHIR/R4/Patient?identifier="+who, auth)
	require.Equal(t, http.StatusOK, status, found)
	bundle := asJSON(t, found)
	require.EqualValues(t, 1, bundle["total"], found)
	record := bundle["entry"].([]any)[0].(map[string]any)["resource"].(map[string]any)["id"].(string)
	for _, kind := range []string{"AllergyIntolerance", "MedicationRequest", "Condition"} {
		status, found, _ = get(t, base+"/records/FHIR/R4/"+kind+"?patient="+record, auth)
		assert.Equal(t, http.StatusOK, status, found)
		assert.Equal(t, "searchset", asJSON(t, found)["type"], kind)
	}
	assert.Zero(t, stop(), "stopped on purpose")

	code, _, said = call(t, "token", "--url", base+"/oauth2/token", "--app-key", key)
	assert.Equal(t, exitUnreachable, code)
	assert.Contains(t, said, "is 'sandpiper serve' running?")
}

// TestServeOpen asks for no token, and keeps a journal of what was asked.
func TestServeOpen(t *testing.T) {
	t.Parallel()
	kept := t.TempDir()
	base, dir, stop := serving(t, "--open", "--record", kept)
	assert.False(t, exists(filepath.Join(dir, "sandpiper-app.pem")))
	status, found, _ := get(t, base+"/records/FHIR/R4/Patient?family=Smith")
	assert.Equal(t, http.StatusOK, status, found)
	assert.Zero(t, stop())
	assert.Contains(t, read(t, kept, "exchanges-000000.jsonl"), "family=Smith")
}

// TestServeRefusesAStrangerKey signs in with a key that is not registered.
func TestServeRefusesAStrangerKey(t *testing.T) {
	t.Parallel()
	base, dir, _ := serving(t)
	_, elsewhere, _ := serving(t)
	code, out, said := call(t, "token", "--url", base+"/oauth2/token", "--app-key", filepath.Join(elsewhere, "sandpiper-app.pem"))
	assert.Equal(t, exitFail, code)
	assert.Empty(t, out)
	assert.Contains(t, said, base+"/oauth2/token answered 401")
	assert.Contains(t, said, "; registered is ", "what would have been right")
	code, _, said = call(t, "token", "--url", base, "--app-key", filepath.Join(dir, "sandpiper-app.pem"))
	assert.Zero(t, code, "where the mock NHS runs is enough: %s", said)
	code, _, said = call(t, "token", "--url", base, "--app-key", filepath.Join(dir, "sandpiper-app.pem"), "--citizen", "9994593359")
	assert.Equal(t, exitFail, code)
	assert.Contains(t, said, "9994593359 is no NHS number", "why they cannot sign in")
	status, _, _ := get(t, base+"/favicon.ico")
	assert.Equal(t, http.StatusNoContent, status, "a browser asks for it by itself: no refusal")
}
