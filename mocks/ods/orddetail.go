package ods

import "strings"

const odsRoot = "2.16.840.1.113883.2.1.3.2.4.18.48"

func (s scene) link(o *Organisation) string { return s.call.URL(ordPath + "/" + o.Code) }

// summary is an organisation as a search shows it.
func (s scene) summary(o *Organisation) ordSummary {
	role := o.Primary().ID
	return ordSummary{
		Name: strings.ToUpper(o.Name), OrgID: o.Code, Status: o.Status(s.on), OrgRecordClass: o.Class, PostCode: o.Postcode,
		LastChangeDate: o.Changed(s.on).String(), PrimaryRoleID: role, PrimaryRoleDescription: load().roleOf[role].Display,
		OrgLink: s.link(o),
	}
}

// detail is an organisation as a read shows it.
func (s scene) detail(o *Organisation) ordEnvelope {
	out := ordOrganisation{
		Name:           strings.ToUpper(o.Name),
		Date:           dates(o.Open, s.on),
		OrgID:          ordID{odsRoot, "HSCIC", o.Code},
		Status:         o.Status(s.on),
		LastChangeDate: o.Changed(s.on).String(),
		OrgRecordClass: o.Class,
		GeoLoc:         ordGeo{ordLocation{Town: strings.ToUpper(o.Town), PostCode: o.Postcode, Country: "ENGLAND"}},
	}
	location := &out.GeoLoc.Location
	for i, into := range []*string{&location.AddrLn1, &location.AddrLn2, &location.AddrLn3} {
		if i < len(o.Lines) {
			*into = strings.ToUpper(o.Lines[i])
		}
	}
	var contacts []ordContact
	if o.Phone != "" {
		contacts = append(contacts, ordContact{"tel", o.Phone})
	}
	if o.Web != "" {
		contacts = append(contacts, ordContact{"http", strings.ToUpper(o.Web)})
	}
	if contacts != nil {
		out.Contacts = &ordContacts{contacts}
	}
	for _, r := range o.Roles {
		if r.Span.Begun(s.on) {
			out.Roles.Role = append(out.Roles.Role, ordRole{r.ID, r.Unique, r.Primary, dates(r.Span, s.on), status(r.Span.Holds(s.on))})
		}
	}
	s.attach(o, &out)
	return ordEnvelope{out}
}

// attach adds the relationships and mergers, with nothing where there are none.
func (s scene) attach(o *Organisation, out *ordOrganisation) {
	var rels []ordRel
	for _, r := range o.Rels {
		if r.Span.Begun(s.on) {
			rels = append(rels, ordRel{dates(r.Span, s.on), status(r.Span.Holds(s.on)), s.target(r.Target), r.ID, r.Unique})
		}
	}
	if rels != nil {
		out.Rels = &ordRels{rels}
	}
	var succs []ordSucc
	for _, x := range o.Succs {
		if x.On <= s.on {
			succs = append(succs, ordSucc{x.Unique, []ordDate{{Type: "Legal", Start: x.On.String()}}, x.Type, s.target(x.Target)})
		}
	}
	if succs != nil {
		out.Succs = &ordSuccs{succs}
	}
}

func (s scene) target(code string) ordTarget {
	role := s.byCode[code].Primary()
	return ordTarget{ordID{odsRoot, "HSCIC", code}, ordPrimary{role.ID, role.Unique}}
}

func dates(span Span, on Day) []ordDate {
	start, end := span.From.String(), span.end(on)
	return []ordDate{{"Operational", start, end}, {"Legal", start, end}}
}
