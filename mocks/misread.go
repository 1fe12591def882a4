package mocks

import (
	"encoding/json"
	"errors"
	"fmt"

	keys "github.com/go-jose/go-jose/v4/json"
)

// Misread words what is wrong with a JSON text without Go's names for its types, which are no business of whoever sent it (CWE-209). Errors of other kinds, and
// none, it gives back.
func Misread(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("at byte %d a JSON %s stands where something else belongs", wrong.Offset, wrong.Value)
	}
	if wrong, ok := errors.AsType[*keys.UnmarshalTypeError](err); ok { // go-jose reads keys by a copy of encoding/json, and counts from where a key begins
		return fmt.Errorf("at byte %d of a key a JSON %s stands where something else belongs", wrong.Offset, wrong.Value)
	}
	return err
}
