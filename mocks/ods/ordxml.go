package ods

import (
	"net/http"
	"strconv"
	"strings"
)

// The XML form of the ORD interface. Inside Organisation it is that of the register's bulk file, which public readers of that file show
// (attributes value, root, extension; elements in this order); the elements around it are recalled.

// page is XML in the making.
type page struct{ strings.Builder }

// clean takes out of a text what XML cannot hold: bytes that are no UTF-8, and control characters (XML 1.0 §2.2).
func clean(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff {
			return '\uFFFD'
		}
		return c
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// escape is a text as content or as a value of XML.
func escape(text string) string { return escaper.Replace(clean(text)) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;")

// open writes a start tag; attributes come in pairs, and those with an empty value are left out.
func (p *page) open(name string, attributes ...string) { p.tag(name, ">", attributes) }

// leaf writes an element without content.
func (p *page) leaf(name string, attributes ...string) { p.tag(name, "/>", attributes) }

func (p *page) tag(name, end string, attributes []string) {
	p.WriteString("<" + name)
	for i := 0; i < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			p.WriteString(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
		}
	}
	p.WriteString(end)
}

func (p *page) shut(name string) { p.WriteString("</" + name + ">") }

// text writes an element with text, or nothing for no text.
func (p *page) text(name, content string) {
	if content != "" {
		p.WriteString("<" + name + ">" + escape(content) + "</" + name + ">")
	}
}

// writeXML answers with the XML of a body.
func writeXML(w http.ResponseWriter, code int, body any) {
	var p page
	p.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	switch body := body.(type) {
	case ordEnvelope:
		p.organisation(&body.Organisation)
	case ordList:
		p.open("Organisations")
		for i := range body.Organisations {
			p.summary(&body.Organisations[i])
		}
		p.shut("Organisations")
	case ordLinks:
		p.open("Organisations")
		for _, l := range body.Organisations {
			p.leaf("Organisation", "OrgLink", l.OrgLink)
		}
		p.shut("Organisations")
	case ordConcepts:
		p.open(body.name)
		for _, c := range body.rows {
			p.leaf(body.element, "id", c.ID, "code", c.Code, "displayName", c.Display, "primaryRole", c.Primary)
		}
		p.shut(body.name)
	case ordError:
		p.open("Error")
		p.text("errorCode", strconv.Itoa(body.ErrorCode))
		p.text("errorText", body.ErrorText)
		p.shut("Error")
	}
	answerText(w, "application/xml", code, p.String())
}

func (p *page) summary(o *ordSummary) {
	p.open("Organisation")
	for _, f := range [...][2]string{{"Name", o.Name}, {"OrgId", o.OrgID}, {"Status", o.Status}, {"OrgRecordClass", o.OrgRecordClass},
		{"PostCode", o.PostCode}, {"LastChangeDate", o.LastChangeDate}, {"PrimaryRoleId", o.PrimaryRoleID},
		{"PrimaryRoleDescription", o.PrimaryRoleDescription}, {"OrgLink", o.OrgLink}} {
		p.text(f[0], f[1])
	}
	p.shut("Organisation")
}

func (p *page) organisation(o *ordOrganisation) {
	p.open("Organisation", "orgRecordClass", o.OrgRecordClass)
	p.text("Name", o.Name)
	p.dates(o.Date)
	p.id(o.OrgID)
	p.leaf("Status", "value", o.Status)
	p.leaf("LastChangeDate", "value", o.LastChangeDate)
	p.open("GeoLoc")
	p.open("Location")
	l := &o.GeoLoc.Location
	for _, f := range [...][2]string{{"AddrLn1", l.AddrLn1}, {"AddrLn2", l.AddrLn2}, {"AddrLn3", l.AddrLn3}, {"Town", l.Town},
		{"PostCode", l.PostCode}, {"Country", l.Country}} {
		p.text(f[0], f[1])
	}
	p.shut("Location")
	p.shut("GeoLoc")
	if o.Contacts != nil {
		p.open("Contacts")
		for _, c := range o.Contacts.Contact {
			p.leaf("Contact", "type", c.Type, "value", c.Value)
		}
		p.shut("Contacts")
	}
	p.open("Roles")
	for _, r := range o.Roles.Role {
		primary := ""
		if r.PrimaryRole {
			primary = "true"
		}
		p.open("Role", "id", r.ID, "uniqueRoleId", strconv.Itoa(r.UniqueRoleID), "primaryRole", primary)
		p.dates(r.Date)
		p.leaf("Status", "value", r.Status)
		p.shut("Role")
	}
	p.shut("Roles")
	p.attached(o)
	p.shut("Organisation")
}

func (p *page) attached(o *ordOrganisation) {
	if o.Rels != nil {
		p.open("Rels")
		for _, r := range o.Rels.Rel {
			p.open("Rel", "id", r.ID, "uniqueRelId", strconv.Itoa(r.UniqueRelID))
			p.dates(r.Date)
			p.leaf("Status", "value", r.Status)
			p.target(r.Target)
			p.shut("Rel")
		}
		p.shut("Rels")
	}
	if o.Succs != nil {
		p.open("Succs")
		for _, s := range o.Succs.Succ {
			p.open("Succ", "uniqueSuccId", strconv.Itoa(s.UniqueSuccID))
			p.dates(s.Date)
			p.text("Type", s.Type)
			p.target(s.Target)
			p.shut("Succ")
		}
		p.shut("Succs")
	}
}

func (p *page) dates(list []ordDate) {
	for _, d := range list {
		p.open("Date")
		p.leaf("Type", "value", d.Type)
		p.leaf("Start", "value", d.Start)
		if d.End != "" {
			p.leaf("End", "value", d.End)
		}
		p.shut("Date")
	}
}

func (p *page) id(id ordID) {
	p.leaf("OrgId", "root", id.Root, "assigningAuthorityName", id.Authority, "extension", id.Extension)
}

func (p *page) target(t ordTarget) {
	p.open("Target")
	p.id(t.OrgID)
	p.leaf("PrimaryRoleId", "id", t.PrimaryRoleID.ID, "uniqueRoleId", strconv.Itoa(t.PrimaryRoleID.UniqueRoleID))
	p.shut("Target")
}
