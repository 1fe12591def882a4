package launch

import (
	"fmt"
	"strings"
)

// Settings are those by which a launcher tells a product about its surroundings, by the names of environment variables.
type Settings struct {
	Words map[string]*string      // what is taken as it stands
	Bug   func(name string) error // switches a seeded mistake on
	Key   *[]byte                 // the bytes of the file that SANDPIPER_CLIENT_KEY_FILE names
}

// Read fills the settings from what lookup knows; what it does not know, or knows to be empty, stays as it is. An error names the variable.
func (s Settings) Read(lookup func(string) (string, bool), read func(string) ([]byte, error)) error {
	get := func(name string) string {
		v, _ := lookup(name)
		return v
	}
	for name, into := range s.Words {
		if v := get(name); v != "" {
			*into = v
		}
	}
	if v := get("SANDPIPER_BUG"); v != "" {
		if err := s.Bug(v); err != nil {
			return fmt.Errorf("SANDPIPER_BUG: %w", err)
		}
	}
	if file := get("SANDPIPER_CLIENT_KEY_FILE"); file != "" {
		key, err := read(file)
		if err != nil {
			return fmt.Errorf("SANDPIPER_CLIENT_KEY_FILE: %w", err)
		}
		*s.Key = key
	}
	return nil
}

// Bug finds a seeded mistake by name. The empty name is the honest product; an unknown one is an error that lists the rest.
func Bug[B ~string](name string, known []B) (B, error) {
	if name == "" {
		return "", nil
	}
	var names []string
	for _, b := range known {
		if string(b) == name {
			return b, nil
		}
		names = append(names, string(b))
	}
	return "", fmt.Errorf("no seeded bug is called %q; there are %s", name, strings.Join(names, ", "))
}
