package scenarios

import "reflect"

// Reading is a YAML file of another room on its way to becoming a typed value, held to the same strictness as a scenario: what is unknown,
// missing or of the wrong type is reported with its line, its column and the nearest right name.
type Reading struct{ file *file }

// Read reads the text of a file into a pointer to a struct whose json tags are the grammar: a field without omitempty must be written. name
// is only used to speak of the file. Look at Err before the value.
func Read(name string, text []byte, into any) *Reading {
	r := &Reading{readFile(name, text)}
	if r.file.root != nil {
		r.file.decode(r.file.root, reflect.ValueOf(into).Elem(), "")
	}
	return r
}

// Wrong reports what is wrong with the value at a path such as apps[0].key_file, or with what holds it if it is not written.
func (r *Reading) Wrong(path, message string) {
	at, ok := r.file.places[path]
	for whole := path; !ok && whole != ""; {
		whole = parent(whole)
		at, ok = r.file.places[whole]
	}
	r.file.problemAt(at, path, message)
}

// parent is the path of what holds the value at a path.
func parent(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

// Err is a *LoadError with everything that is wrong; nil if nothing is.
func (r *Reading) Err() error { return failed(r.file.problems) }
