package expr

// Scope says what one expression may speak of.
type Scope struct {
	Names []string            // that it may use
	Later []string            // that come later in the story: known only to say so
	Spoil []string            // declared things whose names are no names in an expression, such as other-routes
	Keys  map[string][]string // names whose keys are all known, such as the columns of row
	Words map[string][]string // functions whose text argument comes from a known list, such as fired and breaches
}

// Issue is something wrong with an expression.
type Issue struct {
	Offset  int    // in characters of the source
	Message string // what is wrong
	Found   string // the word that is wrong, if it is one word
	Nearest string // the right word that is nearest
}

// Error is the message, with the nearest right word.
func (i Issue) Error() string {
	if i.Nearest == "" {
		return i.Message
	}
	return i.Message + "; did you mean \"" + i.Nearest + "\"?"
}
