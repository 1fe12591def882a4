package servicesearch

import (
	"fmt"
	"strconv"
	"strings"
)

// kind is what a token of an expression is.
type kind uint8

const (
	tokenEnd    kind = iota
	tokenName        // a field, an operator in words, a function
	tokenText        // 'it''s'
	tokenNumber      // -1.5
	tokenPoint       // geography'POINT(1 52)'
	tokenSign        // ( ) / : ,
)

// token is a piece of an expression.
type token struct {
	kind   kind
	text   string
	number float64
	point  place
	at     int // offset in the expression
}

// mostExpression and mostTokens bound what one expression may cost; the first is the limit of the search engine behind the service.
const (
	mostExpression = 16 << 10
	mostTokens     = 2048
)

// lex cuts an OData expression into tokens, the last of which is tokenEnd.
func lex(s string) ([]token, error) {
	if len(s) > mostExpression {
		return nil, fmt.Errorf("the expression is longer than %d bytes", mostExpression)
	}
	var out []token
	for i := 0; ; {
		for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
			i++
		}
		if i == len(s) {
			return append(out, token{kind: tokenEnd, at: i}), nil
		}
		if len(out) >= mostTokens {
			return nil, fmt.Errorf("the expression has more than %d parts", mostTokens)
		}
		t, next, err := lexOne(s, i)
		if err != nil {
			return nil, err
		}
		out, i = append(out, t), next
	}
}

// lexOne reads the token at an offset and gives where the next may begin.
func lexOne(s string, i int) (token, int, error) {
	c := s[i]
	switch {
	case strings.IndexByte("()/:,", c) >= 0:
		return token{kind: tokenSign, text: string(c), at: i}, i + 1, nil
	case c == '\'':
		text, next, err := quoted(s, i)
		return token{kind: tokenText, text: text, at: i}, next, err
	case c == '-' || c >= '0' && c <= '9':
		end := i + 1
		for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.' || s[end] == 'e' || s[end] == 'E' || s[end] == '-') {
			end++
		}
		n, err := strconv.ParseFloat(s[i:end], 64)
		if err != nil {
			return token{}, 0, fmt.Errorf("no number at position %d: %q", i, s[i:end])
		}
		return token{kind: tokenNumber, number: n, at: i}, end, nil
	case name(c):
		end := i + 1
		for end < len(s) && (name(s[end]) || s[end] >= '0' && s[end] <= '9' || s[end] == '.') {
			end++
		}
		if s[i:end] == "geography" && end < len(s) && s[end] == '\'' {
			text, next, err := quoted(s, end)
			if err != nil {
				return token{}, 0, err
			}
			p, err := readPoint(text)
			return token{kind: tokenPoint, point: p, at: i}, next, err
		}
		return token{kind: tokenName, text: s[i:end], at: i}, end, nil
	}
	return token{}, 0, fmt.Errorf("syntax error: character '%s' is not valid at position %d", string(rune(c)), i)
}

func name(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c == '@'
}

// quoted reads a text in quotation marks, in which two stand for one.
func quoted(s string, i int) (text string, next int, err error) {
	var b strings.Builder
	for k := i + 1; k < len(s); k++ {
		if s[k] != '\'' {
			b.WriteByte(s[k])
			continue
		}
		if k+1 < len(s) && s[k+1] == '\'' {
			b.WriteByte('\'')
			k++
			continue
		}
		return b.String(), k + 1, nil
	}
	return "", 0, fmt.Errorf("there is an unterminated string literal at position %d", i)
}

// readPoint reads POINT(longitude latitude).
func readPoint(text string) (place, error) {
	inner, ok := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(text)), "POINT")
	inner = strings.TrimSpace(inner)
	if !ok || len(inner) < 2 || inner[0] != '(' || inner[len(inner)-1] != ')' {
		return place{}, fmt.Errorf("no point: %q, want POINT(longitude latitude)", text)
	}
	parts := strings.Fields(inner[1 : len(inner)-1])
	if len(parts) != 2 {
		return place{}, fmt.Errorf("no point: %q, want POINT(longitude latitude)", text)
	}
	longitude, wrong := strconv.ParseFloat(parts[0], 64)
	latitude, err := strconv.ParseFloat(parts[1], 64)
	if wrong != nil || err != nil || !(longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90) {
		return place{}, fmt.Errorf("no point: %q, want a longitude of -180 to 180 and a latitude of -90 to 90", text)
	}
	return place{longitude, latitude}, nil
}
