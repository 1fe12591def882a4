package ods

import "encoding/json"

// RoundTrip reads an organisation of the ORD interface into the types that we answer with and writes it again: what those do not know is missing then.
func RoundTrip(raw []byte) ([]byte, error) {
	var in ordEnvelope
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, err
	}
	return json.Marshal(in)
}
