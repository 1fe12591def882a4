// Package schema holds the JSON Schemas (draft 2020-12) of the four kinds of file that people write, for editors: completion, hover
// and red lines while typing. They are made from the Go types of package scenarios, comments included, by go generate; a test keeps them
// up to date. A schema knows forms, not meanings: what an expression says, and whether a name is declared, only scenarios.Load checks.
//
//	scenario.v1.json   *.scn.yaml      pack.v1.json      pack.yaml
//	hazards.v1.json    hazards.yaml    product.v1.json   product.yaml
//
// A file asks for its schema in its first line: # yaml-language-server: $schema=./schema/scenario.v1.json
package schema
