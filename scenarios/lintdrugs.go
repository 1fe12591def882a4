package scenarios

import (
	"fmt"
	"strings"

	"sandpiper/synthetic/nhs"
)

// drugs looks for orders whose medicine is not known by name although they are to be coded: a slip of the pen would be played as an
// order in words, which is another story. What is written free-text may be anything.
func (l *linter) drugs() {
	for i := range l.s.Steps {
		if orders, ok := l.s.Steps[i].With.Field("draft_orders"); ok {
			at := fmt.Sprintf("steps[%d].with.draft_orders", i)
			for k, order := range orders.Items() {
				l.order(order, fmt.Sprintf("%s[%d]", at, k))
			}
		}
	}
}

// order looks at one drafted order, in every row of the table if its drug or its coding is a column.
func (l *linter) order(order Value, path string) {
	drug, named := order.Field("drug")
	coded, _ := order.Field("coded_as")
	if !named {
		return
	}
	column, varies := ofRow(drug)
	coding, codingVaries := ofRow(coded)
	if !varies && !codingVaries {
		text, _ := coded.Text()
		l.medicine(drug, text, path+".drug")
		return
	}
	for i, row := range l.s.Vary.Table {
		cell, as, at := drug, coded, path+".drug"
		for _, c := range row.Cells {
			if varies && c.Name == column {
				cell, at = c.Value, fmt.Sprintf("vary.table[%d].%s", i, column)
			}
			if codingVaries && c.Name == coding {
				as = c.Value
			}
		}
		text, _ := as.Text()
		l.medicine(cell, text, at)
	}
}

func (l *linter) medicine(drug Value, codedAs, path string) {
	name, plain := drug.Text()
	if !plain || codedAs == "free-text" {
		return
	}
	if _, ok := nhs.FindMedicine(name); ok {
		return
	}
	l.say(l.s.At(path), "unknown-drug", false, "no medicine is known as %q, so the order cannot be coded; write coded_as: free-text if that is meant",
		short(name))
	l.advice[len(l.advice)-1].Found = name
	l.advice[len(l.advice)-1].Nearest = nhs.NearestMedicine(name)
}

// ofRow is the column that a value is taken from, if it is ${row.column} and nothing else.
func ofRow(v Value) (column string, ok bool) {
	if v.Kind != Expression {
		return "", false
	}
	return strings.CutPrefix(strings.TrimSpace(v.parts[0].expr.Source), "row.")
}
