package registers

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// archive is the whole register in one file (v1 archive-resource): a folder with the register's name that holds register.json, proof.json and
// the folders item and entry with a file each.
func (p *page) archive() error {
	summary, err := p.summary()
	if err != nil {
		return err
	}
	root, err := p.Root(V1, p.Size())
	if err != nil {
		return err
	}
	proof, err := json.Marshal(map[string]any{"proof-identifier": proofID, "root-hash": One(root), "total-entries": p.Size()})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, file := range []struct {
		name string
		body func() []byte
	}{
		{"register.json", func() []byte { return summary }},
		{"proof.json", func() []byte { return append(append([]byte{'['}, proof...), ']') }},
		{"item/items.json", p.allItems},
		{"entry/entries.json", p.allEntries},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.definition.ID + "/" + file.name, Method: zip.Deflate, Modified: p.Updated()})
		if err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
		if _, err := w.Write(file.body()); err != nil {
			return fmt.Errorf("write archive: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	h := p.w.Header()
	h.Set("Content-Disposition", `attachment; filename="`+p.definition.ID+"-"+strconv.Itoa(p.Size())+`.zip"`)
	h.Set("Content-Transfer-Encoding", "binary")
	p.write("application/octet-stream", b.Bytes())
	return nil
}

func (p *page) allItems() []byte {
	dst := []byte{'{'}
	for i := range p.Items() {
		if i > 0 {
			dst = append(dst, ',')
		}
		item, name := p.ItemAt(i)
		dst = append(appendString(dst, One(name)), ':')
		dst = item.appendJSON(dst)
	}
	return append(dst, '}')
}

func (p *page) allEntries() []byte {
	dst := []byte{'['}
	for n := 1; n <= p.Size(); n++ {
		if n > 1 {
			dst = append(dst, ',')
		}
		e, _ := p.Entry(n)
		dst = e.appendOne(dst)
	}
	return append(dst, ']')
}

// rsf is the register, or what was entered between two sizes of its log, as commands. The paths and the refusals are the reference implementation's;
// the specification has neither.
func (p *page) rsf() error {
	from, to := 0, p.Size()
	var err error
	if p.vars["from"] != "" {
		if from, err = p.number("from"); err != nil {
			return err
		}
	}
	if p.vars["to"] != "" {
		if to, err = p.number("to"); err != nil {
			return err
		}
	}
	switch {
	case to > p.Size():
		return badRequest("the second size must not exceed the number of entries in the register, " + strconv.Itoa(p.Size()))
	case from > to:
		return badRequest("the first size must not exceed the second")
	}
	h := p.w.Header()
	open(h)
	h.Set("Content-Type", RSF)
	h.Set("Content-Disposition", `attachment; filename="`+p.definition.ID+"-"+strconv.Itoa(to)+`.rsf"`)
	return p.WriteRSF(p.w, from, to)
}
