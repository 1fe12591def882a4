package product

// observation is what can be said of the journey when it is over.
func (j *journey) observation() Observation {
	p := j.window.page
	if p == nil || j.broken {
		p = &page{}
	}
	at, path := "", ""
	if j.window.at != nil {
		at, path = j.where(j.window.at), j.window.at.Path
	}
	if j.elsewhere != "" {
		at = atElsewhere
	}
	kind := ""
	if at == atProvider {
		if kind, _ = p.kindOf(); kind == pageSignIn {
			kind = "login"
		}
	}
	text := clipped(p.text, mostShown)
	value := map[string]any{
		"status": float64(j.last.status), "at": at, "path": path, "page": kind, "user": nil,
		"title": p.title, "headings": texts(p.headings), "text": text, "alerts": texts(p.alerts),
		"links": j.linksOf(p), "buttons": buttonsOf(p), "nhs_numbers": numbersIn(p.title + "\n" + p.text + "\n" + p.values),
		"hops": list(j.hops), "asked": list(j.asked), "notice": j.notice, "authorize": nil, "returned": nil,
		"cookies": list(j.cookies), "elsewhere": j.elsewhere, "missing": j.missing, "kept": j.wayBack == "keep" && j.window.kept != nil,
	}
	if j.authorize != nil {
		value["authorize"] = j.authorize
	}
	if j.returned != nil {
		value["returned"] = j.returned
		if at == atProduct && j.last.status < 400 && j.returned["code"] == true {
			value["user"] = j.call.SignsInAs
		}
	}
	seen := Observation{Value: value, Outcome: OK, MadeUp: j.luck}
	if j.broken && j.last.outcome != OK {
		seen.Outcome, seen.Message = j.last.outcome, j.last.message
		value["status"] = float64(0)
	}
	return seen
}

// list is a list even where it is empty.
func list(of []any) []any {
	if of == nil {
		return []any{}
	}
	return of
}

// linksOf lists the links of a page: their text, and the path or, of another host, the whole address.
func (j *journey) linksOf(p *page) []any {
	out := []any{}
	for _, l := range p.links {
		to := l.to.Path
		if j.where(l.to) != atProduct {
			to = whereabouts(l.to)
		}
		out = append(out, map[string]any{"text": l.text, "to": to})
	}
	return out
}

func buttonsOf(p *page) []any {
	out := []any{}
	for _, f := range p.forms {
		for _, b := range f.buttons {
			out = append(out, b.text)
		}
	}
	return out
}
