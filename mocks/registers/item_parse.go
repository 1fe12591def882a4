package registers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// mostItem is how many bytes of JSON one item may be.
const mostItem = 1 << 20

// ParseItem reads an item from JSON: an object whose values are strings or arrays of strings. What it returns may be written differently
// by Canonical; a caller who wants canonical input compares. Errors wrap ErrItem.
func ParseItem(raw []byte) (Item, error) {
	if len(raw) > mostItem {
		return nil, fmt.Errorf("%w: %d bytes of JSON, at most %d are taken", ErrItem, len(raw), mostItem)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := delim(d, '{'); err != nil {
		return nil, err
	}
	var pairs []Pair
	for d.More() {
		name, err := word(d)
		if err != nil {
			return nil, err
		}
		p, err := value(d, name)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, p)
	}
	if err := delim(d, '}'); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something stands after the object", ErrItem)
	}
	return NewItem(pairs...)
}

// value reads a string or an array of strings.
func value(d *json.Decoder, name string) (Pair, error) {
	token, err := d.Token()
	if err != nil {
		return Pair{}, fmt.Errorf("%w: %w", ErrItem, err)
	}
	switch token := token.(type) {
	case string:
		return Text(name, token), nil
	case json.Delim:
		if token != '[' {
			break
		}
		var list []string
		for d.More() {
			s, err := word(d)
			if err != nil {
				return Pair{}, err
			}
			list = append(list, s)
		}
		return Set(name, list...), delim(d, ']')
	}
	return Pair{}, fmt.Errorf("%w: the value of %q is %v, want a string or a list of strings", ErrItem, name, token)
}

func word(d *json.Decoder) (string, error) {
	token, err := d.Token()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrItem, err)
	}
	s, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("%w: found %v, want a string", ErrItem, token)
	}
	return s, nil
}

func delim(d *json.Decoder, want json.Delim) error {
	token, err := d.Token()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrItem, err)
	}
	if token != want {
		return fmt.Errorf("%w: found %v, want %v", ErrItem, token, want)
	}
	return nil
}
