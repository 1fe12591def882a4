package sds

import (
	"strconv"
	"strings"

	"sandpiper/mocks/ods"
)

// system is one accredited system: a product at an organisation.
type system struct {
	*product
	at    *ods.Organisation
	index int // of the product
}

// systems are the accredited systems of an organisation, none if it is closed.
func systems(o *ods.Organisation, on ods.Day) []system {
	if !o.Active(on) {
		return nil
	}
	var out []system
	list := products()
	for i := range list {
		p := &list[i]
		if p.kind == o.Kind.String() && number(o.Code)%p.of == p.at {
			out = append(out, system{p, o, i})
		}
	}
	return out
}

// number is the number in an organisation's code.
func number(code string) int {
	n := 0
	for _, c := range code {
		if c >= '0' && c <= '9' {
			n = n*10 + int(c-'0')
		}
	}
	return n
}

// letter is 1 to 26 for the letter of the kind in a code, 0 for a practice's, which has none.
func letter(code string) int {
	if len(code) > 2 && code[2] >= 'A' && code[2] <= 'Z' {
		return int(code[2]-'A') + 1
	}
	return 0
}

// asid is the system's identifier: 000, and nine digits that tell kind, organisation and product.
func (s system) asid() string {
	return "000" + pad((letter(s.at.Code)*10_000+number(s.at.Code))*100+s.index, 9)
}

// partyKey is the key of the message handler that the system stands behind.
func (s system) partyKey() string {
	return s.at.Code + "-" + pad(800_000+(number(s.at.Code)*17+s.index*1009)%100_000, 6)
}

// fqdn is the message handler's name, under a domain that is never given out.
func (s system) fqdn() string { return strings.ToLower(s.at.Code) + "." + s.name + ".example" }

// cpa is the identifier of the contract by which the handler takes an interaction: ten hexadecimal digits twice, as live ones have.
func (s system) cpa(i interaction) string {
	return strings.ReplaceAll(ods.UUID("cpa", s.at.Code, s.name, i.id), "-", "")[:20]
}

// id is the identifier of a resource, always the same one for the same thing.
func id(words ...string) string { return strings.ToUpper(ods.UUID(words...)) }

func pad(n, width int) string {
	text := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(text))) + text
}
