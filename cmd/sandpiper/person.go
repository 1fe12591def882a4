package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sandpiper/synthetic"
	"sandpiper/synthetic/nhs"
	"sandpiper/synthetic/timeline"
)

type personOptions struct {
	recipeOptions
	Years int
	Width int
	JSON  bool
	Out   string
	Twin  string
	Born  bool
}

func newPerson(a *app) *cobra.Command {
	var o personOptions
	cmd := &cobra.Command{
		Use:   "person INDEX|NHS-NUMBER",
		Short: "Tell one life: what was so, beside what was written",
		Long: `Prints the timeline of one made-up person: on the left what was true (illnesses, events, medicines, moves), on the right what
somebody wrote in the record, with a mark where the two part: late, in words only, twice, under a neighbouring code, or about
nothing that is so. Products under test only ever see the right.

With --twin the same person is told with one attribute changed, and all chance the same. What else differs follows from the change
by a declared causal map (synthetic/data/causes.csv): by meaning alone, or with --born-so wherever lives differ by the attribute.

A person is named by their index in the population (0, 1, 2 …) or by their NHS number, which is invented.

` + exitHelp,
		Example: `  sandpiper person 7
  sandpiper person 7 --years 3 --out life.html
  sandpiper person 7 --twin ethnicity=J --born-so
  sandpiper person '999 000 0018' --at 2030-01-01 --json`,
		GroupID: "people",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runPerson(cmd.Context(), a, args[0], o) },
	}
	f := cmd.Flags()
	o.recipeOptions.flags(f, 10_000)
	o.date(f)
	o.hosts(f)
	f.IntVar(&o.Years, "years", 0, "only the last so many years; 0 for the whole life")
	f.IntVar(&o.Width, "width", 120, "columns of the text, 80 to 140")
	f.BoolVar(&o.JSON, "json", false, "print the life as JSON")
	f.StringVar(&o.Out, "out", "", "write the life as a page to this file instead")
	f.StringVar(&o.Twin, "twin", "", "tell the life of their counterfactual twin: ATTRIBUTE=VALUE of sex, ethnicity, language, deprivation, disability or name")
	f.BoolVar(&o.Born, "born-so", false, "with --twin: health and record as if they had been born so, not as they were")
	return cmd
}

func runPerson(_ context.Context, a *app, who string, o personOptions) error {
	if o.Years < 0 || o.Width < 80 || o.Width > 140 {
		return usage("--years %d, --width %d: want 0 or more years, and 80 to 140 columns", o.Years, o.Width)
	}
	people, i, err := o.find(who)
	if err != nil {
		return err
	}
	if o.Twin != "" {
		attribute, value, _ := strings.Cut(o.Twin, "=")
		if people, err = people.Twin(i, synthetic.Change{Attribute: attribute, Value: value, Follow: o.Born}); err != nil {
			return usage("--twin: %w", err)
		}
	} else if o.Born {
		return usage("--born-so goes with --twin")
	}
	form := "text"
	switch {
	case o.Out != "":
		form = "html"
	case o.JSON:
		form = "json"
	}
	person, life, chart := people.Life(i)
	var text bytes.Buffer
	err = timeline.Write(&text, &person, &life, &chart, timeline.Options{
		At: people.Date(), Years: o.Years, Width: o.Width, Form: form, Moves: people.Moves(i),
	})
	if err != nil {
		return fmt.Errorf("tell the life of person %d: %w", i, err)
	}
	if o.Out == "" {
		_, err = text.WriteTo(a.Stdout)
		return err
	}
	if err := os.WriteFile(o.Out, text.Bytes(), 0o644); err != nil {
		return usage("--out: %w", err)
	}
	fmt.Fprintln(a.Stderr, "wrote", o.Out)
	return nil
}

// find opens the population and looks somebody up in it.
func (o *recipeOptions) find(who string) (*synthetic.Population, int, error) {
	people, err := o.open()
	if err != nil {
		return nil, 0, err
	}
	i, err := indexOf(people, who)
	return people, i, err
}

// indexOf reads an index or an NHS number, with or without spaces.
func indexOf(people *synthetic.Population, who string) (int, error) {
	if number, err := nhs.ParseNumber(who); err == nil {
		i, ok := people.Index(number)
		if !ok {
			return 0, usage("nobody of this population has the NHS number %s; person 0 has %s", number.Spaced(), people.Number(0).Spaced())
		}
		return i, nil
	}
	i, err := strconv.Atoi(who)
	if err != nil {
		return 0, usage("%q is neither an index (0, 1, 2 …) nor an NHS number", who)
	}
	if !people.Exists(i) {
		return 0, usage("there is no person %d on %s: people %d to %d were alive on the day of the recipe", i, people.Date().Format("2 January 2006"), 0, people.Len()-1)
	}
	return i, nil
}
