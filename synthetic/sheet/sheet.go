package sheet

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"strconv"
)

// Row is one row by column name.
type Row struct {
	file  string
	line  int
	names map[string]int
	cells []string
}

// Read reads a CSV file whole. Lines that start with # are notices, not rows.
func Read(files fs.FS, name string) []Row {
	f, err := files.Open(name)
	if err != nil {
		panic(fmt.Sprintf("open embedded %s: %v", name, err))
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil || len(records) == 0 {
		panic(fmt.Sprintf("read embedded %s: %d rows, %v", name, len(records), err))
	}
	names := make(map[string]int, len(records[0]))
	for i, column := range records[0] {
		names[column] = i
	}
	rows := make([]Row, len(records)-1)
	for i, cells := range records[1:] {
		rows[i] = Row{file: name, line: i + 2, names: names, cells: cells}
	}
	return rows
}

// Text is the cell of a column.
func (r Row) Text(column string) string {
	i, ok := r.names[column]
	if !ok {
		panic(fmt.Sprintf("embedded %s has no column %q", r.file, column))
	}
	return r.cells[i]
}

// Float is the cell as a number; an empty cell is 0.
func (r Row) Float(column string) float64 {
	s := r.Text(column)
	if s == "" {
		return 0
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Sprintf("embedded %s, row %d, column %s: %v", r.file, r.line, column, err))
	}
	return v
}

// Int is the cell as a whole number; an empty cell is 0.
func (r Row) Int(column string) int {
	v := r.Float(column)
	if v != float64(int(v)) {
		panic(fmt.Sprintf("embedded %s, row %d, column %s: %v is not whole", r.file, r.line, column, v))
	}
	return int(v)
}
