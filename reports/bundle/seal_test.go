package bundle_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/reports/bundle"
)

func TestSealingTwiceGivesTheSameBytes(t *testing.T) {
	one, two := sealed(t), sealed(t)
	_, err := seal(t, 1).Dir(one) // over its own earlier seal
	require.NoError(t, err)
	for _, name := range files(t, one) {
		a, err := os.ReadFile(filepath.Join(one, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(two, name))
		require.NoError(t, err)
		assert.Equal(t, string(a), string(b), name)
	}
}

func TestThePrivateKeyIsNowhereInTheBundle(t *testing.T) {
	dir := sealed(t)
	seed := bytes.Repeat([]byte{1}, 32)
	private := pemKey(t, 1)
	body := strings.Split(string(private), "\n")[1]
	for _, name := range files(t, dir) {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		for _, secret := range []string{string(seed), hex.EncodeToString(seed), base64.StdEncoding.EncodeToString(seed), body} {
			assert.NotContains(t, string(raw), secret, name)
		}
	}
}

func TestTheSignatureIsPlainDSSE(t *testing.T) {
	// By hand and with the standard library only, as a stranger would do it.
	dir := sealed(t)
	raw, err := os.ReadFile(filepath.Join(dir, bundle.AttestationFile))
	require.NoError(t, err)
	var envelope struct {
		PayloadType, Payload string
		Signatures           []struct{ KeyID, Sig string }
	}
	require.NoError(t, json.Unmarshal(raw, &envelope))
	payload, err := base64.StdEncoding.DecodeString(envelope.Payload)
	require.NoError(t, err)
	sig, err := base64.StdEncoding.DecodeString(envelope.Signatures[0].Sig)
	require.NoError(t, err)
	pae := fmt.Sprintf("DSSEv1 %d %s %d %s", len(envelope.PayloadType), envelope.PayloadType, len(payload), payload)
	public := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32)).Public().(ed25519.PublicKey)
	assert.True(t, ed25519.Verify(public, []byte(pae), sig))

	var statement bundle.Statement
	require.NoError(t, json.Unmarshal(payload, &statement))
	manifest, err := os.ReadFile(filepath.Join(dir, bundle.ManifestFile))
	require.NoError(t, err)
	sum := sha256.Sum256(manifest)
	assert.Equal(t, "https://in-toto.io/Statement/v1", statement.Type)
	assert.Equal(t, hex.EncodeToString(sum[:]), statement.Subject[0].Digest["sha256"])
	checkpoint, err := os.ReadFile(filepath.Join(dir, bundle.CheckpointFile))
	require.NoError(t, err)
	assert.Equal(t, string(checkpoint), statement.Predicate.Checkpoint)
}

func TestTheRootIsTheTreeHashOfTheEntries(t *testing.T) {
	// RFC 6962 section 2.1 by hand: leaves are hashed with 0x00 before them, pairs with 0x01.
	dir := sealed(t)
	raw, err := os.ReadFile(filepath.Join(dir, bundle.ManifestFile))
	require.NoError(t, err)
	var m bundle.Manifest
	require.NoError(t, json.Unmarshal(raw, &m))
	var leaves [][]byte
	for _, e := range m.Files {
		sum := sha256.Sum256(fmt.Appendf([]byte{0}, "%s %d %s %s\n", e.SHA256, e.Size, e.Role, e.Path))
		leaves = append(leaves, sum[:])
	}
	var tree func([][]byte) []byte
	tree = func(part [][]byte) []byte {
		if len(part) == 1 {
			return part[0]
		}
		k := 1
		for k*2 < len(part) {
			k *= 2
		}
		sum := sha256.Sum256(append(append([]byte{1}, tree(part[:k])...), tree(part[k:])...))
		return sum[:]
	}
	assert.Equal(t, base64.StdEncoding.EncodeToString(tree(leaves)), m.Root)
}

func TestKeysRoundTrip(t *testing.T) {
	key := seededKey(t, 7)
	loaded, err := bundle.LoadKey(pemKey(t, 7))
	require.NoError(t, err)
	assert.Equal(t, key.Public(), loaded.Public())
	assert.Equal(t, bundle.IntegrityOnly, key.Means())
	assert.Equal(t, bundle.HeldKey, loaded.Means())
	public, err := bundle.EncodePublicKey(key.Public())
	require.NoError(t, err)
	again, err := bundle.LoadPublicKey(public)
	require.NoError(t, err)
	assert.Equal(t, key.Public(), again)

	_, err = bundle.LoadKey(public)
	assert.ErrorContains(t, err, `want one PEM block of type "PRIVATE KEY"`)
	_, err = bundle.LoadPublicKey(pemKey(t, 7))
	assert.ErrorContains(t, err, `want one PEM block of type "PUBLIC KEY"`)
	_, err = bundle.LoadKey([]byte("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
	assert.ErrorContains(t, err, "load signing key")
	_, err = bundle.NewKey(iotest.ErrReader(errors.New("no randomness")))
	assert.ErrorContains(t, err, "no randomness")
}

func TestRoles(t *testing.T) {
	for name, role := range map[string]string{
		"trace/a.jsonl": "trace", "variants/b/trace/a.jsonl": "trace", "variants/b/findings.json": "result",
		"findings.json": "result", "kill-matrix.json": "result", "scenarios/a.scn.yaml": "plan", "hazards.yaml": "plan",
		"run.json": "plan", "evidence.json": "evidence", "report/index.html": "report", "LIMITS.md": "report",
		"timing.json": "timing", "key.pub": "key", "notes.txt": "other",
	} {
		assert.Equal(t, role, bundle.Role(name), name)
	}
}
