package registers

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// bytes writes a table: CSV with CR LF (RFC 4180), tab-separated values with LF.
func (s grid) bytes(f format) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = f == csvFormat
	if f == tsvFormat {
		w.Comma = '\t'
	}
	_ = w.Write(s.header) // a buffer takes everything
	_ = w.WriteAll(s.rows)
	return b.Bytes()
}

// cells are the values of an item's fields in the order of the names; an attribute that the item lacks is an empty cell.
func cells(row []string, item Item, names []string) []string {
	for _, name := range names {
		row = append(row, item.Get(name).Cell())
	}
	return row
}

// yamlOf writes JSON as YAML blocks. Strings stay as they are: JSON's are YAML's.
func yamlOf(raw []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var b bytes.Buffer
	b.WriteString("---")
	if err := yamlValue(&b, d, 0, false); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("write YAML: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// yamlValue writes one value at a depth; inline means that it stands right after the dash of a list, where a block's first line begins.
func yamlValue(b *bytes.Buffer, d *json.Decoder, depth int, inline bool) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		b.WriteByte(' ')
		b.Write(scalar(token))
		return nil
	}
	if !d.More() {
		b.WriteString(map[json.Delim]string{'{': " {}", '[': " []"}[open])
		_, err = d.Token()
		return err
	}
	for first := true; d.More(); first = false {
		if first && inline {
			b.WriteByte(' ')
		} else {
			b.WriteString("\n" + strings.Repeat("  ", depth))
		}
		if open == '[' {
			b.WriteByte('-')
		} else {
			name, err := d.Token()
			if err != nil {
				return err
			}
			b.Write(scalar(name))
			b.WriteByte(':')
		}
		if err := yamlValue(b, d, depth+1, open == '['); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// scalar writes a string, number or truth value as JSON does.
func scalar(token json.Token) []byte {
	switch v := token.(type) {
	case string:
		return appendString(nil, v)
	case json.Number:
		return []byte(v)
	}
	return fmt.Append(nil, token)
}
