package product

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
)

// logbook keeps what a product logs: the first part in a file, the last lines in memory. A product that logs without end
// fills neither the disk nor the memory.
//
// A product may log what it should keep to itself. Keys and tokens are taken out of what is handed on, and of the file when it is closed.
type logbook struct {
	path    string
	secrets []string // lines of the product's own key
	mu      sync.Mutex
	closed  bool
	file    *os.File
	written int
	recent  []byte // the last bytes, at most keepRecent
	heard   []byte // the first bytes, at most keepFirst, for readiness
}

const (
	keepFile   = 4 << 20
	keepRecent = 4 << 10
	keepFirst  = 64 << 10
	lastLines  = 8
)

func newLogbook(path string, key []byte) (*logbook, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the product's log: %w", err)
	}
	return &logbook{path: path, file: f, secrets: secretLines(key)}, nil
}

// Write never fails: a full log is no reason to stop a product.
func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if room := keepFile - l.written; room > 0 && !l.closed {
		n, _ := l.file.Write(p[:min(room, len(p))])
		l.written += n
		if l.written >= keepFile {
			fmt.Fprintf(l.file, "\n(the product logged more than %d bytes; the rest was not kept)\n", keepFile)
		}
	}
	if room := keepFirst - len(l.heard); room > 0 {
		l.heard = append(l.heard, p[:min(room, len(p))]...)
	}
	l.recent = append(l.recent, p[max(0, len(p)-keepRecent):]...)
	l.recent = l.recent[max(0, len(l.recent)-keepRecent):]
	return len(p), nil
}

// saw reports whether the text is among the first that was logged.
func (l *logbook) saw(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Contains(l.heard, []byte(text))
}

// lines is the last lines that were logged.
func (l *logbook) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(discreet(string(bytes.ToValidUTF8(l.recent, []byte("�"))), l.secrets))
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	return lines[max(0, len(lines)-lastLines):]
}

// last is the last lines that were logged, as the end of a message.
func (l *logbook) last() string {
	lines := l.lines()
	if len(lines) == 0 {
		return "; it logged nothing"
	}
	return "; it logged last:\n  " + strings.Join(lines, "\n  ")
}

// Close takes secrets out of the file and leaves it where it is.
func (l *logbook) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	if err := errors.Join(l.tidy(), l.file.Close()); err != nil {
		return fmt.Errorf("close the product's log: %w", err)
	}
	return nil
}

// tidy writes the file again if there is something in it that should not be.
func (l *logbook) tidy() error {
	text, err := io.ReadAll(io.NewSectionReader(l.file, 0, 2*keepFile))
	if err != nil {
		return err
	}
	shown := discreet(string(text), l.secrets)
	if shown == string(text) {
		return nil
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err = l.file.WriteAt([]byte(shown), 0)
	return err
}
