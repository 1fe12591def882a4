package scenarios

// Check is one thing that must hold. Exactly one of the six kinds is written.
type Check struct {
	Pos `json:"-"`

	Check      Expr `json:"check,omitzero"`      // Must be true when the step is done.
	Measure    Expr `json:"measure,omitzero"`    // A number, or a duration, to be kept within a budget over all runs.
	Eventually Expr `json:"eventually,omitzero"` // Must become true.
	Never      Expr `json:"never,omitzero"`      // Must not become true.
	Always     Expr `json:"always,omitzero"`     // Must stay true.
	Sometimes  Expr `json:"sometimes,omitzero"`  // Must have been true at least once, else the verdict is vacuous.

	Where  Expr     `json:"where,omitzero"`   // Asked only in runs where this is true; elsewhere the check is skipped and no exposure of its hazard.
	Budget Budget   `json:"budget,omitempty"` // Limits of a measure: p95: 500ms.
	After  Moment   `json:"after,omitzero"`   // Looked at from this moment on.
	Within Duration `json:"within,omitzero"`  // How soon after that it must become true.
	During Duration `json:"during,omitzero"`  // How long it must hold, or the length of any window that it must hold in.
	In     []string `json:"in,omitempty"`     // Where to look: channels such as app.network or product.logs.
	Why    string   `json:"why,omitempty"`    // The reason, for a reader of the report.
	Breach string   `json:"breach,omitempty"` // The hazard that has happened if this does not hold.
}

// CheckKind is how a check is held against a run.
type CheckKind string

// The kinds of check.
const (
	Plain      CheckKind = "check"
	Measure    CheckKind = "measure"
	Eventually CheckKind = "eventually"
	Never      CheckKind = "never"
	Always     CheckKind = "always"
	Sometimes  CheckKind = "sometimes"
)

// Kind says which kind of check it is; empty if none is written, which a loaded scenario never has.
func (c *Check) Kind() CheckKind {
	kind, _ := c.written()
	return kind
}

// Expr is the expression of whichever kind is written.
func (c *Check) Expr() *Expr {
	_, e := c.written()
	return e
}

func (c *Check) written() (CheckKind, *Expr) {
	for _, k := range c.kinds() {
		if !k.expr.IsZero() {
			return k.kind, k.expr
		}
	}
	return "", &c.Check
}

type kindOf struct {
	kind CheckKind
	expr *Expr
}

func (c *Check) kinds() []kindOf {
	return []kindOf{
		{Plain, &c.Check}, {Measure, &c.Measure}, {Eventually, &c.Eventually},
		{Never, &c.Never}, {Always, &c.Always}, {Sometimes, &c.Sometimes},
	}
}
