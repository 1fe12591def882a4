package bundle_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/reports/bundle"
)

func TestASealedDirectoryVerifies(t *testing.T) {
	dir := sealed(t)
	report := verify(t, dir)
	require.NoError(t, report.Err())
	assert.Equal(t, len(files(t, dir))-3, report.Files, "all but the three files that are signed over the rest")
	assert.Equal(t, 4, report.Runs)
	assert.Equal(t, "carelight", report.Statement.Subject[1].Name)
	assert.Equal(t, bundle.IntegrityOnly, report.Statement.Predicate.SignatureMeans)
	assert.False(t, report.Trusted)
}

func TestAnyFlippedByteOfAnyFileNamesThatFile(t *testing.T) {
	held := inMemory(t, sealed(t))
	signed := []string{bundle.ManifestFile, bundle.CheckpointFile, bundle.AttestationFile, bundle.KeyFile}
	flips := 0
	for name, file := range held {
		whole := file.Data
		step := max(1, len(whole)/16)
		if slices.Contains(signed, name) {
			step = 1
		}
		for at := 0; at < len(whole); at += step {
			for _, mask := range []byte{0x01, 0x20} { // 0x20 turns the case of a letter, and a space into nothing
				file.Data = slices.Clone(whole)
				file.Data[at] ^= mask
				require.Equal(t, []string{name}, paths(bundle.Verify(held, bundle.Options{})), "byte %d of %s changed by %#x", at, name, mask)
				flips++
			}
		}
		file.Data = whole
	}
	require.NoError(t, bundle.Verify(held, bundle.Options{}).Err(), "put back, it is whole again")
	assert.Greater(t, flips, 8_000, "every byte of the signed files was tried")
}

func TestPathsThatLeadOutOfTheBundleAreRefused(t *testing.T) {
	for _, name := range []string{"../outside", "/etc/passwd", "a/../../b", "a//b", "./a", "", ".", `a\b`, "C:/x", "a\x00b", "line\nfeed", bundle.ManifestFile, bundle.AttestationFile} {
		held := inMemory(t, sealed(t))
		m := bundle.Manifest{Schema: bundle.ManifestSchema, Files: []bundle.Entry{{Path: name, Role: "other", SHA256: strings.Repeat("0", 64)}}}
		raw, err := bundle.Encode(m)
		require.NoError(t, err)
		held[bundle.ManifestFile].Data = raw
		report := bundle.Verify(held, bundle.Options{})
		assert.Equal(t, []string{bundle.ManifestFile}, paths(report), "%q", name)
		assert.ErrorContains(t, report.Err(), "manifest.json: entry 1", "%q", name)
	}
}

func FuzzVerifyRefusesEveryOtherManifest(f *testing.F) {
	f.Add([]byte(`{"schema":"sandpiper/manifest/v1"}`), byte(0))
	f.Add([]byte("sandpiper/evidence\n1\nAAAA\n\n"), byte(1))
	f.Add([]byte(`{"payload":"e30=","payloadType":"application/vnd.in-toto+json","signatures":[]}`), byte(2))
	f.Add([]byte("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"), byte(3))
	f.Fuzz(func(t *testing.T, text []byte, which byte) {
		held := inMemory(t, sealed(t))
		name := []string{bundle.ManifestFile, bundle.CheckpointFile, bundle.AttestationFile, bundle.KeyFile}[which%4]
		same := bytes.Equal(held[name].Data, text)
		held[name].Data = text
		if err := bundle.Verify(held, bundle.Options{}).Err(); (err == nil) != same {
			t.Fatalf("%s of %d bytes: %v", name, len(text), err)
		}
	})
}

func TestFilesThatAreMissingCutGrownOrAddedAreNamed(t *testing.T) {
	for _, name := range files(t, sealed(t)) {
		t.Run(name, func(t *testing.T) {
			dir := sealed(t)
			full := filepath.Join(dir, filepath.FromSlash(name))
			whole, err := os.ReadFile(full)
			require.NoError(t, err)
			if len(whole) > 0 {
				require.NoError(t, os.WriteFile(full, whole[:len(whole)-1], 0o644))
				assert.Equal(t, []string{name}, paths(verify(t, dir)), "cut")
				require.NoError(t, os.WriteFile(full, nil, 0o644))
				assert.Equal(t, []string{name}, paths(verify(t, dir)), "emptied")
			}
			require.NoError(t, os.WriteFile(full, append(slices.Clone(whole), '\n'), 0o644))
			assert.Equal(t, []string{name}, paths(verify(t, dir)), "grown")
			require.NoError(t, os.Remove(full))
			missing := verify(t, dir)
			assert.Equal(t, []string{name}, paths(missing), "missing")
			assert.ErrorContains(t, missing.Err(), name+": it is missing")
		})
	}
	dir := sealed(t)
	write(t, dir, "trace/extra.jsonl", nil)
	assert.ErrorContains(t, verify(t, dir).Err(), "trace/extra.jsonl: it is not in manifest.json")
}

