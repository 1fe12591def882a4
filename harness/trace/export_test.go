package trace

// Line is the event as it stands in a file, without the line's end.
func (e *Event) Line() []byte { return e.appendLine(nil, true) }
