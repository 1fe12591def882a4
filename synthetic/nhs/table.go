package nhs

import (
	"embed"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }
