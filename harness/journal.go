package harness

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"sandpiper/harness/trace"
)

// syncEvery is how many runs may be written between two calls of fsync.
const syncEvery = 256

// Journal keeps finished runs in the order in which they finish. Every run is one block, its events and a closing line with
// their number and digest, and every block is one call of Write: so a process that is killed leaves at most one torn block,
// at the end, and whoever opens the journal again loses no finished run.
//
// Blocks reach the operating system as they are written, which survives the death of the process. They are forced to the disk
// every syncEvery runs and when the journal is closed; a power cut may cost the runs in between, which are then played again.
type Journal struct {
	mu     sync.Mutex
	file   *os.File
	blocks []block
	size   int64
	fresh  int // blocks since the last fsync
}

// block is where a finished run lies in the file.
type block struct {
	scenario string
	index    int
	at       int64
	bytes    int64
}

// seal is the closing line of a block.
type seal struct {
	Block sealed `json:"block"`
}

type sealed struct {
	Scenario string `json:"scenario"`
	Index    int    `json:"index"`
	Run      string `json:"run"`
	Events   int    `json:"events"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
}

var sealMark = []byte(`{"block":`)

// Salvage is what was found in a journal that was opened again.
type Salvage struct {
	Runs int   // finished runs that were kept
	Torn int64 // bytes of an unfinished block that were cut off
}

// OpenJournal opens or makes the journal at path. What a killed process left unfinished at its end is cut off.
func OpenJournal(path string) (*Journal, Salvage, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, Salvage{}, fmt.Errorf("open the journal: %w", err)
	}
	j := &Journal{file: file}
	s, err := j.salvage(path)
	if err != nil {
		return nil, Salvage{}, errors.Join(fmt.Errorf("open the journal: %w", err), file.Close())
	}
	return j, s, nil
}

func (j *Journal) salvage(path string) (Salvage, error) {
	in := bufio.NewReaderSize(j.file, 1<<20)
	sum := sha256.New()
	var at, open int64
	events, lineNo := 0, 0
	broken := ""
	for {
		text, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Salvage{}, fmt.Errorf("%s:%d: %w", path, lineNo+1, err)
		}
		if text[len(text)-1] != '\n' {
			break
		}
		lineNo++
		at += int64(len(text))
		if !bytes.HasPrefix(text, sealMark) {
			sum.Write(text)
			events++
			continue
		}
		var end seal
		if err := json.Unmarshal(text, &end); err != nil {
			broken = fmt.Sprintf("%s:%d: the block's last line is damaged", path, lineNo)
			continue // torn if it is the last, else reported below
		}
		b := end.Block
		if broken != "" || b.Events != events || b.Bytes != at-int64(len(text))-open || b.SHA256 != hex.EncodeToString(sum.Sum(nil)) {
			if broken == "" {
				broken = fmt.Sprintf("%s:%d: the block of run %.80s is not what was written", path, lineNo, b.Run)
			}
			return Salvage{}, fmt.Errorf("%s; start again in an empty directory", broken)
		}
		j.blocks = append(j.blocks, block{b.Scenario, b.Index, open, b.Bytes})
		sum.Reset()
		events, open = 0, at
	}
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil {
		return Salvage{}, err
	}
	if size > open {
		if err := j.file.Truncate(open); err != nil {
			return Salvage{}, err
		}
	}
	j.size = open
	return Salvage{Runs: len(j.blocks), Torn: size - open}, nil
}

// readLine returns the next line with its end. A last line without an end is returned as it is.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			if len(line) > trace.MaxLine {
				return nil, fmt.Errorf("the line is longer than %d bytes", trace.MaxLine)
			}
			continue
		}
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return line, nil
		}
		return line, err
	}
}

// Done returns the indices of a scenario's finished runs.
func (j *Journal) Done(scenario string) map[int]bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := map[int]bool{}
	for _, b := range j.blocks {
		if b.scenario == scenario {
			out[b.index] = true
		}
	}
	return out
}

// Put appends a finished run: its events, as a trace.Writer wrote them. It is safe for use by many goroutines.
func (j *Journal) Put(scenario string, index int, runID string, events []byte) error {
	sum := sha256.Sum256(events)
	end, err := trace.Canonical(seal{sealed{scenario, index, runID, bytes.Count(events, []byte("\n")), int64(len(events)), hex.EncodeToString(sum[:])}})
	if err != nil {
		return fmt.Errorf("write run %s to the journal: %w", runID, err)
	}
	whole := append(append(slices.Clip(events), end...), '\n')
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.WriteAt(whole, j.size); err != nil {
		return fmt.Errorf("write run %s to the journal: %w", runID, err)
	}
	j.blocks = append(j.blocks, block{scenario, index, j.size, int64(len(events))})
	j.size += int64(len(whole))
	if j.fresh++; j.fresh >= syncEvery {
		j.fresh = 0
		if err := j.file.Sync(); err != nil {
			return fmt.Errorf("write run %s to the journal: %w", runID, err)
		}
	}
	return nil
}

// CopySorted writes a scenario's runs to w in the order of their index. It holds no run in memory.
func (j *Journal) CopySorted(w io.Writer, scenario string) (runs int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var mine []block
	for _, b := range j.blocks {
		if b.scenario == scenario {
			mine = append(mine, b)
		}
	}
	slices.SortFunc(mine, func(a, b block) int { return cmp.Compare(a.index, b.index) })
	for i, b := range mine {
		if i > 0 && mine[i-1].index == b.index {
			return runs, fmt.Errorf("the journal holds run %d of %s twice", b.index, scenario)
		}
		if _, err := io.Copy(w, io.NewSectionReader(j.file, b.at, b.bytes)); err != nil {
			return runs, fmt.Errorf("copy run %d of %s from the journal: %w", b.index, scenario, err)
		}
		runs++
	}
	return runs, nil
}

// Close forces the journal to the disk and closes it.
func (j *Journal) Close() error {
	if err := errors.Join(j.file.Sync(), j.file.Close()); err != nil {
		return fmt.Errorf("close the journal: %w", err)
	}
	return nil
}
