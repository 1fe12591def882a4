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

// products are the lines by which a holding has what is registered with an estate now: an application that is new, or new again, or has other keys
// or scopes, and one that is gone. Those that the estate began with date from the register's first day. What cannot stand in a register, such as the
// code of an organisation with a space in it, is left out.
func products(e *mocks.Estate, h *holding, opened, now time.Time) []line {
	var out []line
	held := make(map[string]Record) // by the application's id
	taken := make(map[string]bool)
	for r := range h.Records(0) {
		taken[r.Entry.Key] = true
		if id := r.Item.Get("application").One; id != "" {
			held[id] = r
		}
	}
	there := make(map[string]bool)
	enter := func(app *mocks.App, at time.Time) {
		there[app.ID] = true
		was, known := held[app.ID]
		key := was.Entry.Key
		if !known {
			key = productKey(app.ID)
			for n := 2; taken[key]; n++ {
				key = productKey(app.ID) + "-" + strconv.Itoa(n)
			}
			taken[key] = true
		}
		item := product(&h.definition, key, app)
		if !known || was.Item.Hash() != item.Hash() {
			out = append(out, line{at, key, item})
		}
	}
	for i := range e.Apps {
		if app, ok := e.App(e.Apps[i].ID); ok && !there[app.ID] {
			at := now
			if h.Size() == 0 {
				at = opened
			}
			enter(app, at)
		}
	}
	for _, app := range e.Enrolled() {
		if !there[app.ID] {
			enter(app, now)
		}
	}
	for r := range h.Records(0) {
		id := r.Item.Get("application").One
		if id == "" || there[id] || r.Item.Get("end-date").One != "" {
			continue // entered by hand, or there, or known to be gone
		}
		gone := append(slices.Clone(r.Item), Text("end-date", now.UTC().Format(time.DateOnly)))
		out = append(out, line{now, r.Entry.Key, must(gone...)})
	}
	return out
}

// product is what the register says of an application.
func product(d *Definition, key string, app *mocks.App) Item {
	pairs := []Pair{
		Text(d.ID, key), Text("application", app.ID), Text("name", app.Name), Text("organisation", link("organisation", app.ODS)),
		Set("scopes", app.Scopes...), Set("key-thumbprints", thumbprints(app)...),
	}
	return must(slices.DeleteFunc(pairs, func(p Pair) bool {
		field, ok := d.Field(p.Name)
		return !ok || slices.ContainsFunc(p.values(), func(s string) bool { return !Conforms(field.Datatype, s) })
	})...)
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
