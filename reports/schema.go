package reports

import _ "embed" // the published schema

//go:generate go test . -run TestSchemaIsThatOfTheTypes -update

//go:embed schema/evidence.v1.json
var evidenceSchema []byte

// Schema is the JSON Schema (2020-12) of evidence.json, as published at schema/evidence.v1.json.
func Schema() []byte { return append([]byte(nil), evidenceSchema...) }
