package registers_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/registers"
)

func item(t testing.TB, pairs ...registers.Pair) registers.Item {
	t.Helper()
	it, err := registers.NewItem(pairs...)
	require.NoError(t, err)
	return it
}

// The example of v1 item-def, "Canonicalisation".
func TestItemHashOne(t *testing.T) {
	it := item(t, registers.Text("foo", "abc"), registers.Text("bar", "xyz"))
	assert.Equal(t, `{"bar":"xyz","foo":"abc"}`, it.Canonical())
	assert.Equal(t, "sha-256:5dd4fe3b0de91882dae86b223ca531b5c8f2335d9ee3fd0ab18dfdc2871d0c61", registers.One(it.Hash()))
}

// The examples of v2 blob-def, "Redact", with both ways in which the specification writes a redacted value.
func TestBlobHash(t *testing.T) {
	const want = "12202b90b5d4a714f5fd5f7c670067f090f972dd7be8a472965c90572699249672aa"
	whole := item(t, registers.Text("foo", "abc"), registers.Text("bar", "xyz"))
	assert.Equal(t, want, registers.Two(registers.BlobHash(whole)))
	gone := registers.Redacted(registers.Text("foo", "abc"))
	assert.Equal(t, "**REDACTED**2a42a9c91b74c0032f6b8000a2c9c5bcca5bb298f004e8eff533811004dea511", gone.One)
	assert.Equal(t, want, registers.Two(registers.BlobHash(item(t, gone, registers.Text("bar", "xyz")))))
	marked := registers.Text("bar", "**REDACTED**12200324894df5a397ab53736bf0d01f4063507acceab19d4ce74c9282de21dadffb")
	assert.Equal(t, want, registers.Two(registers.BlobHash(item(t, gone, marked))))
}

// The example of v2 entry-def, "Hash".
func TestEntryHashTwo(t *testing.T) {
	blob, ok := registers.ParseTwo("12206b18693874513ba13da54d61aafa7cad0c8f5573f3431d6f1c04b07ddb27d6bb")
	require.True(t, ok)
	got := registers.EntryHashTwo(6, "GB", at("2016-04-05T13:23:05Z"), blob)
	assert.Equal(t, "122002f78a0faf50516849602399b6be7b1a0775fccc3ea0318fda9c6fcf7a4000cb", registers.Two(got), hex.EncodeToString(got[:]))
}
