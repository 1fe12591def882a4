package synthetic

import (
	"cmp"
	"embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed chart/data/*.csv course/data/*.csv demography/data/*.csv fhir/data/*.csv nhs/data/*.csv
var sheets embed.FS

// Source is where figures or codes of a table came from, in the words of the table's own column.
type Source struct {
	Table   string // room and file: "course/curves"
	Text    string
	Licence string // empty where the table says nothing of one
	Rows    int    // how many rows say so
}

// Sources lists where everything that a population is made of came from: the tables in order, and within each the sources from
// the most used on.
func Sources() []Source {
	files, err := fs.Glob(sheets, "*/data/*.csv")
	if err != nil {
		panic(err) // only for a bad pattern
	}
	var out []Source
	for _, file := range files {
		out = append(out, sourcesOf(file)...)
	}
	return out
}

func sourcesOf(file string) []Source {
	f, err := sheets.Open(file)
	if err != nil {
		panic(fmt.Sprintf("open embedded %s: %v", file, err))
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		panic(fmt.Sprintf("read embedded %s: %d rows, %v", file, len(rows), err))
	}
	source, licence := slices.Index(rows[0], "source"), slices.Index(rows[0], "licence")
	table := strings.Replace(strings.TrimSuffix(file, path.Ext(file)), "/data/", "/", 1)
	if source < 0 {
		panic("embedded " + file + " does not say where its figures came from")
	}
	var out []Source
	at := map[Source]int{}
	for _, row := range rows[1:] {
		s := Source{Table: table, Text: row[source]}
		if licence >= 0 {
			s.Licence = row[licence]
		}
		i, ok := at[s]
		if !ok {
			i = len(out)
			at[s] = i
			out = append(out, s)
		}
		out[i].Rows++
	}
	slices.SortStableFunc(out, func(a, b Source) int { return cmp.Compare(b.Rows, a.Rows) })
	return out
}
