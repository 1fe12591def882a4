package mocks

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// Redacted stands where a secret stood.
const Redacted = "‹redacted›"

// secret reports whether a field of a JSON or form body, or of a query, holds a secret; or, as issued_at does, a time of the wall clock, which
// would make two runs of one recipe differ.
func secret(name string) bool {
	switch strings.ToLower(name) {
	case "access_token", "refresh_token", "id_token", "id_token_hint", "client_assertion", "client_secret", "assertion",
		"subject_token", "actor_token", "logout_token", "asserted_login_identity", "code_verifier", "authorization", "password", "issued_at":
		return true
	}
	return false
}

// Redact copies a body and blacks out secrets: the values of fields such as access_token in JSON and in forms, and anything that looks
// like a JWT, wherever it stands. What is left of a body depends on nothing but the body.
func Redact(body []byte) []byte {
	switch first := bytes.TrimLeft(body, " \t\r\n"); {
	case len(first) > 0 && (first[0] == '{' || first[0] == '['):
		return redactJWT(redactJSON(body))
	case bytes.IndexByte(body, '=') >= 0 && bytes.IndexByte(body, '<') < 0:
		return redactJWT([]byte(redactForm(string(body))))
	}
	return redactJWT(bytes.Clone(body))
}

// redactJSON blacks out the string values of secret fields. It does not parse: a body that is cut short is treated like the whole.
func redactJSON(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		if body[i] != '"' {
			out = append(out, body[i])
			i++
			continue
		}
		end := stringEnd(body, i)
		out = append(out, body[i:end]...)
		name := body[i:end]
		i = end
		colon := skip(body, i)
		if colon >= len(body) || body[colon] != ':' || !secretJSON(name) {
			continue
		}
		value := skip(body, colon+1)
		out = append(out, body[i:value]...)
		i = value
		if value < len(body) && body[value] == '"' {
			out = append(out, `"`+Redacted+`"`...)
			i = stringEnd(body, value)
		}
	}
	return out
}

// secretJSON is secret for a name in JSON quotes, escapes and all.
func secretJSON(quoted []byte) bool {
	if len(quoted) < 2 || quoted[len(quoted)-1] != '"' {
		return false
	}
	if bytes.IndexByte(quoted, '\\') < 0 {
		return secret(string(quoted[1 : len(quoted)-1]))
	}
	var name string
	return json.Unmarshal(quoted, &name) == nil && secret(name)
}

// stringEnd is the offset after the JSON string that begins at i; the end of the body if it does not end.
func stringEnd(body []byte, i int) int {
	for i++; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(body)
}

// skip is the offset of the next byte that is not white space.
func skip(body []byte, i int) int {
	for i < len(body) && (body[i] == ' ' || body[i] == '\t' || body[i] == '\n' || body[i] == '\r') {
		i++
	}
	return i
}

// redactForm blacks out the values of secret fields in a form or a query.
func redactForm(form string) string {
	if form == "" {
		return ""
	}
	fields := strings.Split(form, "&")
	for i, field := range fields {
		name, _, found := strings.Cut(field, "=")
		if plain, err := url.QueryUnescape(strings.TrimSpace(name)); found && (err != nil || secret(plain)) {
			fields[i] = name + "=" + Redacted
		}
	}
	return strings.Join(fields, "&")
}

// redactAuthorization keeps the type of an Authorization header and nothing else.
func redactAuthorization(value string) string {
	if kind, _, two := strings.Cut(strings.TrimSpace(value), " "); two {
		return kind + " " + Redacted
	}
	return Redacted
}

// redactJWT blacks out everything of the form eyJ….….… (RFC 7519: a header that is a JSON object begins so in base64url).
func redactJWT(body []byte) []byte {
	var out []byte
	for from := 0; ; {
		i := bytes.Index(body[from:], []byte("eyJ"))
		if i < 0 {
			if out == nil {
				return body
			}
			return append(out, body[from:]...)
		}
		start := from + i
		end, dots := start, 0
		for end < len(body) && (isBase64URL(body[end]) || body[end] == '.') {
			if body[end] == '.' {
				dots++
			}
			end++
		}
		out = append(out, body[from:start]...)
		if dots >= 2 {
			out = append(out, Redacted...)
		} else {
			out = append(out, body[start:end]...)
		}
		from = end
	}
}

func isBase64URL(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}
