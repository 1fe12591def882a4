package registers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"
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

// ParseMirror reads a mirror as people write it: NAME=URL, or NAME=URL,KEY with the verifier key that the source gives at /signing-key. Its
// errors say what is wrong with it.
func ParseMirror(text string) (*Mirror, error) {
	name, rest, found := strings.Cut(text, "=")
	address, key, signed := strings.Cut(rest, ",")
	if !found || !isName(name) {
		return nil, fmt.Errorf("mirror %q: want a register's name, = and its address, such as country=http://127.0.0.1:9000/registers/country", text)
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("mirror %s: %q is no address, want http://host/registers/%s", name, address, name)
	}
	m := &Mirror{Register: name, URL: address}
	if signed {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, fmt.Errorf("mirror %s: %q is no verifier key, want what the source gives at /signing-key: %w", name, key, err)
		}
		m.Verifier = verifier
	}
	return m, nil
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
			return m.failed(fmt.Errorf("%w: it is register %q, which cannot be shown as %q", ErrUnproved, first.definition.ID, m.Register))
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
