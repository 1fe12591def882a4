package registers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// What Mirror.Refresh fails with beside errors of the network. Test with errors.Is.
var (
	ErrUnproved  = errors.New("the source does not prove what it says")
	ErrRewritten = errors.New("the source has taken back or changed what it had said")
)

// Bounds of what is read from a source, in bytes.
const (
	mostProof = 1 << 20
	mostText  = 1 << 30
)

// Mirror serves a register that lives in another process. It believes nothing: every entry is hashed anew, the root must be the source's, and
// what was fetched before must be the beginning of what is fetched now.
//
//	source ── proof/register ──▶ size, root ◀──must equal── root of the entries, hashed here
//	       ── proof/consistency ─▶ tlog.CheckTree with the root that was held before
//	       ── download-rsf ─────▶ entries and items
//	       ── tree-head ────────▶ signature, where a Verifier is given
//
// Its zero value with Register and URL is ready for use; it is safe for many goroutines. What has once been proved goes on being served when the
// source is away or lies.
type Mirror struct {
	Register string        // the name, here and there
	URL      string        // the register's root: https://country.register.gov.uk or http://host/registers/country
	Client   *http.Client  // nil: one of its own
	Verifier note.Verifier // the source's key; nil: its tree heads are not asked for, and what it says is only held against itself

	mu  sync.Mutex // of Refresh
	now atomic.Pointer[fetched]
}

// fetched is what a mirror holds.
type fetched struct {
	*Snapshot
	heads map[Version]*note.Note // signed by the source, of this very size
}

// Snapshot is what was fetched and proved last; nil before the first Refresh.
func (m *Mirror) Snapshot() *Snapshot {
	if f := m.now.Load(); f != nil {
		return f.Snapshot
	}
	return nil
}

// head is the source's note about a snapshot; nil for none.
func (m *Mirror) head(s *Snapshot, v Version) *note.Note {
	if m == nil {
		return nil
	}
	if f := m.now.Load(); f != nil && f.Snapshot == s {
		return f.heads[v]
	}
	return nil
}

// Refresh fetches what is new at the source and proves it. On an error the mirror holds what it held before. Errors wrap ErrUnproved,
// ErrRewritten, ErrRSF, or are the network's.
func (m *Mirror) Refresh(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	held := m.Snapshot()
	if held == nil {
		first, err := m.fetch(ctx, &Snapshot{top: onto(nil)}, "/download-rsf")
		if err != nil {
			return m.failed(err)
		}
		if first.definition.ID != m.Register {
			return m.failed(fmt.Errorf("%w: it is register %q", ErrUnproved, first.definition.ID))
		}
		held = first // nobody sees it before the source's root is held against it
	}
	next, heads, err := m.catchUp(ctx, held)
	if err != nil {
		return m.failed(err)
	}
	m.now.Store(&fetched{next, heads})
	return nil
}

// failed says what a failure was about.
func (m *Mirror) failed(err error) error {
	return fmt.Errorf("mirror register %s from %s: %w", m.Register, m.URL, err)
}

// catchUp is the register as the source has it now, which begins with what was held.
func (m *Mirror) catchUp(ctx context.Context, held *Snapshot) (*Snapshot, map[Version]*note.Note, error) {
	heads := make(map[Version]*note.Note)
	said, err := m.said(ctx, heads)
	if err != nil {
		return nil, nil, err
	}
	own, err := held.Root(V1, held.Size())
	if err != nil {
		return nil, nil, err
	}
	next := held
	switch {
	case said.Size < held.Size():
		return nil, nil, fmt.Errorf("%w: it has %d entries, and had %d", ErrRewritten, said.Size, held.Size())
	case said.Size > held.Size():
		if err := m.consistent(ctx, held.Size(), own, said); err != nil {
			return nil, nil, err
		}
		next, err = m.fetch(ctx, held, "/download-rsf/"+strconv.Itoa(held.Size())+"/"+strconv.Itoa(said.Size))
		if err != nil {
			return nil, nil, err
		}
		if own, err = next.Root(V1, next.Size()); err != nil {
			return nil, nil, err
		}
	}
	if next.Size() != said.Size || own != said.Root {
		kind := ErrUnproved
		if next == held && m.Snapshot() != nil {
			kind = ErrRewritten
		}
		return nil, nil, fmt.Errorf("%w: its root of %d entries is %s; of the %d that it gave it is %s", kind, said.Size, One(said.Root), next.Size(), One(own))
	}
	if heads[V2] != nil {
		if err := second(next, heads[V2]); err != nil {
			return nil, nil, err
		}
	}
	return next, heads, nil
}

