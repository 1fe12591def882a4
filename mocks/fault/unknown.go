package fault

import (
	"fmt"
	"strings"

	"sandpiper/synthetic/near"
)

// unknown words an error about a name that does not exist, with the nearest that does.
func unknown(what, found string, known []string) error {
	return fmt.Errorf("unknown %s %q: did you mean %q? there are %s", what, clip(found), near.Closest(found, known), list(known))
}

// list joins names for an error message.
func list(names []string) string { return strings.Join(names, ", ") }

// clip shortens what an error quotes.
func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "…"
	}
	return s
}
