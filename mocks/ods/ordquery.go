package ods

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ordQuery is a search of the ORD interface that has been checked. Empty members ask for nothing.
type ordQuery struct {
	name, postcode             string
	status, class              string
	primary, nonPrimary, roles []string
	relTypes, targets          []string
	targetRoles                []string
	relStatus                  string
	changedSince               Day
	limit, offset              int
}

// readQuery checks the parameters of a search (research identity-demographics-registers §6.1 lists them).
func (d *Directory) readQuery(values url.Values, on Day) (ordQuery, *ordError) {
	q := ordQuery{limit: d.DefaultLimit}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		known, ok := q.take(name, values.Get(name))
		if !known {
			return q, notAcceptable("Unknown parameter '" + name + "'.")
		}
		if ok && name == "LastChangeDate" {
			ok = d.AnyDate || on-q.changedSince <= MostDaysBack
		}
		if !ok {
			return q, notAcceptable("Invalid value for parameter '" + name + "'.")
		}
	}
	return q, nil
}

// take reads one parameter.
func (q *ordQuery) take(name, v string) (known, ok bool) {
	ok = true
	switch name {
	case "Name":
		q.name = strings.ToUpper(v)
	case "PostCode":
		q.postcode = squeeze(v)
	case "Status":
		q.status, ok = ordStatus(v)
	case "OrgRecordClass":
		q.class, ok = v, v == "RC1" || v == "RC2"
	case "PrimaryRoleId":
		q.primary, ok = codes(v, "RO")
	case "NonPrimaryRoleId":
		q.nonPrimary, ok = codes(v, "RO")
	case "Roles":
		q.roles, ok = codes(v, "RO")
	case "RelTypeId":
		q.relTypes, ok = codes(v, "RE")
	case "TargetOrgId":
		q.targets, ok = codes(strings.ToUpper(v), "")
	case "TargetRoleId":
		q.targetRoles, ok = codes(v, "RO")
	case "RelStatus":
		q.relStatus, ok = ordStatus(v)
	case "LastChangeDate":
		q.changedSince, ok = parseDay(v)
		ok = ok && v != ""
	case "Limit":
		q.limit, ok = number(v, 1, MostLimit)
	case "Offset":
		q.offset, ok = number(v, 1, 1<<30) // quirk offset-from-one
	case "_format":
		_, ok = ordFormat(v)
	default:
		return false, false
	}
	return true, ok
}

// ordStatus reads Active or Inactive, whose case does not matter (ods-ord-api-implementation-guide, Parameters).
func ordStatus(v string) (status string, ok bool) {
	for _, status = range []string{"Active", "Inactive"} {
		if strings.EqualFold(v, status) {
			return status, true
		}
	}
	return "", false
}

// codes reads a list with commas, each of which starts with a prefix.
func codes(v, prefix string) ([]string, bool) {
	list := strings.Split(v, ",")
	for _, code := range list {
		if len(code) <= len(prefix) || !strings.HasPrefix(code, prefix) {
			return nil, false
		}
	}
	return list, true
}

// matches reports whether an organisation that the register knows is what a search asks for.
func (q *ordQuery) matches(s scene, o *Organisation) bool {
	switch {
	case !o.Known(s.on),
		q.class != "" && q.class != o.Class,
		q.status != "" && q.status != o.Status(s.on),
		len(q.primary) > 0 && !slices.Contains(q.primary, o.Primary().ID),
		q.postcode != "" && !strings.Contains(squeeze(o.Postcode), q.postcode),
		q.name != "" && !strings.Contains(strings.ToUpper(o.Name), q.name),
		len(q.nonPrimary) > 0 && !q.has(s, o, q.nonPrimary, false),
		len(q.roles) > 0 && !q.has(s, o, q.roles, true),
		q.changedSince != 0 && o.Changed(s.on) < q.changedSince:
		return false
	}
	return !q.relates() || slices.ContainsFunc(o.Rels, func(r Rel) bool { return q.related(s, r) })
}

// has reports whether an organisation holds one of some roles, its primary one counting or not.
func (*ordQuery) has(s scene, o *Organisation, roles []string, primary bool) bool {
	return slices.ContainsFunc(o.Roles, func(r Role) bool {
		return (primary || !r.Primary) && r.Span.Begun(s.on) && slices.Contains(roles, r.ID)
	})
}

// relates reports whether the search asks for relationships; all that it asks must be so of one of them.
func (q *ordQuery) relates() bool {
	return len(q.relTypes)+len(q.targets)+len(q.targetRoles) > 0 || q.relStatus != ""
}

func (q *ordQuery) related(s scene, r Rel) bool {
	if !r.Span.Begun(s.on) || len(q.relTypes) > 0 && !slices.Contains(q.relTypes, r.ID) || len(q.targets) > 0 && !slices.Contains(q.targets, r.Target) {
		return false
	}
	if q.relStatus != "" && q.relStatus != status(r.Span.Holds(s.on)) {
		return false
	}
	if len(q.targetRoles) == 0 {
		return true
	}
	target, ok := s.Find(r.Target, s.on)
	return ok && slices.ContainsFunc(target.Roles, func(role Role) bool { return slices.Contains(q.targetRoles, role.ID) })
}

// ordFormat reads _format or a media type; xml is whether it asks for XML.
func ordFormat(v string) (xml, ok bool) {
	switch strings.ToLower(v) {
	case "json", "application/json", "text/json":
		return false, true
	case "xml", "application/xml", "text/xml":
		return true, true
	}
	return false, false
}

// wantsXML reports whether a request asks for XML: _format comes before Accept, in which the first type that is known counts.
func wantsXML(r *http.Request) bool {
	if xml, ok := ordFormat(r.URL.Query().Get("_format")); ok {
		return xml
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		media, _, _ := strings.Cut(part, ";")
		if xml, ok := ordFormat(strings.TrimSpace(media)); ok {
			return xml
		}
	}
	return false
}

// only is the values of some names.
func only(values url.Values, names ...string) url.Values {
	out := url.Values{}
	for _, name := range names {
		if v, ok := values[name]; ok {
			out[name] = v
		}
	}
	return out
}

// number reads a whole number within bounds.
func number(v string, least, most int) (int, bool) {
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= least && n <= most
}

// squeeze writes a postcode without spaces in capitals.
func squeeze(postcode string) string { return strings.ToUpper(strings.ReplaceAll(postcode, " ", "")) }
