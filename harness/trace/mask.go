package trace

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Mask takes the luck out of what a product says: identifiers that the product made up are replaced by numbered ones in the
// order in which they first appear in the run, so that two plays of one run are recorded alike. Identifiers that the product
// was given (of people and entries of the world) are kept. A replaced one is still a well-formed UUID, so that checks of its
// form hold, and every event says how many it had replaced.
type Mask struct {
	given  map[string]bool   // UUIDs that the harness or a mock service gave away, in lower case
	madeUp map[string]string // the product's own, with what stands for each; empty until it is first written
	count  int               // of those that have been written
	hosts  []string          // whose ports are luck: "127.0.0.1:"
	luck   []string          // texts that the product made up, each followed by what stands for it; longer ones first
	lucks  *strings.Replacer // of luck; nil for none
	named  int               // of luck
}

// NewMask is a mask for one run. Ports of this machine's own addresses, and of the hosts given, are written as 0: which port was
// free is luck too. It is for one goroutine.
func NewMask(hosts ...string) *Mask {
	m := &Mask{given: map[string]bool{}, madeUp: map[string]string{}}
	for _, h := range append([]string{"127.0.0.1", "localhost", "[::1]"}, hosts...) {
		m.hosts = append(m.hosts, h+":", h+"%3A")
	}
	return m
}

// shortestLuck is the length of the shortest text that Luck takes, in bytes: a shorter one is hardly luck, and may stand anywhere.
const shortestLuck = 8

// Luck puts a numbered text in the place of one that the product made up and that is no UUID, such as a state of OAuth, as it is and as it stands in a query.
func (m *Mask) Luck(made string) {
	if len(made) < shortestLuck || slices.Contains(m.luck, made) || nextUUID(made, 0) == 0 && len(made) == uuidLen {
		return
	}
	m.named++
	alias := fmt.Sprintf("made-up-%d", m.named)
	m.luck = append(m.luck, made, alias)
	if escaped := url.QueryEscape(made); escaped != made {
		m.luck = append(m.luck, escaped, alias)
	}
	pairs := slices.Collect(slices.Chunk(m.luck, 2))
	slices.SortStableFunc(pairs, func(a, b []string) int { return len(b[0]) - len(a[0]) })
	m.lucks = strings.NewReplacer(slices.Concat(pairs...)...)
}

// lucky is a text with what Luck took replaced.
func (m *Mask) lucky(s string) string {
	if m.lucks == nil {
		return s
	}
	return m.lucks.Replace(s)
}

// Own marks every UUID in text that was not given as the product's own, before anybody repeats it to the product.
func (m *Mask) Own(text string) {
	for at := nextUUID(text, 0); at >= 0; at = nextUUID(text, at+uuidLen) {
		id := strings.ToLower(text[at : at+uuidLen])
		if _, own := m.madeUp[id]; !own && !m.given[id] {
			m.madeUp[id] = ""
		}
	}
}

// Give marks every UUID in text as known to the product from outside.
func (m *Mask) Give(text string) {
	for from := 0; ; {
		at := nextUUID(text, from)
		if at < 0 {
			return
		}
		id := strings.ToLower(text[at : at+uuidLen])
		if _, own := m.madeUp[id]; !own {
			m.given[id] = true
		}
		from = at + uuidLen
	}
}

// GiveAll marks every UUID in the strings of a plain JSON value.
func (m *Mask) GiveAll(v any) {
	switch x := v.(type) {
	case string:
		m.Give(x)
	case []any:
		for _, e := range x {
			m.GiveAll(e)
		}
	case map[string]any:
		for _, e := range x {
			m.GiveAll(e)
		}
	}
}

// Text replaces what the product made up in one string.
func (m *Mask) Text(s string) string { return eachUUID(m.ports(m.lucky(s)), m.one) }

// MadeUp is how many identifiers of the product's own were replaced so far.
func (m *Mask) MadeUp() int { return m.count }

// JSON is a JSON text with what the product made up replaced, for an event's body.
func (m *Mask) JSON(raw []byte) (any, error) {
	canonical, err := Canonical(json.RawMessage(m.ports(string(raw))))
	if err != nil {
		return nil, err
	}
	text := string(canonical)
	if masked := m.Text(text); masked != text {
		return json.RawMessage(masked), nil // whose keys may have another order now
	}
	return settled(canonical), nil
}

// ports writes the ports of the mask's hosts as 0.
func (m *Mask) ports(s string) string {
	for _, host := range m.hosts {
		s = portless(s, host)
	}
	return s
}

func portless(s, host string) string {
	var b strings.Builder
	done := 0
	for at := strings.Index(s, host); at >= 0; {
		from := at + len(host)
		to := from
		for to < len(s) && s[to] >= '0' && s[to] <= '9' {
			to++
		}
		if to > from && s[from:to] != "0" {
			if done == 0 {
				b.Grow(len(s))
			}
			b.WriteString(s[done:from])
			b.WriteByte('0')
			done = to
		}
		next := strings.Index(s[to:], host)
		if next < 0 {
			break
		}
		at = to + next
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

func (m *Mask) one(id string) string {
	key := strings.ToLower(id)
	if m.given[key] {
		return id
	}
	alias := m.madeUp[key]
	if alias == "" {
		m.count++
		alias = fmt.Sprintf("00000000-0000-4000-8000-%012d", m.count)
		m.madeUp[key] = alias
	}
	return alias
}

// Value replaces what the product made up everywhere in a plain JSON value, keys of objects included. Objects are walked in
// the order of their keys, so that numbering does not depend on luck. The value given is left as it is.
func (m *Mask) Value(v any) any {
	switch x := v.(type) {
	case string:
		return m.Text(x)
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = m.Value(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for _, k := range slices.Sorted(maps.Keys(x)) {
			out[m.Text(k)] = m.Value(x[k])
		}
		return out
	}
	return v
}

// Blind replaces every UUID that was not given by one and the same, for ordering things that only differ by luck.
func (m *Mask) Blind(s string) string {
	return eachUUID(m.ports(m.lucky(s)), func(id string) string {
		if m.given[strings.ToLower(id)] {
			return id
		}
		return "‹uuid›"
	})
}

// eachUUID puts something in the place of every UUID in a text.
func eachUUID(s string, instead func(id string) string) string {
	var b strings.Builder
	done := 0
	for at := nextUUID(s, 0); at >= 0; at = nextUUID(s, at+uuidLen) {
		id := s[at : at+uuidLen]
		with := instead(id)
		if with == id {
			continue
		}
		b.WriteString(s[done:at])
		b.WriteString(with)
		done = at + uuidLen
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

const uuidLen = 36

// nextUUID finds the first text of the form 8-4-4-4-12 hexadecimal digits (RFC 9562 §4) from an offset on, or -1.
func nextUUID(s string, from int) int {
	for from+uuidLen <= len(s) {
		dash := strings.IndexByte(s[from+8:], '-')
		if dash < 0 {
			return -1
		}
		at := from + dash
		if at+uuidLen > len(s) {
			return -1
		}
		if isUUID(s[at : at+uuidLen]) {
			return at
		}
		from = at + 1
	}
	return -1
}

func isUUID(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return false
			}
		}
	}
	return true
}
