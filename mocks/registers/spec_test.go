package registers_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	yaml "go.yaml.in/yaml/v4"

	"sandpiper/mocks/registers"
)

// country is the register that the specification takes its examples from, with the entries that those show. The specification prints the
// citizens' names of GB as a list; the hash that it gives for the item is that of one string, which is what the live register held.
func country(t testing.TB) *registers.Log {
	t.Helper()
	log, err := registers.NewLog(registers.Definition{
		ID: "country", Title: "Country", Text: "Countries", Registry: "foreign-commonwealth-office", Phase: "beta", Custodian: "Somebody",
		Copyright: "Crown copyright", Licence: "OGL-UK-3.0",
		Fields: []registers.Field{
			{Name: "country", Datatype: "string"}, {Name: "name", Datatype: "string"}, {Name: "official-name", Datatype: "string"},
			{Name: "citizen-names", Datatype: "string"}, {Name: "start-date", Datatype: "datetime"}, {Name: "end-date", Datatype: "datetime"},
		},
	}, at("2016-04-05T13:23:05Z"))
	require.NoError(t, err)
	for _, it := range []registers.Item{
		item(t, registers.Text("country", "GB"), registers.Text("official-name", "The United Kingdom of Great Britain and Northern Ireland"),
			registers.Text("name", "United Kingdom"), registers.Text("citizen-names", "Briton;British citizen")),
		item(t, registers.Text("country", "DD"), registers.Text("start-date", "1949"), registers.Text("name", "East Germany")),
		item(t, registers.Text("country", "DD"), registers.Text("start-date", "1949"), registers.Text("end-date", "1990-10-02"), registers.Text("name", "East Germany")),
	} {
		_, err := log.Append(at("2016-04-05T13:23:05Z"), it.Get("country").One, it)
		require.NoError(t, err)
	}
	return log
}

// The bodies of the specification's examples, member by member. In version 1 it shows an entry's numbers as strings and a record's as numbers; the
// reference implementation and the conformance tests have strings in both, and so have we.
func TestExamples(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}})
	for path, want := range map[string]string{
		"/country/entries/1": `[{"index-entry-number":"1","entry-number":"1","entry-timestamp":"2016-04-05T13:23:05Z","key":"GB",
			"item-hash":["sha-256:6b18693874513ba13da54d61aafa7cad0c8f5573f3431d6f1c04b07ddb27d6bb"]}]`,
		"/country/items/sha-256:6b18693874513ba13da54d61aafa7cad0c8f5573f3431d6f1c04b07ddb27d6bb": `{"country":"GB",
			"official-name":"The United Kingdom of Great Britain and Northern Ireland","name":"United Kingdom","citizen-names":"Briton;British citizen"}`,
		"/country/records/DD": `{"DD":{"index-entry-number":"3","entry-number":"3","entry-timestamp":"2016-04-05T13:23:05Z","key":"DD",
			"item":[{"country":"DD","start-date":"1949","end-date":"1990-10-02","name":"East Germany"}]}}`,
		"/country/register": `{"domain":"example.test","total-records":2,"total-entries":3,"register-record":{"fields":["country","name","official-name",
			"citizen-names","start-date","end-date"],"registry":"foreign-commonwealth-office","text":"Countries","phase":"beta","register":"country",
			"copyright":"Crown copyright"},"custodian":"Somebody","last-updated":"2016-04-05T13:23:05Z"}`,
		"/country/next/records/DD": `{"_id":"DD","start-date":"1949","end-date":"1990-10-02","name":"East Germany"}`,
		"/country/next/records?name=name&value=United+Kingdom": `[{"_id":"GB","official-name":"The United Kingdom of Great Britain and Northern Ireland",
			"name":"United Kingdom","citizen-names":"Briton;British citizen"}]`,
	} {
		w := r.get(path)
		require.Equal(t, 200, w.Code, "%s: %s", path, w.Body)
		assert.JSONEq(t, want, w.Body.String(), path)
		assert.Equal(t, "application/json", w.Header().Get("Content-Type"), path)
		assert.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"), path)
	}
	assert.Equal(t, `</registers/country/records/DD/entries>; rel="version-history"`, r.get("/country/records/DD").Header().Get("Link"))

	var trail []map[string]any
	r.read(t, "/country/next/records/DD/entries", &trail)
	require.Len(t, trail, 2)
	assert.InDelta(t, 2, trail[0]["entry-number"], 0)
	var then map[string]any
	r.read(t, "/country/next/snapshots/2/DD", &then)
	assert.Equal(t, trail[0], then)
	var blob map[string]any
	r.read(t, "/country/next/blobs/"+trail[0]["blob-hash"].(string), &blob)
	assert.Equal(t, map[string]any{"_id": trail[0]["blob-hash"], "country": "DD", "start-date": "1949", "name": "East Germany"}, blob)
}

