package export

import (
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// table is one of the tables of csv and parquet.
type table interface {
	name() string
	count(l *ledger) int
	header(b []byte) []byte                              // the names of the columns, as a line of CSV
	lines(b []byte, l *ledger) []byte                    // rows as CSV
	parquet(w io.Writer, codec compress.Codec) rowWriter // a writer of rows as Parquet
}

// rowWriter writes the rows of one table.
type rowWriter interface {
	write(l *ledger) error
	close() error
}

// tables are all tables, in the order of the manifest.
func tables(truth bool) []table {
	out := []table{
		newTable("people", func(l *ledger) []Person { return l.people }),
		newTable("problems", func(l *ledger) []Problem { return l.problems }),
		newTable("allergies", func(l *ledger) []Allergy { return l.allergies }),
		newTable("medicines", func(l *ledger) []Medicine { return l.medicines }),
		newTable("measurements", func(l *ledger) []Measurement { return l.measurements }),
		newTable("contacts", func(l *ledger) []Contact { return l.contacts }),
		newTable("vaccinations", func(l *ledger) []Vaccination { return l.vaccinations }),
		newTable("procedures", func(l *ledger) []Procedure { return l.procedures }),
		newTable("documents", func(l *ledger) []Document { return l.documents }),
		newTable("referrals", func(l *ledger) []Referral { return l.referrals }),
		newTable("appointments", func(l *ledger) []Appointment { return l.appointments }),
		newTable("reports", func(l *ledger) []Report { return l.reports }),
	}
	if truth {
		out = append(out, newTable("truth", func(l *ledger) []Fact { return l.facts }))
	}
	return out
}

// tableOf is a table of rows of one type, whose fields are its columns.
type tableOf[T any] struct {
	title   string
	rows    func(*ledger) []T
	columns []column
}

// column is a field of a row type.
type column struct {
	name     string
	index    []int
	optional bool
	date     bool // a number of days
}

func newTable[T any](title string, rows func(*ledger) []T) *tableOf[T] {
	t := &tableOf[T]{title: title, rows: rows}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if options := strings.Split(f.Tag.Get("parquet"), ","); options[0] != "" {
			t.columns = append(t.columns, column{options[0], f.Index, slices.Contains(options, "optional"), slices.Contains(options, "date")})
		}
	}
	return t
}

func (t *tableOf[T]) name() string        { return t.title }
func (t *tableOf[T]) count(l *ledger) int { return len(t.rows(l)) }

func (t *tableOf[T]) header(b []byte) []byte {
	for i, c := range t.columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c.name...)
	}
	return append(b, '\n')
}

func (t *tableOf[T]) lines(b []byte, l *ledger) []byte {
	rows := t.rows(l)
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for k := range t.columns {
			if k > 0 {
				b = append(b, ',')
			}
			b = t.columns[k].cell(b, row)
		}
		b = append(b, '\n')
	}
	return b
}

// cell appends a value as CSV.
func (c *column) cell(b []byte, row reflect.Value) []byte {
	v := row.FieldByIndex(c.index)
	switch v.Kind() {
	case reflect.String:
		return appendCell(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int32, reflect.Int64:
		if c.date {
			return time.Unix(v.Int()*24*60*60, 0).UTC().AppendFormat(b, time.DateOnly)
		}
		if n := v.Int(); n != 0 || !c.optional {
			return strconv.AppendInt(b, n, 10)
		}
		return b
	case reflect.Pointer:
		if f, ok := reflect.TypeAssert[*float64](v); ok && f != nil {
			return strconv.AppendFloat(b, *f, 'f', -1, 64)
		}
		return b
	}
	at, _ := reflect.TypeAssert[*time.Time](v.Addr())
	switch {
	case at.IsZero():
		return b
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.AppendFormat(b, time.DateOnly)
	}
	return at.AppendFormat(b, "2006-01-02T15:04:05Z07:00")
}

// appendCell appends a string, in quotes if it holds what would end it (RFC 4180).
func appendCell(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") && s == strings.TrimSpace(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

// rowGroup is how many rows are kept in memory before they are written.
const rowGroup = 1 << 16

func (t *tableOf[T]) parquet(w io.Writer, codec compress.Codec) rowWriter {
	return &parquetRows[T]{t.rows, parquet.NewGenericWriter[T](w, parquet.Compression(codec),
		parquet.MaxRowsPerRowGroup(rowGroup), parquet.CreatedBy("sandpiper", "", ""))}
}

// parquetRows writes rows of one type.
type parquetRows[T any] struct {
	rows func(*ledger) []T
	w    *parquet.GenericWriter[T]
}

func (p *parquetRows[T]) write(l *ledger) error {
	_, err := p.w.Write(p.rows(l))
	return err
}

func (p *parquetRows[T]) close() error { return p.w.Close() }
