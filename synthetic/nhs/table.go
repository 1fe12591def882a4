package nhs

import (
	"embed"
	"encoding/csv"
	"fmt"
)

//go:embed data/*.csv
var files embed.FS

// table reads an embedded CSV file as rows by column name. The files are part of the program, so a broken one is a broken
// build: it panics, and the tests read every file.
func table(name string) []map[string]string {
	f, err := files.Open("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("open embedded %s: %v", name, err))
	}
	defer f.Close()
	reader := csv.NewReader(f)
	reader.Comment = '#' // some files start with a licence notice
	records, err := reader.ReadAll()
	if err != nil || len(records) == 0 {
		panic(fmt.Sprintf("read embedded %s: %v", name, err))
	}
	rows := make([]map[string]string, 0, len(records)-1)
	for _, r := range records[1:] {
		row := make(map[string]string, len(r))
		for i, column := range records[0] {
			row[column] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}
