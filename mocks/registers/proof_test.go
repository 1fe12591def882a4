package registers_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"sandpiper/mocks/registers"
)

// tree is RFC 6962 §2.1 written down word for word: the outsider that the service's tree is held against.
func tree(leaves [][]byte) [32]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	left, right := tree(leaves[:k]), tree(leaves[k:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

// leavesOne are the leaves of version 1 as an outsider has them: each member of the listing without spaces.
func leavesOne(t testing.TB, r rig, register string, total int) [][]byte {
	t.Helper()
	var list []json.RawMessage
	r.read(t, "/"+register+"/entries?limit=5000", &list)
	require.Len(t, list, total)
	out := make([][]byte, len(list))
	for i, raw := range list {
		var b bytes.Buffer
		require.NoError(t, json.Compact(&b, raw))
		out[i] = b.Bytes()
	}
	return out
}

// leavesTwo are the leaves of version 2 as an outsider has them: v2 entry-def's algorithm over the members of the listing.
func leavesTwo(t testing.TB, r rig, register string, total int) [][]byte {
	t.Helper()
	var list []struct {
		Number   int    `json:"entry-number"`
		At       string `json:"entry-timestamp"`
		Key      string `json:"key"`
		BlobHash string `json:"blob-hash"`
	}
	r.read(t, "/"+register+"/next/entries?limit=5000", &list)
	require.Len(t, list, total)
	tag := func(tag byte, b []byte) []byte {
		h := sha256.Sum256(append([]byte{tag}, b...))
		return h[:]
	}
	out := make([][]byte, len(list))
	for i, e := range list {
		blob, err := hex.DecodeString(e.BlobHash)
		require.NoError(t, err)
		all := append(tag('i', fmt.Append(nil, e.Number)), tag('u', []byte(e.Key))...)
		all = append(append(all, tag('t', []byte(e.At))...), tag('r', blob)...)
		out[i] = tag('l', all)
	}
	return out
}

func hash(t testing.TB, s string) tlog.Hash {
	t.Helper()
	raw, err := hex.DecodeString(strings.TrimPrefix(strings.TrimPrefix(s, "sha-256:"), "1220"))
	require.NoError(t, err)
	require.Len(t, raw, 32)
	return tlog.Hash(raw)
}

// proved is the members of the answers about proofs.
type proved struct {
	ID    string   `json:"proof-identifier"`
	Root  string   `json:"root-hash"`
	Size  int      `json:"total-entries"`
	Entry int      `json:"entry-number"`
	Path1 []string `json:"merkle-audit-path"`
	Nodes []string `json:"merkle-consistency-nodes"`
	Path2 []string `json:"audit-path"`
}

// TestProofsVerify asks over HTTP and verifies with golang.org/x/mod/sumdb/tlog, with leaves and roots worked out here.
func TestProofsVerify(t *testing.T) {
	log := fruit(t)
	grow(t, log, 53)
	r := newRig(t, &registers.Service{Logs: []*registers.Log{log}})
	total := log.Snapshot().Size()
	for _, v := range []struct {
		name, root, entry, consistency, mark string
		leaves                               [][]byte
	}{
		{"v1", "/fruit/proof/register/merkle:sha-256", "/fruit/proof/entries/%d/%d/merkle:sha-256", "/fruit/proof/consistency/%d/%d/merkle:sha-256", "sha-256:", leavesOne(t, r, "fruit", total)},
		{"v2", "/fruit/next/proofs/register", "/fruit/next/proofs/entries/%d/%d", "/fruit/next/proofs/consistency/%d/%d", "1220", leavesTwo(t, r, "fruit", total)},
	} {
		t.Run(v.name, func(t *testing.T) {
			var register proved
			r.read(t, v.root, &register)
			assert.Equal(t, total, register.Size)
			assert.Equal(t, tlog.Hash(tree(v.leaves)), hash(t, register.Root))
			assert.True(t, strings.HasPrefix(register.Root, v.mark), register.Root)
			rapid.Check(t, func(rt *rapid.T) {
				large := rapid.IntRange(1, total).Draw(rt, "large")
				small := rapid.IntRange(1, large).Draw(rt, "small")
				whole, part := tlog.Hash(tree(v.leaves[:large])), tlog.Hash(tree(v.leaves[:small]))

				var entry proved
				r.read(t, fmt.Sprintf(v.entry, small, large), &entry)
				audit := tlog.RecordProof{}
				for _, s := range append(entry.Path1, entry.Path2...) {
					audit = append(audit, hash(t, s))
				}
				require.NoError(t, tlog.CheckRecord(audit, int64(large), whole, int64(small-1), tlog.RecordHash(v.leaves[small-1])))
				if large > 1 {
					other := tlog.RecordHash(v.leaves[small%large])
					require.Error(t, tlog.CheckRecord(audit, int64(large), whole, int64(small-1), other), "another entry is not proved")
				}

				var grown proved
				r.read(t, fmt.Sprintf(v.consistency, small, large), &grown)
				path := tlog.TreeProof{}
				for _, s := range append(grown.Nodes, grown.Path2...) {
					path = append(path, hash(t, s))
				}
				require.NoError(t, tlog.CheckTree(path, int64(large), whole, int64(small), part))
				part[0] ^= 1
				require.Error(t, tlog.CheckTree(path, int64(large), whole, int64(small), part), "another beginning is not proved")
			})
		})
	}
	var entry proved
	r.read(t, "/fruit/proof/entries/10/20/merkle:sha-256", &entry)
	assert.Equal(t, "merkle:sha-256", entry.ID)
	assert.Equal(t, 10, entry.Entry)
}

// TestEveryRegisterProvesItself takes entries from all over the large registers too.
func TestEveryRegisterProvesItself(t *testing.T) {
	r := newRig(t, &registers.Service{})
	for _, d := range registers.Definitions() {
		var root proved
		r.read(t, "/"+d.ID+"/proof/register/merkle:sha-256", &root)
		for n := 1; n <= root.Size; n += 1 + root.Size/5 {
			var entries []json.RawMessage
			r.read(t, fmt.Sprintf("/%s/entries/%d", d.ID, n), &entries)
			var proof proved
			r.read(t, fmt.Sprintf("/%s/proof/entries/%d/%d/merkle:sha-256", d.ID, n, root.Size), &proof)
			audit := tlog.RecordProof{}
			for _, s := range proof.Path1 {
				audit = append(audit, hash(t, s))
			}
			require.NoError(t, tlog.CheckRecord(audit, int64(root.Size), hash(t, root.Root), int64(n-1), tlog.RecordHash(entries[0])), "%s %d", d.ID, n)
		}
	}
}

// TestTreeHead opens signed heads as a stranger would: with the key that the service tells and the note package.
func TestTreeHead(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}})
	key := strings.TrimSpace(r.get("/signing-key").Body.String())
	verifier, err := note.NewVerifier(key)
	require.NoError(t, err)
	for path, root := range map[string]string{"/country/tree-head": "/country/proof/register/merkle:sha-256", "/country/next/tree-head": "/country/next/proofs/register"} {
		signed := r.get(path).Body.Bytes()
		n, err := note.Open(signed, note.VerifierList(verifier))
		require.NoError(t, err)
		head, err := registers.ParseHead(n.Text)
		require.NoError(t, err)
		var proof proved
		r.read(t, root, &proof)
		assert.Equal(t, hash(t, proof.Root), head.Root)
		assert.Equal(t, 3, head.Size)
		assert.Contains(t, head.Origin, "country/v")
		_, err = note.Open(bytes.Replace(signed, []byte("\n3\n"), []byte("\n4\n"), 1), note.VerifierList(verifier))
		assert.Error(t, err)
	}
	secret := newRig(t, &registers.Service{Secret: []byte("of the operator")})
	assert.NotEqual(t, key, strings.TrimSpace(secret.get("/signing-key").Body.String()))
	again := newRig(t, &registers.Service{})
	assert.Equal(t, key, strings.TrimSpace(again.get("/signing-key").Body.String()), "a run repeats to the byte")
	for _, text := range []string{"", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "\n1\n" + strings.Repeat("A", 43) + "=\n"} {
		_, err := registers.ParseHead(text)
		assert.ErrorIs(t, err, registers.ErrHead, "%q", text)
	}
}
