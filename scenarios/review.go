package scenarios

// Question is put to blinded clinical reviewers.
type Question struct {
	Pos `json:"-"`

	Ask       string    `json:"ask"`                // The question.
	Show      []Expr    `json:"show,omitempty"`     // What they are shown, such as before.screenshot.
	Blinded   bool      `json:"blinded,omitempty"`  // Reviewers are not told which arm or twin they see.
	Raters    int       `json:"raters,omitempty"`   // How many reviewers answer.
	Scale     []string  `json:"scale,omitempty"`    // The answers they choose from.
	Agreement Agreement `json:"agreement,omitzero"` // How well they must agree.
}

// Agreement is how well reviewers must agree for their answers to count.
type Agreement struct {
	Pos   `json:"-"`
	Alpha string `json:"krippendorff_alpha,omitempty"` // Such as ">= 0.67".
}
