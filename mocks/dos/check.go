package dos

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// issue is one thing that is wrong with a request.
type issue struct {
	Severity    string   `json:"severity"`
	Code        string   `json:"code"`
	Details     *concept `json:"details,omitempty"`
	Diagnostics string   `json:"diagnostics"`
}

const ukCodes = "https://fhir.hl7.org.uk/CodeSystem/UKCore-SpineErrorOrWarningCode"

// The two codings of a refused request, of headers and of parameters (dos-search.yaml, components/examples).
func badHeader(code, text string) issue {
	return issue{"error", code, &concept{[]coding{{ukCodes, "1.0.0", "REC_BAD_REQUEST", "400: The Receiver was unable to process the request."}}}, text}
}

func badSearch(code, text string) issue {
	return issue{"error", code, &concept{[]coding{{ukCodes, "1.0.0", "INVALID_SEARCH_DATA", "Invalid search data"}}}, text}
}

var (
	codeForm = regexp.MustCompile(`^[A-Za-z0-9]{5,12}$`)
	uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
)

// allowed is the headers that the service takes (its public source, organization_headers.py), with those that never get past the gateway.
var allowed = []string{
	"accept", "accept-encoding", "accept-language", "application-id", "application-name", "authorization", "content-type", "end-user-role", "host",
	"nhsd-correlation-id", "nhsd-request-id", "request-start-time", "user-agent", "version", "x-amzn-trace-id", "x-correlation-id", "x-forwarded-for",
	"x-forwarded-port", "x-forwarded-proto", "x-request-id",
	"connection", "content-length", "keep-alive", "te", "transfer-encoding", "upgrade",
}

// checkHeaders says what is wrong with a request's headers: what is missing, then what is wrong, then what ought not to be there.
func checkHeaders(h http.Header, versioned, strict bool) []issue {
	var absent []string
	var out []issue
	version, sent := h.Get("Version"), len(h.Values("Version")) > 0
	if versioned && !sent {
		absent = append(absent, "'version'")
	}
	id := h.Get("X-Request-Id")
	if len(h.Values("X-Request-Id")) == 0 {
		absent = append(absent, "'x-request-id'")
	}
	if len(absent) > 0 {
		out = append(out, badHeader("required", "Missing required header(s): "+strings.Join(absent, ", ")))
	}
	if versioned && sent && strings.TrimSpace(version) != "1" {
		out = append(out, badHeader("value", "Invalid version found in supplied headers: version must be '1'"))
	}
	if len(h.Values("X-Request-Id")) > 0 && !uuidForm.MatchString(id) {
		out = append(out, badHeader("value", "Invalid request-id value found in supplied headers: X-Request-ID must be set and be a UUID v4"))
	}
	var more []string
	for name := range h {
		if name = strings.ToLower(name); strict && !slices.Contains(allowed, name) {
			more = append(more, name)
		}
	}
	if len(more) > 0 {
		slices.Sort(more)
		out = append(out, badHeader("value", "Unexpected header(s): "+strings.Join(more, ", ")+"."))
	}
	return out
}

// checkQuery says what is wrong with the parameters of a search: identifier is the name of the one that holds the code, revinclude whether the
// other is wanted.
func checkQuery(values map[string][]string, identifier string, revinclude bool) (code string, wrong []issue) {
	wanted := []string{identifier}
	if revinclude {
		wanted = append(wanted, "_revinclude")
	}
	var absent []string
	for _, name := range wanted {
		if len(values[name]) == 0 {
			absent = append(absent, "'"+name+"'")
		}
	}
	if len(absent) > 0 {
		wrong = append(wrong, badSearch("required", "Missing required query parameter(s): "+strings.Join(absent, ", ")))
	}
	if sent := values[identifier]; len(sent) > 0 {
		system, value, bar := strings.Cut(sent[len(sent)-1], "|")
		if !bar {
			system = ""
		}
		code = strings.ToUpper(value)
		switch {
		case system != odsSystem:
			wrong = append(wrong, badSearch("code-invalid", "Invalid identifier system '"+system+"' - expected '"+odsSystem+"'"))
		case !codeForm.MatchString(code):
			wrong = append(wrong, badSearch("value", "Invalid identifier value: ODS code '"+code+"' must follow format "+codeForm.String()))
		}
	}
	if sent := values["_revinclude"]; revinclude && len(sent) > 0 && sent[len(sent)-1] != "Endpoint:organization" {
		wrong = append(wrong, badSearch("value",
			"The request is missing the '_revinclude=Endpoint:organization' parameter, which is required to include linked Endpoint resources."))
	}
	var more, names []string
	for name := range values {
		if !slices.Contains(wanted, name) {
			more = append(more, name)
		}
	}
	if len(more) > 0 {
		slices.Sort(more)
		for _, name := range wanted {
			names = append(names, "'"+name+"'")
		}
		wrong = append(wrong, badSearch("value", "Unexpected query parameter(s): "+strings.Join(more, ", ")+". Only "+strings.Join(names, " and ")+" are allowed."))
	}
	return code, wrong
}