func TestFilesFromAnotherBundleDoNotFit(t *testing.T) {
	// Each signed file is sound in itself, but of the same directory sealed with another key.
	for _, name := range []string{bundle.ManifestFile, bundle.CheckpointFile, bundle.AttestationFile, bundle.KeyFile} {
		dir, other := sealed(t), sealed(t)
		_, err := seal(t, 2).Dir(other)
		require.NoError(t, err)
		raw, err := os.ReadFile(filepath.Join(other, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), raw, 0o644))
		assert.Equal(t, []string{name}, paths(verify(t, dir)), name)
	}
}

func TestLinksAreRefused(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("{}\n"), 0o644))

	t.Run("in a bundle", func(t *testing.T) {
		dir := sealed(t)
		require.NoError(t, os.Remove(filepath.Join(dir, "findings.json")))
		require.NoError(t, os.Symlink(secret, filepath.Join(dir, "findings.json")))
		assert.ErrorContains(t, verify(t, dir).Err(), "findings.json: findings.json is a symbolic link")
	})
	t.Run("as a signed file", func(t *testing.T) {
		dir := sealed(t)
		moved := filepath.Join(t.TempDir(), "m.json")
		require.NoError(t, os.Rename(filepath.Join(dir, bundle.ManifestFile), moved))
		require.NoError(t, os.Symlink(moved, filepath.Join(dir, bundle.ManifestFile)))
		assert.ErrorContains(t, verify(t, dir).Err(), "manifest.json: it is not a plain file")
	})
	t.Run("when sealing", func(t *testing.T) {
		dir := t.TempDir()
		require.NoError(t, os.Symlink(secret, filepath.Join(dir, "link")))
		_, err := seal(t, 1).Dir(dir)
		assert.ErrorContains(t, err, "link is a symbolic link")
	})
}

func TestATrustedKeyShowsIdentity(t *testing.T) {
	dir := sealed(t)
	report, err := bundle.VerifyDir(dir, bundle.Options{TrustedKey: seededKey(t, 1).Public()})
	require.NoError(t, err)
	require.NoError(t, report.Err())
	assert.True(t, report.Trusted)

	report, err = bundle.VerifyDir(dir, bundle.Options{TrustedKey: seededKey(t, 9).Public()})
	require.NoError(t, err)
	assert.ErrorContains(t, report.Err(), "key.pub: it is key")
	assert.False(t, report.Trusted)
}

func TestATraceThatWasAlteredBeforeSealingIsNamed(t *testing.T) {
	dir := sealed(t)
	raw := recorded(t)
	at := slices.Index(raw, '2') // the year of the first event
	raw[at] = '3'
	write(t, dir, "trace/a.jsonl", raw)
	_, err := seal(t, 1).Dir(dir)
	require.NoError(t, err)
	assert.ErrorContains(t, verify(t, dir).Err(), "trace/a.jsonl: its hash chain is broken")
}

func TestRejudgingIsAskedForLast(t *testing.T) {
	dir, asked := sealed(t), 0
	again := func(fsys fs.FS) error {
		asked++
		_, err := fs.Stat(fsys, "findings.json")
		return errors.Join(err, errors.New("judged again, run a/00001 ends fail instead of pass"))
	}
	report, err := bundle.VerifyDir(dir, bundle.Options{Rejudge: again})
	require.NoError(t, err)
	assert.ErrorContains(t, report.Err(), "findings.json: judged again")
	write(t, dir, "LIMITS.md", nil)
	report, err = bundle.VerifyDir(dir, bundle.Options{Rejudge: again})
	require.NoError(t, err)
	assert.Equal(t, []string{"LIMITS.md"}, paths(report))
	assert.Equal(t, 1, asked, "a bundle that was touched is not judged")
}

func TestAStatementAboutAnotherFileIsNamed(t *testing.T) {
	// Everything fits, the signature too, but the statement speaks of files that are not these.
	for field, says := range map[string]string{"limits": "LIMITS.md", "results": "findings.json", "evidence": "evidence.json", "plan": "plan"} {
		held := inMemory(t, sealed(t))
		var envelope dsse.Envelope
		require.NoError(t, json.Unmarshal(held[bundle.AttestationFile].Data, &envelope))
		payload, err := envelope.DecodeB64Payload()
		require.NoError(t, err)
		changed := regexp.MustCompile(`"`+field+`":"[0-9a-f]{64}"`).ReplaceAll(payload, []byte(`"`+field+`":"`+strings.Repeat("0", 64)+`"`))
		require.NotEqual(t, payload, changed)
		envelope.Payload = base64.StdEncoding.EncodeToString(changed)
		private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
		envelope.Signatures[0].Sig = base64.StdEncoding.EncodeToString(ed25519.Sign(private, dsse.PAE(envelope.PayloadType, changed)))
		held[bundle.AttestationFile].Data, err = bundle.Encode(envelope)
		require.NoError(t, err)
		assert.ErrorContains(t, bundle.Verify(held, bundle.Options{}).Err(), "attestation.dsse.json: it was signed for another "+says)
	}
}

func TestVerifyingWhatIsNoBundle(t *testing.T) {
	_, err := bundle.VerifyDir(filepath.Join(t.TempDir(), "nowhere"), bundle.Options{})
	assert.ErrorContains(t, err, "nowhere")
	assert.Equal(t, []string{"attestation.dsse.json", "checkpoint.txt", "key.pub", "manifest.json"}, paths(verify(t, t.TempDir())))
}
