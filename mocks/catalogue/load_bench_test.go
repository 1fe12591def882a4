package catalogue_test

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// connections is how many kept connections every server is asked over at once.
const connections = 16

// shot is a request as bytes, made off the clock.
type shot []byte

// aim makes a request of a server ready to send; header are names and values in turn.
func aim(b *testing.B, method, url, body string, header ...string) shot {
	r, err := http.NewRequestWithContext(b.Context(), method, url, strings.NewReader(body))
	require.NoError(b, err)
	r.Header["User-Agent"] = nil
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	var raw bytes.Buffer
	require.NoError(b, r.Write(&raw))
	return raw.Bytes()
}

// tally is what came of firing.
type tally struct {
	ok, failed int
	took       time.Duration   // of all of it
	each       []time.Duration // of those that succeeded, ascending
	trouble    string          // the first answer that was none
}

// rate is good answers a second.
func (t tally) rate() float64 { return float64(t.ok) / t.took.Seconds() }

// quantile is a latency in milliseconds.
func (t tally) quantile(q float64) float64 {
	if len(t.each) == 0 {
		return 0
	}
	return float64(t.each[int(q*float64(len(t.each)-1))].Microseconds()) / 1000
}

// fire sends shots to an address, each connection its next as soon as its last is answered: all of them once, or with a duration round and round
// until that is over. What is not answered with 200 is counted apart and is not part of a rate.
func fire(b *testing.B, address string, shots []shot, during time.Duration) tally {
	var next atomic.Int64
	var wg sync.WaitGroup
	tallies := make([]tally, connections)
	began := time.Now()
	more := func() (shot, bool) {
		n := next.Add(1) - 1
		if during == 0 {
			if n >= int64(len(shots)) {
				return nil, false
			}
			return shots[n], true
		}
		return shots[n%int64(len(shots))], time.Since(began) < during
	}
	for i := range tallies {
		wg.Go(func() { tallies[i].gun(address, more) })
	}
	wg.Wait()
	all := tally{took: time.Since(began)}
	for _, t := range tallies {
		all.ok += t.ok
		all.failed += t.failed
		all.each = append(all.each, t.each...)
		if all.trouble == "" {
			all.trouble = t.trouble
		}
	}
	slices.Sort(all.each)
	require.NotZero(b, all.ok, "nothing was answered by %s: %s", address, all.trouble)
	return all
}

// gun fires over one connection, and makes a new one where the server has closed it.
func (t *tally) gun(address string, more func() (shot, bool)) {
	for {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.miss(err.Error())
			return
		}
		again := t.over(conn, more)
		_ = conn.Close()
		if !again || t.failed > 10_000 {
			return
		}
	}
}

// over fires over a connection until there is no more, and reports whether there is and the connection is not to be used again.
func (t *tally) over(conn net.Conn, more func() (shot, bool)) (again bool) {
	in := bufio.NewReaderSize(conn, 16<<10)
	for {
		s, ok := more()
		if !ok {
			return false
		}
		began := time.Now()
		if _, err := conn.Write(s); err != nil {
			t.miss(err.Error())
			return true
		}
		status, last, body, err := receive(in)
		if err != nil {
			t.miss(err.Error())
			return true
		}
		if status == http.StatusOK {
			t.ok++
			t.each = append(t.each, time.Since(began))
		} else {
			t.miss(fmt.Sprintf("%d %.300s", status, body))
		}
		if last {
			return true
		}
	}
}

// receive reads an answer with as little work as can be, since the generator has its share of the two processors too: what it needs, the server
// lacks. Bodies with a length are skipped unless they tell of a failure. last says that the connection is not to be used again.
func receive(in *bufio.Reader) (status int, last bool, body []byte, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil || len(line) < len("HTTP/1.1 200\r\n") {
		return 0, true, nil, fmt.Errorf("status line %q: %w", line, cmp.Or(err, io.ErrUnexpectedEOF))
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, true, nil, fmt.Errorf("status line %q: %w", line, err)
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return status, true, nil, err
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch value = bytes.TrimSpace(value); {
		case len(line) <= 2:
			if chunked {
				body, err = io.ReadAll(httputil.NewChunkedReader(in))
				_, _ = in.Discard(2) // the empty line after the last chunk
				return status, last, body, err
			}
			if status != http.StatusOK {
				body = make([]byte, length)
				_, err = io.ReadFull(in, body)
				return status, last, body, err
			}
			_, err = in.Discard(length)
			return status, last, nil, err
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return status, true, nil, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		case bytes.EqualFold(name, []byte("Connection")):
			last = bytes.EqualFold(value, []byte("close"))
		}
	}
}

func (t *tally) miss(why string) {
	t.failed++
	if t.trouble == "" {
		t.trouble = why
	}
}
