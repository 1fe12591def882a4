package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"sandpiper/synthetic"
	"sandpiper/synthetic/fhir"
)

// Manifest says what was written: enough to make it again, and to check that it is whole.
type Manifest struct {
	Note     string           `json:"note"`
	Format   string           `json:"format"`
	Recipe   synthetic.Recipe `json:"recipe"`
	Date     string           `json:"date"`  // the day that the people are looked at from
	Shard    string           `json:"shard"` // "1/1" for the whole
	Departed bool             `json:"departed,omitempty"`
	Truth    bool             `json:"truth,omitempty"`
	People   int              `json:"people"`
	Bytes    int64            `json:"bytes"`
	Digest   string           `json:"digest"` // SHA-256 of the lines "sha256  name" of the files, as sha256sum prints them
	Files    []Output         `json:"files"`
}

// Output is one file of a manifest, or all bundles together.
type Output struct {
	Name   string `json:"name"`
	Type   string `json:"type"`  // the resource type or table
	Count  int    `json:"count"` // of resources or rows
	Files  int    `json:"files,omitempty"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // for bundles, of all of them one after the other
}

const (
	manifestName  = "manifest"
	datasheetName = "datasheet.md"
	note          = "Made-up people. Nobody's record went into this. Sandpiper is not an NHS service."
)

// sign commits the files and writes what goes with them.
func (j *Job) sign(out *outlet, p Progress) (Manifest, error) {
	m := Manifest{Note: note, Format: j.Format, Recipe: j.Population.Recipe(), Date: j.Population.Date().Format(time.DateOnly), Shard: j.Shard.String(),
		Departed: j.Departed, Truth: j.Truth, People: p.People, Bytes: out.bytes, Files: out.listing()}
	m.Digest = m.digest()
	if err := out.commit(); err != nil {
		return Manifest{}, fmt.Errorf("export %s: %w", j.Format, err)
	}
	body, err := pretty(m)
	if err != nil {
		return Manifest{}, err
	}
	sheet, err := j.datasheet()
	if err != nil {
		return Manifest{}, err
	}
	if j.Format == "ndjson" {
		bulk, err := pretty(m.bulk(fhir.Instant(j.Population.Date())))
		if err != nil {
			return Manifest{}, err
		}
		if err := out.put("bulk-data"+out.suffix+".json", bulk); err != nil {
			return Manifest{}, fmt.Errorf("write the bulk data manifest: %w", err)
		}
	}
	if err := out.put(datasheetName, sheet); err != nil {
		return Manifest{}, fmt.Errorf("write the datasheet: %w", err)
	}
	if err := out.put(manifestName+out.suffix+".json", body); err != nil {
		return Manifest{}, fmt.Errorf("write the manifest: %w", err)
	}
	return m, nil
}

func (m *Manifest) digest() string {
	sum := sha256.New()
	for _, f := range m.Files {
		fmt.Fprintf(sum, "%s  %s\n", f.SHA256, f.Name)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// bulkManifest is the output manifest of FHIR Bulk Data Access (2.0.0, "Response - Complete Status").
type bulkManifest struct {
	TransactionTime     string       `json:"transactionTime"`
	Request             string       `json:"request"`
	RequiresAccessToken bool         `json:"requiresAccessToken"`
	Output              []bulkOutput `json:"output"`
	Error               []bulkOutput `json:"error"`
}

type bulkOutput struct {
	Type  string `json:"type"`
	URL   string `json:"url"`
	Count int    `json:"count"`
}

// bulk is the manifest in the form of Bulk Data. Addresses are relative to it, and the time is the population's: no clock is read.
func (m *Manifest) bulk(at string) bulkManifest {
	out := bulkManifest{TransactionTime: at, Request: Base + "/$export", Output: []bulkOutput{}, Error: []bulkOutput{}}
	for _, f := range m.Files {
		out.Output = append(out.Output, bulkOutput{f.Type, f.Name, f.Count})
	}
	return out
}

func pretty(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return b.Bytes(), nil
}
