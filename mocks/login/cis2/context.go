package cis2

import (
	"slices"
	"strings"
)

// contextClass is one value of acr_values: which assurance levels of an authenticator satisfy it, and how the user then signs in.
type contextClass struct {
	name  string
	least int      // lowest level that satisfies it
	amr   []string // authenticators that satisfy it, the one that is taken first; nil: any
}

// contexts are the values seen in use (research §4.2); which amr belongs to which is recalled for all but N3_SMARTCARD and pwd.
var contexts = []contextClass{
	{"AAL3_ANY", 3, nil}, {"AAL2_OR_AAL3_ANY", 2, nil}, {"AAL2_ANY", 2, nil}, {"AAL1_USERPASS", 1, nil},
	{"AAL3_IOS", 3, []string{"IOS"}}, {"AAL3_FIDO2", 3, []string{"FIDO2"}}, {"AAL3_N3_SMARTCARD", 3, []string{"N3_SMARTCARD"}},
	{"AAL3_CIS2_SMARTCARD", 3, []string{"CIS2_SMARTCARD"}}, {"AAL3_SMARTCARD", 3, []string{"N3_SMARTCARD", "CIS2_SMARTCARD"}},
	{"AAL2_TOTP", 2, []string{"TOTP"}}, {"AAL2_NHSMAIL", 2, []string{"NHSMAIL"}},
}

func contextNames() []string {
	out := make([]string, len(contexts))
	for i, c := range contexts {
		out[i] = c.name
	}
	return out
}

// wanted reads acr_values: the first that is known counts, and AAL3_ANY when none is there. ok is false when none of those there is known.
func wanted(values string) (c contextClass, ok bool) {
	if strings.TrimSpace(values) == "" {
		return contexts[0], true
	}
	for value := range strings.FieldsSeq(values) {
		if i := slices.IndexFunc(contexts, func(c contextClass) bool { return c.name == value }); i >= 0 {
			return contexts[i], true
		}
	}
	return contextClass{}, false
}

// satisfied reports whether a session does: by its level, and by the authenticator where one is named.
func (c contextClass) satisfied(held *session) bool {
	return held.level >= c.least && (c.amr == nil || slices.ContainsFunc(held.amr, func(used string) bool { return slices.Contains(c.amr, used) }))
}

// methods is amr for a level that somebody signs in at.
func (c contextClass) methods(level int) []string {
	if c.amr != nil {
		return c.amr[:1]
	}
	return [][]string{{"pwd"}, {"TOTP"}, {"N3_SMARTCARD"}}[level-1]
}
