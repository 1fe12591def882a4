package registers

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrRSF is wrapped by every error about a text that is not RSF, or does not fit the register it is loaded into.
var ErrRSF = errors.New("not a valid register serialisation")

// mostEntries is how many entries, and how many items, one text may bring.
const mostEntries = 4 << 20

// loading is a register while commands are applied to it.
type loading struct {
	Snapshot
	fields map[string]Field
	loose  map[Hash]Item // added and not yet referred to
	added  map[Hash]Item // added here
	count  int
}

// apply is the snapshot after the commands of a text; nothing of it, on an error. The rules are those of the format's RFC: items are canonical and
// referred to, references are to items that came before, roots are as asserted. Errors wrap ErrRSF and name the line.
func (s *Snapshot) apply(r io.Reader) (*Snapshot, error) {
	next := &loading{
		Snapshot: Snapshot{definition: s.definition, remarks: slices.Clip(s.remarks), top: s.top.clone()},
		fields:   make(map[string]Field), loose: make(map[Hash]Item), added: make(map[Hash]Item),
	}
	for _, f := range s.definition.Fields {
		next.fields[f.Name] = f
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), mostItem+64)
	number := 0
	for lines.Scan() {
		number++
		text := strings.TrimSuffix(lines.Text(), "\r") // the grammar ends lines with CR LF, the reference implementation with LF
		if err := next.command(text); err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrRSF, number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrRSF, number+1, err)
	}
	if len(next.loose) > 0 {
		return nil, fmt.Errorf("%w: %d items are added and never referred to", ErrRSF, len(next.loose))
	}
	return &next.Snapshot, nil
}

func (n *loading) command(text string) error {
	words := strings.Split(text, "\t")
	want := map[string]int{assertRoot: 2, addItem: 2, appendEntry: 5}[words[0]]
	switch {
	case want == 0:
		return fmt.Errorf("unknown command %.40q%s", words[0], meant(words[0], []string{addItem, appendEntry, assertRoot}))
	case len(words) != want:
		return fmt.Errorf("%s has %d arguments, want %d", words[0], len(words)-1, want-1)
	}
	if n.count++; n.count > 2*mostEntries {
		return fmt.Errorf("more than %d commands", 2*mostEntries)
	}
	switch words[0] {
	case assertRoot:
		return n.assert(words[1])
	case addItem:
		return n.item(words[1])
	}
	return n.entry(words[1], words[2], words[3], words[4])
}

func (n *loading) assert(text string) error {
	want, ok := ParseOne(text)
	if !ok {
		return fmt.Errorf("%.80q is no hash", text)
	}
	have, err := n.Root(V1, n.Size())
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("the root of %d entries is %s, asserted is %s", n.Size(), One(have), One(want))
	}
	return nil
}

func (n *loading) item(text string) error {
	item, err := ParseItem([]byte(text))
	if err != nil {
		return err
	}
	if item.Canonical() != text {
		return fmt.Errorf("%w: not in the canonical form, which is %.200s", ErrItem, item.Canonical())
	}
	h := item.Hash()
	n.loose[h], n.added[h] = item, item
	return nil
}

func (n *loading) entry(log, key, at, hash string) error {
	when, ok := parseTime(at)
	if !ok {
		return fmt.Errorf("%.40q is no timestamp", at)
	}
	h, ok := ParseOne(hash)
	if !ok {
		return fmt.Errorf("%.80q is no hash of one item; entries of several items belong to indexes, which are not held", hash)
	}
	item, ok := n.added[h]
	if !ok {
		if item, ok = n.Snapshot.Item(h); !ok {
			return fmt.Errorf("refers to item %s, which has not been added", hash)
		}
	}
	delete(n.loose, h)
	if log == systemLog {
		remark := Remark{At: when, Key: key, Item: item}
		n.remarks = append(n.remarks, remark)
		return n.definition.heed(remark, n.fields)
	}
	if log != userLog {
		return fmt.Errorf("the log is %.20q, want %s or %s", log, userLog, systemLog)
	}
	if err := n.definition.Check(key, item); err != nil {
		return err
	}
	n.top.add(item, h)
	n.top.append(Entry{At: when, Key: key, Item: h}, nil)
	return nil
}
