package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sandpiper/mocks/policy"
)

func newPolicy(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Who may see what of whom: read the rules, ask them, write your own",
		Long: `Every service that holds people's data asks one policy: a file of rules about roles, relationships, purposes, consent, sensitivity
and breaking the glass. 'sandpiper serve' has one of its own; --policy FILE puts yours in its place.

  policy show      prints the file that serve uses, to start from
  policy explain   tells a policy in plain English
  policy lint      finds mistakes, with line, column and the nearest right word
  policy ask       asks one question: the decision, the rule, and what would have to be otherwise

What no rule opens is closed, and a rule that denies wins. A policy's file:

  policy: my-policy                 # its name
  title: Who may see what at my trust
  roles:
    clinician: [R8000, R8001]       # names of one's own for job role codes
  rules:
    - id: own-practice              # named by every decision
      then: allow                   # or redact (whereabouts left out; only of demographics), or deny
      actor: staff                  # app, citizen, staff; one or a list, as in all that follow
      role: clinician               # of staff
      relationship: [registered, legitimate+author]   # one of them; + where both must hold
      purpose: direct-care          # administration, own-use, unattended, research
      kind: [demographics, record]  # record is every drawer: problems, allergies, medicines, results, contacts, immunisations,
                                    # procedures, documents, referrals, appointments, reports
      act: [read, write]
      up-to: restricted             # ordinary, restricted, third-party or confidential at most; of deny it is from: at least so
      consent: [unstated, given]    # or refused
      break-glass: needed           # what opens needs a reason; of deny it is lifts: the reason lifts it
      why: the practice cares for them
      source: Caldicott principles

A rule that opens has actor, kind, act and up-to; every rule has id, then, why and source. What is left out holds for all.
A call behind which no user stands is decided for the app by itself. With a user's call the headers Sandpiper-Purpose and
Sandpiper-Break-Glass may be sent.

` + exitHelp,
		Example: `  sandpiper policy show > policy.yaml
  sandpiper policy lint policy.yaml
  sandpiper serve --policy policy.yaml`,
		GroupID: "play",
	}
	asGroup(cmd)
	cmd.AddCommand(newPolicyShow(a), newPolicyExplain(a), newPolicyLint(a), newPolicyAsk(a))
	return cmd
}

func newPolicyShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "Print the policy file that serve uses, to start your own from",
		Long:    "Prints the policy of the rehearsal NHS as the YAML file that it is. Each rule says why it is there, and from where.\n\n" + exitHelp,
		Example: "  sandpiper policy show > policy.yaml",
		Args:    usageArgs(nil),
		RunE: func(*cobra.Command, []string) error {
			_, err := a.Stdout.Write(policy.DefaultText())
			return err
		},
	}
}

func newPolicyExplain(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [FILE]",
		Short: "Tell a policy in plain English",
		Long: `Prints each rule of a policy as a sentence, with its reason and its source: what an information governance lead reads. Without a
file, the policy that serve uses.

` + exitHelp,
		Example: "  sandpiper policy explain\n  sandpiper policy explain policy.yaml | less",
		Args:    usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := loadPolicy(strings.Join(args, ""))
			if err != nil {
				return err
			}
			return p.Explain(a.Stdout)
		},
	}
}

func newPolicyLint(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE",
		Short: "Find mistakes in a policy file",
		Long: `Reads a policy file as serve would. Each mistake has its line, its column and the nearest right word. A rule that opens must say
for whom, what and how far, so that nothing is opened by leaving a line out.

Rules that never decide are found too: those before which others decide whatever is asked, as problems; and those for which no
service of this rehearsal asks, as notes. Both are proven by a search through the requests that there can be, and what the search
had to give up on is said. Not looked at: whether each word of a rule that decides is needed, and whether a rule that denies
closes anything that would be open.

` + exitHelp,
		Example: "  sandpiper policy lint policy.yaml",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := loadPolicy(args[0])
			if err != nil {
				return err
			}
			return reviewPolicy(a.Stdout, args[0], p)
		},
	}
}

// reviewPolicy prints what is doubtful about a policy that can be read. It fails when a rule never decides.
func reviewPolicy(w io.Writer, file string, p *policy.Policy) error {
	review := p.Review()
	for _, one := range review.Never {
		fmt.Fprintf(w, "%s:%d:%d: %s\n", file, one.Line, one.Column, one.Message)
	}
	for _, one := range slices.Concat(review.Unasked, review.Unproven) {
		fmt.Fprintf(w, "%s:%d:%d: note: %s\n", file, one.Line, one.Column, one.Message)
	}
	if idle := len(review.Never); idle > 0 {
		fmt.Fprintf(w, "%s: %s, %d of which never decide\n", file, count(len(p.Rules), "rule"), idle)
		return &exitError{code: exitUsage}
	}
	fmt.Fprintf(w, "%s: %s, no mistakes\n", file, count(len(p.Rules), "rule"))
	return nil
}

