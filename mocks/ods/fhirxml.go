package ods

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// fhirXML writes the JSON of a FHIR resource as FHIR's XML: members become elements in the order that they stand in, primitive values
// attributes, an extension's url an attribute, a div markup (HL7 FHIR R4, xml.html).
func fhirXML(resource []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(resource))
	d.UseNumber()
	tree, err := readTree(d)
	if err != nil {
		return "", fmt.Errorf("read the JSON of a resource: %w", err)
	}
	var p page
	p.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	p.resource(tree)
	return p.String(), nil
}

// member is a name and its value in an object: a text, a list of values, or a list of members.
type member struct {
	name  string
	value any
}

// readTree reads a value and keeps the order of members, which a map would lose.
func readTree(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		var members []member
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := readTree(d)
			if err != nil {
				return nil, err
			}
			members = append(members, member{fmt.Sprint(name), value})
		}
		_, err = d.Token()
		return members, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := readTree(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = d.Token()
		return list, err
	case nil:
		return nil, io.ErrUnexpectedEOF // FHIR has no null
	}
	return fmt.Sprint(token), nil
}

func (p *page) resource(tree any) {
	members, ok := tree.([]member)
	if !ok || len(members) == 0 {
		return
	}
	name := fmt.Sprint(members[0].value) // resourceType comes first in every shape of ours
	p.open(name, "xmlns", "http://hl7.org/fhir")
	p.members(members[1:], "")
	p.shut(name)
}

// members writes the members of an element but for one that has become an attribute.
func (p *page) members(list []member, but string) {
	for _, m := range list {
		if m.name != but {
			p.element(m.name, m.value)
		}
	}
}

func (p *page) element(name string, value any) {
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			p.element(name, one)
		}
	case []member:
		switch name {
		case "extension":
			url := ""
			for _, m := range value {
				if m.name == "url" {
					url = fmt.Sprint(m.value)
				}
			}
			p.open(name, "url", url)
			p.members(value, "url")
		case "resource":
			p.open(name)
			p.resource(value)
		default:
			p.open(name)
			p.members(value, "")
		}
		p.shut(name)
	case string:
		if name == "div" {
			p.WriteString(clean(value))
			return
		}
		p.leaf(name, "value", value)
	}
}
