package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"sandpiper/mocks/registers"
)

// TestMirrorOfAnotherProcess starts one mock NHS as a process, and another that mirrors a register of it: what the second serves is proved by the
// first's signature, and by library code that is neither's.
func TestMirrorOfAnotherProcess(t *testing.T) {
	start := func(people string, more ...string) (base string, said *transcript) {
		cmd, out, said := program(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--people", people}, more...)...)
		require.NoError(t, cmd.Start())
		t.Cleanup(func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() })
		waitUntil(t, "the start", said, func() bool { return strings.Contains(out.String(), "Ctrl-C stops it") })
		return regexp.MustCompile(`on (http://\S+) after`).FindStringSubmatch(out.String())[1], said
	}
	get := func(address string) []byte {
		response, err := http.Get(address)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, response.StatusCode, "%s: %s", address, body)
		return body
	}
	there, _ := start("2000")
	key := strings.TrimSpace(string(get(there + "/registers/signing-key")))
	// The second has another population, so that its own register of devices would be another one.
	here, said := start("1000", "--seed", "7", "--mirror", "territory="+there+"/registers/territory,"+key)
	waitUntil(t, "the mirror", said, func() bool { return strings.Contains(said.String(), "entries of "+there) })
	for _, path := range []string{"/records", "/proof/register/merkle:sha-256", "/next/proofs/register", "/download-rsf"} {
		assert.Equal(t, string(get(there+"/registers/territory"+path)), string(get(here+"/registers/territory"+path)), path)
	}
	verifier, err := note.NewVerifier(key)
	require.NoError(t, err)
	signed, err := note.Open(get(here+"/registers/territory/tree-head"), note.VerifierList(verifier))
	require.NoError(t, err, "the source's signature comes with it")
	head, err := registers.ParseHead(signed.Text)
	require.NoError(t, err)
	var proof struct {
		Path []string `json:"merkle-audit-path"`
	}
	require.NoError(t, json.Unmarshal(get(here+"/registers/territory/proof/entries/3/"+strconv.Itoa(head.Size)+"/merkle:sha-256"), &proof))
	var nodes tlog.RecordProof
	for _, text := range proof.Path {
		h, ok := registers.ParseOne(text)
		require.True(t, ok)
		nodes = append(nodes, h)
	}
	entry := get(here + "/registers/territory/entries/3")
	leaf := tlog.RecordHash([]byte(strings.Trim(strings.TrimSpace(string(entry)), "[]")))
	assert.NoError(t, tlog.CheckRecord(nodes, int64(head.Size), head.Root, 2, leaf))

	code, _, wrong := call(t, "serve", "--mirror", "territory")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, wrong, "want a register's name")
	code, _, wrong = call(t, "serve", "--mirror", "territory=nowhere")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, wrong, "is no address")
}
