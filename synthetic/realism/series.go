package realism

// Series is what one plot shows: lines over common places on an axis. Every renderer can also print it as a table.
type Series struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"` // "pyramid", "line", "dots" on a logarithmic scale, "share" for dots from 0 to 100 %
	Title  string    `json:"title"`
	Text   string    `json:"text"` // what to see in it, a sentence
	X      string    `json:"x"`    // what the places are
	Y      string    `json:"y"`    // what the values are, with their unit
	Places []string  `json:"places"`
	At     []float64 `json:"at"` // the places on the axis; empty for names
	Lines  []Line    `json:"lines"`
	Source string    `json:"source"`
}

// Line is one line of a series, a value for every place.
type Line struct {
	Name   string   `json:"name"` // "men, ours"
	Who    string   `json:"who"`  // "ours" or "published"
	Sex    string   `json:"sex"`  // "male", "female", empty for both
	Values []Figure `json:"values"`
	Low    []Figure `json:"low,omitempty"` // 95 % interval, if known
	High   []Figure `json:"high,omitempty"`
}
