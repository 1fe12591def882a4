package registers

import (
	"crypto"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandpiper/mocks"
)

// products enters the applications of an estate in the order in which they were registered. What cannot stand in a register, such as the
// code of an organisation with a space in it, is left out.
func products(e *mocks.Estate, d Definition, opened time.Time) *Snapshot {
	var out []line
	taken := make(map[string]bool)
	for i := range e.Apps {
		app := &e.Apps[i]
		key := productKey(app.ID)
		for n := 2; taken[key]; n++ {
			key = productKey(app.ID) + "-" + strconv.Itoa(n)
		}
		taken[key] = true
		pairs := []Pair{
			Text(d.ID, key), Text("name", app.Name), Text("organisation", link("organisation", app.ODS)),
			Set("scopes", app.Scopes...), Set("key-thumbprints", thumbprints(app)...),
		}
		pairs = slices.DeleteFunc(pairs, func(p Pair) bool {
			field, ok := d.Field(p.Name)
			return !ok || slices.ContainsFunc(p.values(), func(s string) bool { return !Conforms(field.Datatype, s) })
		})
		out = append(out, line{opened, key, must(pairs...)})
	}
	return begin(d, opened, out)
}

// productKey makes a key of an application's id: what a key may not hold becomes a hyphen, and hyphens do not stand together or at an end.
func productKey(id string) string {
	parts := strings.FieldsFunc(id, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	})
	key := strings.Join(parts, "-")
	if isKey(id) && !strings.Contains(id, "/") {
		key = id
	}
	if key == "" {
		key = "product"
	}
	return strings.TrimRight(key[:min(len(key), mostKey-8)], "-_.")
}

// thumbprints names the keys of an application by what they are (RFC 7638); a key that has no thumbprint is left out.
func thumbprints(app *mocks.App) []string {
	out := []string{}
	for _, key := range app.Keys.Keys {
		if raw, err := key.Thumbprint(crypto.SHA256); err == nil {
			out = append(out, base64.RawURLEncoding.EncodeToString(raw))
		}
	}
	return out
}

// joined writes the lines of an address in one.
func joined(lines []string) string { return strings.Join(lines, ", ") }