// The example of v2 context-resource: a register with no entries yet.
func TestContextOfAnEmptyRegister(t *testing.T) {
	log, err := registers.NewLog(registers.Definition{
		ID: "multihash", Title: "The Multihash register", Text: "List of multihash codes.", Custodian: "IPFS team", Phase: "beta",
		Copyright: "Copyright (c) 2016 Protocol Labs Inc.", Licence: "MIT",
		Fields: []registers.Field{{Name: "multihash", Datatype: "name"}, {Name: "digest-length", Datatype: "integer"}},
	}, at("2018-12-01T00:00:00Z"))
	require.NoError(t, err)
	r := newRig(t, &registers.Service{Logs: []*registers.Log{log}})
	assert.JSONEq(t, `{"id":"multihash","title":"The Multihash register","description":"List of multihash codes.","custodian":"IPFS team",
		"hashing-algorithm":{"codec":"sha2-256","function-type":18,"digest-length":32},
		"statistics":{"total-entries":0,"total-blobs":0,"total-records":0},"copyright":"Copyright (c) 2016 Protocol Labs Inc.","licence":"MIT",
		"root-hash":"1220e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","status":{"start-date":"2018-12-01"},
		"schema":[{"id":"multihash","datatype":"name","cardinality":"1"},{"id":"digest-length","datatype":"integer","cardinality":"1"}]}`,
		r.get("/multihash/next/context").Body.String())
	assert.Equal(t, "{}", r.get("/multihash/records").Body.String())
	assert.Equal(t, "[]", r.get("/multihash/next/records").Body.String())
	assert.Equal(t, "--- {}\n", r.get("/multihash/records.yaml").Body.String())
}

func TestFormats(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}})
	const csvRecords = "index-entry-number,entry-number,entry-timestamp,key,country,name,official-name,citizen-names,start-date,end-date\r\n" +
		"3,3,2016-04-05T13:23:05Z,DD,DD,East Germany,,,1949,1990-10-02\r\n"
	w := r.get("/country/records/DD.csv")
	assert.Equal(t, csvRecords, w.Body.String())
	assert.Equal(t, "text/csv;charset=UTF-8", w.Header().Get("Content-Type"))
	assert.Equal(t, csvRecords, r.get("/country/records/DD", "Accept", "text/html;q=0.9, text/csv").Body.String())
	assert.Equal(t, csvRecords, r.get("/country/records/DD.csv", "Accept", "application/json").Body.String(), "the suffix takes preference")
	w = r.get("/country/records/DD.tsv")
	assert.Equal(t, strings.NewReplacer(",", "\t", "\r\n", "\n").Replace(csvRecords), w.Body.String())
	assert.Equal(t, "text/tab-separated-values;charset=UTF-8", w.Header().Get("Content-Type"))
	assert.Equal(t, "_id,name,official-name,citizen-names,start-date,end-date\r\nDD,East Germany,,,1949,1990-10-02\r\n", r.get("/country/next/records/DD.csv").Body.String())
	assert.Contains(t, r.get("/country/items.csv").Body.String(), ",Briton;British citizen,")
	assert.True(t, strings.HasPrefix(r.get("/country/next/blobs.csv").Body.String(), "_id,country,"))
	assert.True(t, strings.HasPrefix(r.get("/country/entries.csv").Body.String(), "index-entry-number,entry-number,entry-timestamp,key,item-hash\r\n1,1,"))
	assert.True(t, strings.HasPrefix(r.get("/country/next/entries/1.csv").Body.String(), "entry-number,entry-timestamp,key,blob-hash\r\n1,2016-"))

	for _, path := range []string{"/country/records", "/country/entries", "/country/items", "/country/register", "/country/records/GB", "/country/records/DD/entries"} {
		var fromJSON, fromYAML any
		require.NoError(t, json.Unmarshal(r.get(path).Body.Bytes(), &fromJSON))
		w := r.get(path + ".yaml")
		assert.Equal(t, "text/yaml;charset=UTF-8", w.Header().Get("Content-Type"))
		require.NoError(t, yaml.Unmarshal(w.Body.Bytes(), &fromYAML), "%s", w.Body)
		a, err := json.Marshal(fromJSON)
		require.NoError(t, err)
		b, err := json.Marshal(fromYAML)
		require.NoError(t, err)
		assert.JSONEq(t, string(a), string(b), path)
	}
}

// The archive's folders and files are those of v1 archive-resource.
func TestArchive(t *testing.T) {
	r := newRig(t, &registers.Service{Logs: []*registers.Log{country(t)}})
	w := r.get("/country/download-register")
	assert.Equal(t, "application/octet-stream", w.Header().Get("Content-Type"))
	z, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	require.NoError(t, err)
	files := make(map[string]json.RawMessage)
	for _, f := range z.File {
		body, err := f.Open()
		require.NoError(t, err)
		raw, err := io.ReadAll(body)
		require.NoError(t, err)
		files[f.Name] = raw
	}
	assert.JSONEq(t, r.get("/country/register").Body.String(), string(files["country/register.json"]))
	assert.JSONEq(t, "["+r.get("/country/proof/register/merkle:sha-256").Body.String()+"]", string(files["country/proof.json"]))
	assert.JSONEq(t, r.get("/country/items").Body.String(), string(files["country/item/items.json"]))
	assert.JSONEq(t, r.get("/country/entries").Body.String(), string(files["country/entry/entries.json"]))
}
