package mocks_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks"
)

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// sheet is a file in memory that knows whether it is closed.
type sheet struct {
	bytes.Buffer
	closed bool
	fail   error
}

func (s *sheet) Write(p []byte) (int, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	return s.Buffer.Write(p)
}

func (s *sheet) Close() error { s.closed = true; return nil }

func TestJournalGoesOnInFilesOfItsSize(t *testing.T) {
	var files []*sheet
	j := &mocks.Journal{Max: 1000, Next: func(n int) (io.WriteCloser, error) {
		assert.Len(t, files, n)
		files = append(files, &sheet{})
		return files[n], nil
	}}
	const lines = 40
	var wg sync.WaitGroup
	for n := range lines {
		wg.Go(func() {
			j.Record(mocks.Exchange{Service: "pds", Path: "/" + strconv.Itoa(n), At: start, ResponseBody: []byte(`{"a":1}`)})
		})
	}
	wg.Wait()
	j.Record(mocks.Exchange{Path: "/long", ResponseBody: bytes.Repeat([]byte("x"), 5000)})
	require.NoError(t, j.Close())
	j.Record(mocks.Exchange{Path: "/after"})
	require.Greater(t, len(files), 5)
	seen := map[string]bool{}
	for n, f := range files {
		assert.True(t, f.closed)
		for line := range strings.Lines(f.String()) {
			var got struct{ Path, Response, At string }
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			seen[got.Path] = true
		}
		if n < len(files)-1 {
			assert.LessOrEqual(t, f.Len(), 1000)
		}
	}
	assert.Len(t, seen, lines+1)
	assert.True(t, seen["/long"] && !seen["/after"], "a line is never divided")
}

func TestJournalStopsAtAFailureAndSaysSo(t *testing.T) {
	full := errors.New("disk full")
	j := &mocks.Journal{Next: func(int) (io.WriteCloser, error) { return &sheet{fail: full}, nil }}
	j.Record(mocks.Exchange{Service: "pds"})
	j.Record(mocks.Exchange{Service: "ods"})
	err := j.Close()
	require.ErrorIs(t, err, full)
	require.ErrorContains(t, err, "journal exchange of pds")
	shut := &mocks.Journal{Next: func(int) (io.WriteCloser, error) { return nil, full }}
	shut.Record(mocks.Exchange{})
	require.ErrorContains(t, shut.Close(), "open file 0")
}
