package registers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

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
