package schema

import (
	"embed"
	"fmt"
)

//go:generate go test . -run TestSchemasAreUpToDate -update

//go:embed *.v1.json
var files embed.FS

// Names lists the schemas: scenario, pack, hazards, product.
func Names() []string { return []string{"scenario", "pack", "hazards", "product"} }

// Read gives a schema by name. The error says which names there are.
func Read(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".v1.json")
	if err != nil {
		return nil, fmt.Errorf("there is no schema %q; there are %v", name, Names())
	}
	return text, nil
}
