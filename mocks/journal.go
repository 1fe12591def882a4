package mocks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Journal writes exchanges as JSON Lines to a chain of files, each up to a size, so that a server that runs for weeks holds none of them in
// memory. It is safe for many goroutines. Set Next and call Record; Close closes the last file.
type Journal struct {
	// Next opens file n, counting from 0. Whoever opens files decides how many old ones stay. It must be set.
	Next func(n int) (io.WriteCloser, error)
	// Max is the size of a file in bytes beyond which the next one is begun; 0 is 16 MiB. A line is never divided.
	Max int64

	mu      sync.Mutex
	file    io.WriteCloser
	n       int
	written int64
	err     error
	closed  bool
}

// journalBytes is the size of a journal's file when Max is not set.
const journalBytes = 16 << 20

// Record writes one exchange. It fits Realm.Record. A failure stops the journal and is reported by Close.
func (j *Journal) Record(x Exchange) {
	line, err := json.Marshal(newJournalLine(x))
	line = append(line, '\n')
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil || j.closed {
		return
	}
	if err == nil {
		err = j.write(line)
	}
	if err != nil {
		j.err = fmt.Errorf("journal exchange of %s: %w", x.Service, err)
	}
}

// Close closes the last file, and reports what stopped the journal if anything did. What is recorded afterwards is dropped.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closed = true
	if j.file == nil {
		return j.err
	}
	err := j.file.Close()
	j.file = nil
	return errors.Join(j.err, err)
}

// write puts a line into the file that has room for it. The journal is locked.
func (j *Journal) write(line []byte) error {
	limit := j.Max
	if limit <= 0 {
		limit = journalBytes
	}
	if j.file != nil && j.written > 0 && j.written+int64(len(line)) > limit {
		err := j.file.Close()
		j.file = nil
		if err != nil {
			return fmt.Errorf("close file %d: %w", j.n-1, err)
		}
	}
	if j.file == nil {
		file, err := j.Next(j.n)
		if err != nil {
			return fmt.Errorf("open file %d: %w", j.n, err)
		}
		j.file, j.written = file, 0
		j.n++
	}
	n, err := j.file.Write(line)
	j.written += int64(n)
	return err
}

// journalLine is an Exchange as the journal writes it: bodies as text, for people who read and search it.
type journalLine struct {
	At        string            `json:"at"`
	Service   string            `json:"service,omitempty"`
	Operation string            `json:"operation,omitempty"`
	Method    string            `json:"method"`
	Path      string            `json:"path"`
	Query     string            `json:"query,omitempty"`
	Status    int               `json:"status"`
	Outcome   Ending            `json:"outcome"`
	App       string            `json:"app,omitempty"`
	People    []int             `json:"people,omitempty"`
	Faults    []string          `json:"faults,omitempty"`
	IDs       map[string]string `json:"ids,omitempty"`
	Sends     map[string]string `json:"requestHeader,omitempty"`
	Gets      map[string]string `json:"responseHeader,omitempty"`
	Request   string            `json:"request,omitempty"`
	Response  string            `json:"response,omitempty"`
	Sent      int64             `json:"sent"`
	Took      int64             `json:"tookNs"`
}

func newJournalLine(x Exchange) journalLine {
	return journalLine{
		At: x.At.UTC().Format("2006-01-02T15:04:05.999999999Z"), Service: x.Service, Operation: x.Operation, Method: x.Method, Path: x.Path,
		Query: x.Query, Status: x.Status, Outcome: x.Outcome, App: x.App, People: x.People, Faults: x.Faults, IDs: x.IDs,
		Sends: x.RequestHeader, Gets: x.ResponseHeader, Request: string(x.RequestBody), Response: string(x.ResponseBody),
		Sent: x.Sent, Took: x.Took.Nanoseconds(),
	}
}
