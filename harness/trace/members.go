package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// members yields the members of an object in JSON text that is known to be well formed: each name with its quotes, and its value. It looks
// at bytes and builds nothing. It reports whether all was as expected; of other text it may yield anything, and stops.
func members(raw []byte, yield func(quoted, value []byte)) bool {
	at := blank(raw, 0)
	if at >= len(raw) || raw[at] != '{' {
		return false
	}
	if at = blank(raw, at+1); at < len(raw) && raw[at] == '}' {
		return blank(raw, at+1) == len(raw)
	}
	for at < len(raw) && raw[at] == '"' {
		end := past(raw, at)
		from := blank(raw, blank(raw, end)+1) // beyond the colon
		to := past(raw, from)
		if to > len(raw) {
			return false
		}
		yield(raw[at:end], raw[from:to])
		at = blank(raw, to)
		if at == len(raw) || raw[at] != ',' {
			return at < len(raw) && raw[at] == '}' && blank(raw, at+1) == len(raw)
		}
		at = blank(raw, at+1)
	}
	return false
}

// blank is the place of the first byte from at on that is no white space.
func blank(raw []byte, at int) int {
	for at < len(raw) && (raw[at] == ' ' || raw[at] == '\n' || raw[at] == '\r' || raw[at] == '\t') {
		at++
	}
	return at
}

// past is the place after the value that begins at a place; beyond the text if the value does not end in it.
func past(raw []byte, at int) int {
	depth := 0
	for at < len(raw) {
		switch raw[at] {
		case '"':
			at = pastString(raw, at)
		case '{', '[':
			depth++
			at++
		case '}', ']':
			depth--
			at++
		default:
			at++
			for depth == 0 && at < len(raw) && bytes.IndexByte([]byte(",}] \n\r\t"), raw[at]) < 0 {
				at++
			}
		}
		if depth <= 0 {
			return at
		}
	}
	return len(raw) + 1
}

// pastString is past for a string.
func pastString(raw []byte, at int) int {
	for at++; at < len(raw); at++ {
		n := bytes.IndexByte(raw[at:], '"')
		if n < 0 {
			break
		}
		escaped := bytes.IndexByte(raw[at:at+n], '\\')
		if escaped < 0 {
			return at + n + 1
		}
		at += escaped + 1 // what is escaped is stepped over
	}
	return len(raw) + 1
}

// DecodeWithout is Decode for whoever has no use for some members, which are then not looked into: the bodies of exchanges are most of a
// trace.
func (e *Event) DecodeWithout(into any, names ...string) error {
	rest := make([]byte, 1, 512)
	rest[0] = '{'
	sound := members(e.Body, func(quoted, value []byte) {
		if slices.Contains(names, string(quoted[1:len(quoted)-1])) {
			return
		}
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest = append(append(append(rest, quoted...), ':'), value...)
	})
	if !sound {
		return e.Decode(into)
	}
	if err := json.Unmarshal(append(rest, '}'), into); err != nil {
		return fmt.Errorf("read the body of event %d (%s): %w", e.Seq, e.Kind, err)
	}
	return nil
}
