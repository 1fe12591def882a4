package realism

import (
	"math"

	"sandpiper/synthetic/demography"
)

// normal95 is the standard normal quantile of a two-sided 95 % interval.
const normal95 = 1.959964

// report is a board in the making.
type report struct {
	*reference
	board Board
}

func newReport(ref *reference, o Options) *report {
	r := &report{reference: ref, board: Board{Recipe: o.Population.Recipe(), Date: o.Population.Date()}}
	r.board.Rows = append(r.board.Rows, ref.rows...)
	for id, value := range o.Given {
		r.set(id, "", value)
	}
	return r
}

// row finds the row that a figure belongs to. A figure without a row is a slip of this package.
func (r *report) row(id, part string) *Row {
	for i := range r.board.Rows {
		if row := &r.board.Rows[i]; row.ID == id && row.Part == part {
			return row
		}
	}
	panic("realism: the scoreboard has no row " + id + " " + part)
}

// set gives a row its figure, without an interval.
func (r *report) set(id, part string, ours float64) *Row {
	row := r.row(id, part)
	row.Ours = Figure(ours)
	return row
}

// normal gives a row its figure with the interval of a standard error.
func (r *report) normal(id, part string, ours, err float64) *Row {
	row := r.set(id, part, ours)
	row.Low, row.High = Figure(ours-normal95*err), Figure(ours+normal95*err)
	return row
}

// errors gives a row the mean of n absolute errors, with the sum of the squares of their standard errors and the sum of what
// those alone would make.
func (r *report) errors(id, part string, sum, squares, noise, n float64) *Row {
	row := r.normal(id, part, sum/n, math.Sqrt(squares)/n)
	row.Noise = Figure(noise / n)
	return row
}

// absolute is the mean absolute value of a normal error of standard error 1.
const absolute = 0.797885

// share gives a row a percentage with Wilson's interval.
func (r *report) share(id, part string, events, n int64) *Row {
	row := r.row(id, part)
	if n == 0 {
		return row
	}
	row.Ours = Figure(100 * float64(events) / float64(n))
	low, high := wilson(events, n)
	row.Low, row.High = Figure(100*low), Figure(100*high)
	return row
}

// finish judges the rows.
func (r *report) finish() Board {
	for i := range r.board.Rows {
		r.board.Rows[i].judge(r.board.Recipe.Area == "england")
	}
	r.board.Limits = limits(&r.board)
	return r.board
}

// wilson is the 95 % interval of a share.
func wilson(events, n int64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z2 = normal95 * normal95
	p, m := float64(events)/float64(n), float64(n)
	middle := (p + z2/(2*m)) / (1 + z2/m)
	half := normal95 / (1 + z2/m) * math.Sqrt(p*(1-p)/m+z2/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}

// sexes are the sexes in the order in which they are told.
var sexes = [2]struct {
	sex        demography.Sex
	name, word string
}{{demography.Male, "male", "men"}, {demography.Female, "female", "women"}}
