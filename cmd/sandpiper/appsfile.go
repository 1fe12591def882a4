package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sandpiper/mocks"
	"sandpiper/mocks/dos"
	"sandpiper/mocks/front"
	"sandpiper/mocks/pds"
	"sandpiper/mocks/records"
	"sandpiper/scenarios"
)

// usualScopes are what an application may do that asks for nothing else: all that a token of its own can open here.
func usualScopes() []string {
	return []string{pds.AppScope, records.DefaultScope, records.SMARTScope, dos.AppScope}
}

// userScopes are what an application may do for people who have signed in: citizens who have proven who they are (P9), and staff.
func userScopes() []string {
	return []string{
		"urn:nhsd:apim:user-nhs-login:P9:personal-demographics-service", records.CitizenScope,
		"urn:nhsd:apim:user-nhs-cis2:aal3:personal-demographics-service", "urn:nhsd:apim:user-nhs-cis2:aal2:personal-demographics-service", records.WorkerScope,
	}
}

// offers are what the form for people lets an application do.
func offers() []front.Offer {
	all := userScopes()
	return []front.Offer{
		{Words: "Read people, records and directories by itself", Hint: "application-restricted", Scopes: usualScopes(), Usual: true},
		{Words: "Act for citizens who sign in at NHS login", Hint: "proven to P9", Scopes: all[:2], Usual: true},
		{Words: "Act for health workers who sign in at CIS2", Hint: "AAL2 and AAL3", Scopes: all[2:], Usual: true},
	}
}

// appsFile is a file of --apps.
type appsFile struct {
	Apps []front.Registration `json:"apps"`
}

// loadApps reads the applications that a file registers. Files that it names lie beside it. Some may say that they meet the oddities of the official
// sandboxes, if there are any to meet.
func loadApps(path string, sandbox bool) ([]mocks.App, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	apps, err := readApps(path, text, sandbox, func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, reason(err)
		}
		return text, nil
	})
	if err != nil {
		return nil, &exitError{code: exitUsage, err: err}
	}
	return apps, nil
}

// readApps reads the text of a file of --apps; beside gets the files that it names. It fails with what is wrong in the file, place by place.
func readApps(path string, text []byte, sandbox bool, beside func(name string) ([]byte, error)) ([]mocks.App, error) {
	var in appsFile
	reading := scenarios.Read(path, text, &in)
	if err := reading.Err(); err != nil {
		return nil, err
	}
	var out []mocks.App
	first := map[string]int{}
	for i := range in.Apps {
		r := &in.Apps[i]
		if len(r.Scopes) == 0 {
			r.Scopes = usualScopes()
		}
		app, err := r.App(beside)
		if wrong, ok := errors.AsType[*front.Slip](err); ok {
			reading.Wrong(fmt.Sprintf("apps[%d].%s", i, wrong.Field), wrong.Error())
		}
		n, taken := first[app.ID]
		switch {
		case app.Sandbox && !sandbox:
			reading.Wrong(fmt.Sprintf("apps[%d].sandbox", i), "sandbox: there is none to meet: start serve with --compat")
		case taken && app.ID != "":
			reading.Wrong(fmt.Sprintf("apps[%d].id", i), fmt.Sprintf("id: %q is taken by the %s app of this file", app.ID, ordinal(n+1)))
		case !taken:
			first[app.ID] = i
		}
		out = append(out, app)
	}
	return out, reading.Err()
}

// ordinal is "1st", "2nd", "3rd", "4th" …
func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}
