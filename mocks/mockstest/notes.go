package mockstest

import (
	"bytes"
	"log/slog"
	"sync"
)

// notes keeps what an estate logs.
type notes struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// logger writes into the notes.
func (n *notes) logger() *slog.Logger { return slog.New(slog.NewTextHandler(n, nil)) }

// Write takes one line.
func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(p)
}

// String is everything so far.
func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}
