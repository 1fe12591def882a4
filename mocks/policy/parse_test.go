package policy_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/policy"
)

const good = `policy: small
title: A small policy
roles:
  clinician: [R8000]
rules:
  - id: own
    then: allow
    actor: staff
    role: clinician
    relationship: registered
    kind: record
    act: read
    up-to: ordinary
    why: they care for them
    source: assumed
`

func TestParseSaysWhereAndWhatIsNear(t *testing.T) {
	_, err := policy.Parse("good.yaml", []byte(good))
	require.NoError(t, err)
	for _, row := range []struct{ name, from, to, want string }{
		{"misspelt key", "    actor: staff", "    actr: staff", `p.yaml:8:5: unknown key of a rule "actr"; did you mean "actor"?`},
		{"misspelt word", "actor: staff", "actor: stuff", `p.yaml:8:12: unknown actor "stuff"; did you mean "staff"?`},
		{"far word", "act: read", "act: contemplate", `p.yaml:12:10: unknown act "contemplate"; known are read, write`},
		{"misspelt role", "role: clinician", "role: clinican", `p.yaml:9:11: unknown role "clinican"; did you mean "clinician"?`},
		{"role of citizens", "actor: staff", "actor: [staff, citizen]", `p.yaml:9:11: only staff have roles: a rule with role says actor: staff`},
		{"relationship", "registered", "registered+authr", `p.yaml:10:19: unknown relationship "authr"; did you mean "author"?`},
		{"impossible", "registered", "registered+elsewhere", `p.yaml:10:19: nobody is registered and elsewhere at once`},
		{"missing", "    up-to: ordinary\n", "", `p.yaml:6:5: up-to is missing`},
		{"wrong end", "up-to: ordinary", "from: ordinary", `p.yaml:13:11: a rule that says then: allow has up-to and not from`},
		{"glass", "act: read", "act: read\n    break-glass: lifts", `p.yaml:13:18: unknown break-glass "lifts"; known are needed`},
		{"redacted entry", "then: allow", "then: redact", `p.yaml:11:11: only demographics can be redacted: an entry of a record is shown or it is not`},
		{"job role", "[R8000]", "[R80]", `p.yaml:4:15: "R80" is no job role: R and four digits, such as R8000`},
		{"twice", "    why:", "    act: read\n    why:", `p.yaml:14:5: act is there twice`},
		{"word twice", "act: read", "act: [read, read]", `p.yaml:12:17: "read" is there twice`},
		{"reserved", "id: own", "id: no-rule", `p.yaml:6:5: the id "no-rule" is the name of a rule that every policy has`},
		{"alias", "why: they care for them", "why: &x they care for them", `p.yaml:14:10: words should stand here; found an anchor, which a policy file does not have`},
		{"not a list", "rules:\n", "rules: none\nmore:\n", `p.yaml:5:8: rules is a list of rules, and not empty; found "none"`},
		{"no yaml", "policy: small", "policy: [small", "p.yaml:"},
		{"second document", "rules:", "---\nrules:", `a second document`},
		{"wordless", "why: they care for them", "why:", `p.yaml:14:9: words should stand here; found nothing`},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := strings.Replace(good, row.from, row.to, 1)
			require.NotEqual(t, good, text)
			_, err := policy.Parse("p.yaml", []byte(text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.want)
			var mistakes *policy.Mistakes
			require.True(t, errors.As(err, &mistakes))
		})
	}
	_, err = policy.Parse("p.yaml", nil)
	assert.EqualError(t, err, "p.yaml:1:1: the file is empty")
	_, err = policy.Parse("p.yaml", []byte(strings.Repeat("#", 300<<10)))
	assert.ErrorContains(t, err, "longer than")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	text, err := os.ReadFile("data/default.yaml")
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := policy.Parse("f.yaml", text)
		if err != nil {
			var mistakes *policy.Mistakes
			require.True(t, errors.As(err, &mistakes))
			for _, one := range mistakes.List {
				require.Positive(t, one.Line)
				require.Positive(t, one.Column)
			}
			return
		}
		// Whatever was read, nothing is opened to somebody of whom nothing is known.
		d := p.Decide(policy.Request{})
		require.Equal(t, policy.Deny, d.Outcome)
		for i := range p.Rules {
			require.NotEmpty(t, p.Rules[i].Sentence())
		}
	})
}
