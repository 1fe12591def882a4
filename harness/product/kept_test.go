package product_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

// A product that logs everything it knows tells nobody its key and its tokens.
func TestLogIsKeptWithoutSecrets(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	env := producttest.Env(t)
	env.Client = product.Client{ID: "app-1", KeyPEM: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})}
	jwt := "eyJhbGciOiJSUzUxMiJ9.eyJpc3MiOiJhcHAtMSJ9.c2lnbmF0dXJl"
	script := `cat ${key_file}; echo "sending client_assertion=` + jwt + `&grant_type=x"; echo 'got {"access_token":"opaque-token-77","expires_in":"599"}'
		echo "Authorization: Bearer opaque-token-78"; echo hello; echo ready; read -r line`
	p := product.Process{Command: []string{"/bin/sh", "-c", script}, Ready: product.Readiness{Log: "ready"}}
	session, err := product.Guest{Title: "Shell", Launch: p}.Start(t.Context(), env)
	require.NoError(t, err)
	require.NoError(t, session.Close(t.Context()))

	logged, ok := session.(product.Logged)
	require.True(t, ok)
	assert.Equal(t, filepath.Join(env.Dir, product.LogName), logged.LogFile())
	text, err := os.ReadFile(logged.LogFile())
	require.NoError(t, err)
	for _, shown := range []string{string(text), strings.Join(logged.LastLines(), "\n")} {
		assert.Contains(t, shown, "hello\nready")
		assert.Contains(t, shown, "‹withheld›")
		assert.Contains(t, shown, `"expires_in":"599"`)
		for _, secret := range []string{jwt, "opaque-token", "c2lnbmF0dXJl", strings.Split(string(env.Client.KeyPEM), "\n")[1], strings.Split(string(env.Client.KeyPEM), "\n")[20]} {
			assert.NotContains(t, shown, secret)
		}
	}
	about, err := os.Stat(logged.LogFile())
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), about.Mode().Perm())
}

func TestScratchSweepsWhatTheKilledLeft(t *testing.T) {
	gone := exec.CommandContext(t.Context(), "true")
	require.NoError(t, gone.Run())
	host, err := os.Hostname()
	require.NoError(t, err)
	root := t.TempDir()
	left := func(name, keeper string) string {
		dir := filepath.Join(root, name)
		require.NoError(t, os.Mkdir(dir, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "product-key.pem"), []byte("key"), 0o600))
		if keeper != "" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "keeper"), []byte(keeper), 0o600))
		}
		return dir
	}
	dead := strconv.Itoa(gone.Process.Pid)
	swept := left("sandpiper-1", host+"/"+dead)
	stay := []string{
		left("sandpiper-2", host+"/"+strconv.Itoa(os.Getpid())),
		left("sandpiper-3", "another-machine/"+dead),
		left("sandpiper-4", ""),
		left("sandpiper-5", host+"/0"),
		left("sandpiper-6", "nonsense"),
		left("somebody-elses", host+"/"+dead),
	}
	first, err := product.Scratch(root)
	require.NoError(t, err)
	second, err := product.Scratch(root)
	require.NoError(t, err)
	assert.NoDirExists(t, swept)
	for _, dir := range append(stay, first, second) {
		assert.DirExists(t, dir)
	}
	_, err = product.Scratch(filepath.Join(root, "nowhere"))
	assert.Error(t, err)
}
