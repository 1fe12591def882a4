package ledger

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Summary is the ledger with what a reader wants first.
type Summary struct {
	Services     []Service
	Answered, Of int // operations that the services' specifications list
	Quirks       int
	Differs      int
}

// Sum sums services up.
func Sum(services []Service) Summary {
	s := Summary{Services: services}
	for i := range services {
		one := &services[i]
		s.Answered, s.Of, s.Quirks, s.Differs = s.Answered+one.Answered, s.Of+one.Of, s.Quirks+len(one.Quirks), s.Differs+len(one.Differs)
	}
	return s
}

// Missing lists the operations of the specification that are not answered.
func (s Service) Missing() (out []Operation) {
	for _, o := range s.Operations {
		if o.Route == "" {
			out = append(out, o)
		}
	}
	return out
}

// Write tells the summary in plain text: a line for each service, and what is not answered.
func (s Summary) Write(w io.Writer) error {
	fmt.Fprintf(w, "%d services answer %d of the %d operations that they should; %d oddities are kept; %d differences are known.\n\n",
		len(s.Services), s.Answered, s.Of, s.Quirks, s.Differs)
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "SERVICE\tOPERATIONS\tODDITIES\tDIFFERENCES\tSPECIFICATION")
	for i := range s.Services {
		one := &s.Services[i]
		counted := "not counted"
		if one.Of > 0 {
			counted = fmt.Sprintf("%d of %d", one.Answered, one.Of)
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\n", one.Name, counted, len(one.Quirks), len(one.Differs), one.Specification)
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write the ledger: %w", err)
	}
	return nil
}

// Write tells all that is known of one service, in plain text.
func (s Service) Write(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", s.Name, s.Stands)
	fmt.Fprintf(&b, "  Paths begin with  %s\n  Asks for          %s\n  Specification     %s", s.Root, s.Access, s.Specification)
	if s.Version != "" {
		b.WriteString(", " + s.Version)
	}
	fmt.Fprintf(&b, "\n                    read at %s\n", s.Source)
	list := func(title string, lines []string) {
		if len(lines) > 0 {
			b.WriteString("\n" + title + "\n")
		}
		for _, line := range lines {
			b.WriteString("  " + line + "\n")
		}
	}
	var operations, quirks, faults []string
	for _, o := range s.Operations {
		answer := "  → " + o.Route
		if o.Route == "" {
			answer = "  → NOT ANSWERED"
		}
		operations = append(operations, fmt.Sprintf("%-7s%s%s", o.Method, o.Path, answer))
	}
	for _, q := range s.Quirks {
		quirks = append(quirks, q.Name+": "+q.What, "    source: "+q.Source)
		if q.Setting != "" {
			quirks = append(quirks, "    setting: "+q.Setting)
		}
	}
	for _, f := range s.Faults {
		faults = append(faults, fmt.Sprintf("%-20s %s", f.Kind, f.About))
	}
	list(fmt.Sprintf("Operations: %d of %d answered", s.Answered, s.Of), operations)
	list("Differs from the real one", s.Differs)
	list("Oddities that are kept", quirks)
	list("Faults that can be arranged", faults)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the ledger: %w", err)
	}
	return nil
}