// said is the head that the source gives: signed where a verifier was given, else its register proof.
func (m *Mirror) said(ctx context.Context, heads map[Version]*note.Note) (Head, error) {
	if m.Verifier == nil {
		var proof struct {
			Root string `json:"root-hash"`
			Size int    `json:"total-entries"`
		}
		if err := m.proof(ctx, "/proof/register/"+proofID, &proof); err != nil {
			return Head{}, err
		}
		root, ok := ParseOne(proof.Root)
		if !ok || proof.Size < 0 || proof.Size > mostEntries {
			return Head{}, fmt.Errorf("%w: register proof of %d entries with root %.100q", ErrUnproved, proof.Size, proof.Root)
		}
		return Head{Size: proof.Size, Root: root}, nil
	}
	var first Head
	for _, v := range []Version{V1, V2} {
		path := "/tree-head"
		if v == V2 {
			path = next + path
		}
		signed, err := m.get(ctx, path, mostProof)
		if err != nil {
			return Head{}, err
		}
		n, err := note.Open(signed, note.VerifierList(m.Verifier))
		if err != nil {
			return Head{}, fmt.Errorf("%w: tree head: %w", ErrUnproved, err)
		}
		head, err := ParseHead(n.Text)
		if err != nil {
			return Head{}, fmt.Errorf("%w: %w", ErrUnproved, err)
		}
		if want := Origin(m.Register, v); head.Origin != want || head.Size > mostEntries {
			return Head{}, fmt.Errorf("%w: tree head of %d entries of %q, want of %q", ErrUnproved, head.Size, head.Origin, want)
		}
		if v == V1 {
			first = head
		}
		if head.Size == first.Size { // else it has grown between the two, and the second is fetched another time
			heads[v] = n
		}
	}
	return first, nil
}

// second holds the source's head of version 2 against the tree over the entries that were proved by version 1's.
func second(s *Snapshot, n *note.Note) error {
	head, err := ParseHead(n.Text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnproved, err)
	}
	root, err := s.Root(V2, head.Size)
	if err != nil || root != head.Root {
		return fmt.Errorf("%w: its root of version 2 is %s, that of its entries %s", ErrUnproved, Two(head.Root), Two(root))
	}
	return nil
}

// consistent proves that the log at a size, with the root that was worked out here, is the beginning of the log that the source has now.
func (m *Mirror) consistent(ctx context.Context, size int, root Hash, now Head) error {
	if size == 0 {
		return nil // everything begins with nothing
	}
	var answer struct {
		Nodes []string `json:"merkle-consistency-nodes"`
	}
	if err := m.proof(ctx, "/proof/consistency/"+strconv.Itoa(size)+"/"+strconv.Itoa(now.Size)+"/"+proofID, &answer); err != nil {
		return err
	}
	nodes := make(tlog.TreeProof, len(answer.Nodes))
	for i, s := range answer.Nodes {
		h, ok := ParseOne(s)
		if !ok {
			return fmt.Errorf("%w: node %.100q of the consistency proof", ErrUnproved, s)
		}
		nodes[i] = h
	}
	if err := tlog.CheckTree(nodes, int64(now.Size), now.Root, int64(size), root); err != nil {
		return fmt.Errorf("%w: from %d to %d entries: %w", ErrRewritten, size, now.Size, err)
	}
	return nil
}

// fetch is a snapshot after the RSF of a path.
func (m *Mirror) fetch(ctx context.Context, s *Snapshot, path string) (*Snapshot, error) {
	body, err := m.open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return s.apply(io.LimitReader(body, mostText))
}

func (m *Mirror) proof(ctx context.Context, path string, into any) error {
	raw, err := m.get(ctx, path, mostProof)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrUnproved, path, err)
	}
	return nil
}

func (m *Mirror) get(ctx context.Context, path string, most int64) ([]byte, error) {
	body, err := m.open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	raw, err := io.ReadAll(io.LimitReader(body, most))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return raw, nil
}

func (m *Mirror) open(ctx context.Context, path string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(m.URL, "/")+path, nil)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", path, err)
	}
	client := m.Client
	if client == nil {
		client = &http.Client{}
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", path, err)
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close() // nothing of it was wanted
		return nil, fmt.Errorf("ask for %s: %s", path, response.Status)
	}
	return response.Body, nil
}
