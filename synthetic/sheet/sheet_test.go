package sheet_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/sheet"
)

func TestRead(t *testing.T) {
	files := fstest.MapFS{"a.csv": {Data: []byte("# a notice\nname,value,source\nknot,1.5,seen\n\"ruff, the\",,seen\nstint,two,seen\n")}}
	rows := sheet.Read(files, "a.csv")
	require.Len(t, rows, 3)
	assert.Equal(t, "knot", rows[0].Text("name"))
	assert.InDelta(t, 1.5, rows[0].Float("value"), 0)
	assert.Equal(t, "ruff, the", rows[1].Text("name"))
	assert.Zero(t, rows[1].Int("value"))
	assert.PanicsWithValue(t, `embedded a.csv has no column "wing"`, func() { rows[0].Text("wing") })
	assert.Panics(t, func() { rows[0].Int("value") }, "not whole")
	assert.Panics(t, func() { rows[2].Float("value") }, "not a number")
	assert.Panics(t, func() { sheet.Read(files, "b.csv") }, "no such file")
	ragged := fstest.MapFS{"a.csv": {Data: []byte("a,b\n1\n")}}
	assert.Panics(t, func() { sheet.Read(ragged, "a.csv") }, "a cell is missing")
}
