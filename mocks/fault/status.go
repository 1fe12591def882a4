package fault

import (
	"net/http"
	"strconv"
)

// Form is how a failing platform words its body.
type Form string

// The forms that clients meet. The summary care record specification says that a 503 "may be" JSON or an HTML page, and e-RS users
// report plain-text 500s (research: records-messaging.md §2.1).
const (
	Own  Form = ""     // the service's own JSON
	HTML Form = "html" // a page from the gateway or load balancer
	Text Form = "text" // a line of plain text
)

// Status answers with a failure in place of the service.
type Status struct {
	Code int // 408, 500 or 503
	Form Form
}

// Kind is "http-503", "http-503-html" and so on.
func (e Status) Kind() string {
	k := "http-" + strconv.Itoa(e.Code)
	if e.Form != Own {
		k += "-" + string(e.Form)
	}
	return k
}

// String is the kind: the effect has no arguments.
func (e Status) String() string { return e.Kind() }

// Strike answers; the service never sees the call.
func (e Status) Strike(s Stage) (done, fired bool) {
	if e.Form == Own {
		s.Refuse(map[int]Refusal{408: TimedOut, 500: Failed, 503: Unavailable}[e.Code])
		return true, true
	}
	title := strconv.Itoa(e.Code) + " " + reason(e.Code)
	body, mediaType := title+"\n", "text/plain; charset=utf-8"
	if e.Form == HTML {
		mediaType = "text/html"
		body = "<html>\n<head><title>" + title + "</title></head>\n<body>\n<h1>" + title + "</h1>\n</body>\n</html>\n"
	}
	h := s.Writer.Header()
	h.Set("Content-Type", mediaType)
	if e.Code == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	s.Writer.WriteHeader(e.Code)
	_, _ = s.Writer.Write([]byte(body)) // a caller who has gone is no failure of the fault
	return true, true
}

// reason is the status in words; a load balancer's 503 says that it is temporary.
func reason(code int) string {
	if code == http.StatusServiceUnavailable {
		return "Service Temporarily Unavailable"
	}
	return http.StatusText(code)
}
