package scenarios

import "sandpiper/scenarios/schema"

// Schema is the JSON Schema of scenario files, for editors. Package schema has those of the other files.
func Schema() []byte {
	text, err := schema.Read("scenario")
	if err != nil {
		panic(err) // it is embedded
	}
	return text
}
