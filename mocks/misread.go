package mocks

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Misread words what is wrong with a JSON text without Go's names for its types, which are no business of whoever sent it (CWE-209). Errors of other kinds, and
// none, it gives back.
func Misread(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("at byte %d a JSON %s stands where something else belongs", wrong.Offset, wrong.Value)
	}
	return err
}
