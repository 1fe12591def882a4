package expr_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/scenarios/expr"
)

func TestGuards(t *testing.T) {
	for source, want := range map[string][]string{
		`!row.alert || choose.cards.size() > 0`:                  {"!row.alert"},
		`choose.cards.size() == 0 || row.alert`:                  {"row.alert"},
		`choose.status == 412 || flag.x || (row.alert || p.odd)`: {"row.alert"},
		`choose.status == 412 || choose.cards.size() > 0`:        nil,
		`row.alert && choose.cards.size() > 0`:                   nil,
		`!(row.alert || choose.status == 412)`:                   nil,
		`row.alert`:                                              nil,
	} {
		assert.Equal(t, want, compile(t, source).Guards(), source)
	}
	assert.Equal(t, "row.alert", expr.Not("!row.alert"))
	assert.Equal(t, "!row.alert", expr.Not("row.alert"))
}
