package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// appendRaw appends JSON text in canonical form. A key that occurs twice in one object is an error: readers disagree on
// which of the two counts, so neither may enter a trace as if it were clear.
func appendRaw(dst, raw []byte, depth int) ([]byte, error) {
	if !json.Valid(raw) {
		return nil, errors.New("not json")
	}
	return appendValid(dst, raw, depth)
}

// appendValid is appendRaw for text that is known to be JSON, such as what encoding/json has just written.
func appendValid(dst, raw []byte, depth int) ([]byte, error) {
	c := canoniser{src: raw}
	dst, err := c.value(dst, depth)
	if err != nil {
		return nil, fmt.Errorf("at byte %d: %w", c.at, err)
	}
	return dst, nil
}

// canoniser walks JSON text that is known to be well formed.
type canoniser struct {
	src []byte
	at  int
}

type member struct {
	key        string
	start, end int // of `"key":value` in the output
}

func (c *canoniser) space() {
	for c.at < len(c.src) {
		switch c.src[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

func (c *canoniser) value(dst []byte, depth int) ([]byte, error) {
	if depth > MaxDepth {
		return nil, errDepth
	}
	c.space()
	switch b := c.src[c.at]; b {
	case '{':
		return c.object(dst, depth)
	case '[':
		return c.array(dst, depth)
	case '"':
		s, err := c.text()
		if err != nil {
			return nil, err
		}
		return appendString(dst, s), nil
	case 't', 'n':
		c.at += 4
		return append(dst, c.src[c.at-4:c.at]...), nil
	case 'f':
		c.at += 5
		return append(dst, "false"...), nil
	}
	start := c.at
	for c.at < len(c.src) {
		switch b := c.src[c.at]; {
		case b >= '0' && b <= '9', b == '-', b == '+', b == '.', b == 'e', b == 'E':
			c.at++
			continue
		}
		break
	}
	return appendNumber(dst, string(c.src[start:c.at]))
}

func (c *canoniser) text() (string, error) {
	start, plain := c.at, true
	for c.at++; c.src[c.at] != '"'; c.at++ {
		if c.src[c.at] == '\\' {
			plain = false
			c.at++
		}
	}
	c.at++
	if plain {
		return string(c.src[start+1 : c.at-1]), nil
	}
	var s string
	err := json.Unmarshal(c.src[start:c.at], &s)
	return s, err
}

func (c *canoniser) array(dst []byte, depth int) ([]byte, error) {
	dst = append(dst, '[')
	c.at++
	for first := true; ; first = false {
		c.space()
		if c.src[c.at] == ']' {
			c.at++
			return append(dst, ']'), nil
		}
		if !first {
			c.at++ // the comma
			dst = append(dst, ',')
		}
		var err error
		if dst, err = c.value(dst, depth+1); err != nil {
			return nil, err
		}
	}
}

func (c *canoniser) object(dst []byte, depth int) ([]byte, error) {
	dst = append(dst, '{')
	c.at++
	open := len(dst)
	var members []member
	sorted := true
	for {
		c.space()
		if c.src[c.at] == '}' {
			c.at++
			break
		}
		if c.src[c.at] == ',' {
			c.at++
			c.space()
		}
		m := member{start: len(dst)}
		var err error
		if m.key, err = c.text(); err != nil {
			return nil, err
		}
		c.space()
		c.at++ // the colon
		dst = append(appendString(dst, m.key), ':')
		if dst, err = c.value(dst, depth+1); err != nil {
			return nil, err
		}
		m.end = len(dst)
		if n := len(members); n > 0 && compareUTF16(members[n-1].key, m.key) >= 0 {
			sorted = false
		}
		members = append(members, m)
		dst = append(dst, ',')
	}
	if len(members) == 0 {
		return append(dst, '}'), nil
	}
	if sorted {
		dst[len(dst)-1] = '}'
		return dst, nil
	}
	return reorder(dst, open, members)
}

func reorder(dst []byte, open int, members []member) ([]byte, error) {
	body := slices.Clone(dst[open:])
	slices.SortFunc(members, func(a, b member) int { return compareUTF16(a.key, b.key) })
	dst = dst[:open]
	for i, m := range members {
		if i > 0 {
			if members[i-1].key == m.key {
				return nil, fmt.Errorf("the key %.60q occurs twice in one object", m.key)
			}
			dst = append(dst, ',')
		}
		dst = append(dst, body[m.start-open:m.end-open]...)
	}
	return append(dst, '}'), nil
}
