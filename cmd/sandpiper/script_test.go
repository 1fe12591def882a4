package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product/producttest/stranger"
)

// TestMain lets this test binary be the program, and the product with bad days, under their own names on the PATH.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"sandpiper": main,
		"stranger":  func() { os.Exit(stranger.Live(os.Getenv, os.Stderr, os.Exit)) },
	})
}

// TestScripts plays testdata/script: the program as a person or a build meets it. Each script finds the files of testdata/kit in
// $KIT, a product that runs already at $STRANGER, and keys in $KEYS.
func TestScripts(t *testing.T) {
	standing := httptest.NewServer(stranger.Handler(func() { panic(http.ErrAbortHandler) }))
	t.Cleanup(standing.Close)
	kit, err := filepath.Abs(filepath.Join("testdata", "kit"))
	require.NoError(t, err)
	pack, err := filepath.Abs(filepath.Join("..", "..", "scenarios", "library", "prescribing"))
	require.NoError(t, err)
	keys := signingKeys(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("KIT", kit)
			e.Setenv("PACK", pack)
			e.Setenv("KEYS", keys)
			e.Setenv("STRANGER", standing.URL)
			e.Setenv("TAKEN", strings.TrimPrefix(standing.URL, "http://"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "edit": edit},
	})
}

// exits runs a command and wants its exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ended, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%s did not run: %v", args[1], err)
		}
		got = ended.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// edit replaces the first occurrence of a text in a file: edit FILE OLD NEW
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
}

// signingKeys makes the key pairs supplier.pem, supplier.pub, other.pem and other.pub.
func signingKeys(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"supplier", "other"} {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(t, err)
		secret, err := x509.MarshalPKCS8PrivateKey(private)
		require.NoError(t, err)
		open, err := x509.MarshalPKIXPublicKey(public)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pub"), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: open}), 0o644))
	}
	return dir
}