type policyAskOptions struct {
	policy.Question
	Policy string // file
	JSON   bool
}

func newPolicyAsk(a *app) *cobra.Command {
	var o policyAskOptions
	cmd := &cobra.Command{
		Use:   "ask",
		Short: "Ask a policy one question: the decision, the rule, and what would change it",
		Long: `Asks whether somebody may see or change something, and prints the decision, the rule that decides and why. Of what is not allowed
it says what would have to be otherwise: the relationship that is missing, the role, a reason for breaking the glass.

What you leave out is what is usual: staff ask for direct care and have no relationship to the patient, citizens ask about
themselves, applications ask unattended and within their scopes; the question is to read demographics.

` + exitHelp,
		Example: `  sandpiper policy ask --as staff --role clinician --relationship registered --kind medicines
  sandpiper policy ask --as staff --role clinician --kind problems --consent refused
  sandpiper policy ask --as staff --role clinician --kind problems --break-glass "unconscious in A and E"
  sandpiper policy ask --as citizen --relationship proxy --kind results --sensitivity restricted --json`,
		Args: usageArgs(nil),
		RunE: func(*cobra.Command, []string) error { return runPolicyAsk(a, o) },
	}
	o.flags(cmd.Flags())
	return cmd
}

func (o *policyAskOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.Actor, "as", "staff", "who asks: app, citizen or staff")
	f.StringVar(&o.Role, "role", "", "of staff: a role of the policy such as clinician, or a job role code such as R8000")
	f.StringSliceVar(&o.Relationships, "relationship", nil, "how they stand to the patient: self, proxy, registered, legitimate, author, in-scope, elsewhere; may be several")
	f.StringVar(&o.Purpose, "purpose", "", "what for: direct-care, administration, own-use, unattended, research")
	f.StringVar(&o.Kind, "kind", "", "of what: demographics, problems, allergies, medicines, results, contacts, immunisations, procedures, …")
	f.StringVar(&o.Act, "act", "", "read or write")
	f.StringVar(&o.Sensitivity, "sensitivity", "", "ordinary, restricted, third-party or confidential")
	f.StringVar(&o.Consent, "consent", "", "what the patient has said: unstated, given or refused")
	f.StringVar(&o.BreakGlass, "break-glass", "", "the reason for going past what is usual")
	f.StringVar(&o.Policy, "policy", "", "the policy's file (without: the one that serve uses)")
	f.BoolVar(&o.JSON, "json", false, "print the answer as JSON")
}

func runPolicyAsk(a *app, o policyAskOptions) error {
	p, err := loadPolicy(o.Policy)
	if err != nil {
		return err
	}
	asked, err := o.Request(p)
	if err != nil {
		return usage("%w", err)
	}
	d := p.Decide(asked)
	openings, err := p.Openings(o.Question)
	if err != nil {
		return usage("%w", err)
	}
	rule, known := p.Rule(d.Rule)
	if o.JSON {
		answer := map[string]any{"asked": o.Full(), "decision": d.Outcome.String(), "rule": d.Rule, "why": d.Why, "broke_glass": d.BreakGlass, "openings": []map[string]string{}}
		var more []map[string]string
		for _, one := range openings {
			more = append(more, map[string]string{"what": one.What, "word": one.Word, "decision": one.Decision.Outcome.String(), "rule": one.Decision.Rule})
		}
		if more != nil {
			answer["openings"] = more
		}
		out := json.NewEncoder(a.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(answer)
	}
	fmt.Fprintf(a.Stdout, "%s, by rule %s: %s\n", d.Outcome, d.Rule, d.Why)
	if known {
		fmt.Fprintf(a.Stdout, "  %s\n  Source: %s.\n", rule.Sentence(), strings.TrimRight(rule.Source, "."))
	}
	for i, one := range openings {
		if i == 0 {
			fmt.Fprintln(a.Stdout, "It would be otherwise with:")
		}
		fmt.Fprintf(a.Stdout, "  --%-34s %s, by rule %s\n", one.What+" "+quotedIfSpaced(one.Word), one.Decision.Outcome, one.Decision.Rule)
	}
	return nil
}

func quotedIfSpaced(word string) string {
	if strings.Contains(word, " ") {
		return `"` + word + `"`
	}
	return word
}

// loadPolicy reads a policy file; an empty path is the policy that serve uses.
func loadPolicy(path string) (*policy.Policy, error) {
	if path == "" {
		return policy.Default(), nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	p, err := policy.Parse(path, text)
	if wrong, ok := errors.AsType[*policy.Mistakes](err); ok {
		return nil, usage("%s in the policy\n%w", count(len(wrong.List), "mistake"), wrong)
	}
	return p, err
}
