package html

import (
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"sandpiper/harness/judge"
	"sandpiper/reports"
	"sandpiper/reports/hazard"
	"sandpiper/reports/stats"
)

// words are what the templates call to put values into a reader's words.
func words(e *reports.Evidence) template.FuncMap {
	return template.FuncMap{
		"label":     e.Scheme.Label,
		"stance":    e.Scheme.Stance,
		"mapping":   func(id string) string { return mappingTitle(e.Mappings, id) },
		"verdict":   describe,
		"meanings":  meanings,
		"claimed":   claimed,
		"observed":  observedInWords,
		"interval":  drawInterval,
		"coverage":  func() coverage { return drawCoverage(e.Headline) },
		"percent":   stats.Percent,
		"percentUp": stats.PercentUp,
		"upper":     func(p *float64) string { return stats.PercentUp(*p) },
		"thousands": thousands,
		"anchor":    anchor,
		"short":     func(sum string) string { return sum[:min(len(sum), 12)] },
		"list":      func(items []string) string { return strings.Join(items, ", ") },
		"pretty":    pretty,
		"plural":    plural,
		"attribute": func(name string) string { return strings.ReplaceAll(name, "_", " ") },
		"cell":      func(row []judge.Verdict, i int) judge.Verdict { return row[i] },
		"inc":       func(i int) int { return i + 1 },
		"has":       slices.Contains[[]string],
		"title":     title,
	}
}

// mark is a verdict for a reader: a sign, a word and a tone, of which the tone is only colour.
type mark struct {
	Sign string
	Word string
	Tone string // good, bad, open or quiet
	Text string // one sentence
}

func describe(v judge.Verdict) mark {
	m := map[judge.Verdict]mark{
		judge.Pass:         {"✓", "pass", "good", "Looked at, and as it should be."},
		judge.Skipped:      {"–", "skipped", "quiet", "Left out for a stated reason."},
		judge.Blocked:      {"⊘", "blocked", "open", "The product could not be reached, so nothing was seen."},
		judge.Vacuous:      {"∅", "vacuous", "open", "What the check depends on never happened, so a pass would mean nothing."},
		judge.Inconclusive: {"?", "inconclusive", "open", "Too little evidence for either answer."},
		judge.Disputed:     {"≠", "disputed", "open", "Reviewers disagree."},
		judge.Fail:         {"✗", "fail", "bad", "A check was false."},
		judge.Breach:       {"✗✗", "breach", "bad", "A check that stands for a hazard was false."},
		judge.Error:        {"!", "error", "bad", "Sandpiper or the scenario failed, not the product."},
	}
	return m[v]
}

func meanings() []mark {
	var out []mark
	for v := judge.Pass; v <= judge.Error; v++ {
		out = append(out, describe(v))
	}
	return out
}

// claimed says how a claim stands. "Borne out" speaks of the runs alone.
func claimed(v judge.Verdict) mark {
	switch v {
	case judge.Pass:
		return mark{"✓", "borne out", "good", ""}
	case judge.Fail, judge.Breach:
		return mark{"✗", "contradicted", "bad", ""}
	}
	m := describe(v)
	if v == judge.Inconclusive {
		m.Word = "open"
	}
	return m
}

func observedInWords(o hazard.Observed) mark {
	switch o {
	case hazard.Event:
		return mark{"✗✗", "breach seen", "bad", ""}
	case hazard.NoEvent:
		return mark{"✓", "no breach seen", "good", ""}
	}
	return mark{"∅", "not tested", "open", ""}
}

// thousands writes 5234 as 5,234.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0 && text[at-1] != '-'; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// anchor makes an id of a name: letters and digits stay, all else becomes a hyphen.
func anchor(kind, name string) string {
	return kind + "-" + strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
}

// pretty lays JSON out for reading; what is no JSON (or was cut short) stays as it is.
func pretty(text string) string {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return text
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return text
	}
	return string(out)
}

// mappingTitle is the short name of a likelihood mapping.
func mappingTitle(all []hazard.Mapping, id string) string {
	for _, m := range all {
		if m.ID == id {
			return m.Title
		}
	}
	return id
}

// title writes the key of an area as its name: "england" is England.
func title(key string) string {
	if key == "" {
		return key
	}
	return strings.ToUpper(key[:1]) + key[1:]
}
