package product

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
)

// logbook keeps what a product logs: the first part in a file, the last lines in memory. A product that logs without end
// fills neither the disk nor the memory.
type logbook struct {
	mu      sync.Mutex
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

func newLogbook(path string) (*logbook, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("open the product's log: %w", err)
	}
	return &logbook{file: f}, nil
}

// Write never fails: a full log is no reason to stop a product.
func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if room := keepFile - l.written; room > 0 {
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

// last is the last lines that were logged, as the end of a message.
func (l *logbook) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(string(bytes.ToValidUTF8(l.recent, []byte("�"))))
	if text == "" {
		return "; it logged nothing"
	}
	lines := strings.Split(text, "\n")
	return "; it logged last:\n  " + strings.Join(lines[max(0, len(lines)-lastLines):], "\n  ")
}

func (l *logbook) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("close the product's log: %w", err)
	}
	return nil
}
