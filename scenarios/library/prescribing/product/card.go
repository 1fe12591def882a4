package product

import (
	"crypto/sha1"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// How urgent a card is, in the words of CDS Hooks 2.0.
const (
	info     = "info"
	warning  = "warning"
	critical = "critical"
)

// card is a CDS Hooks 2.0 card ("Card Attributes").
type card struct {
	UUID        string           `json:"uuid"`
	Summary     string           `json:"summary"` // under 140 characters
	Detail      string           `json:"detail,omitempty"`
	Indicator   string           `json:"indicator"`
	Source      source           `json:"source"`
	Suggestions []suggestion     `json:"suggestions,omitempty"`
	Selection   string           `json:"selectionBehavior,omitempty"`
	Overrides   []overrideReason `json:"overrideReasons,omitempty"`

	topic string
}

type source struct {
	Label string  `json:"label"`
	Topic *coding `json:"topic,omitempty"`
}

type suggestion struct {
	Label   string   `json:"label"`
	UUID    string   `json:"uuid"`
	Actions []action `json:"actions"`
}

type action struct {
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Resource    json.RawMessage `json:"resource,omitempty"`
	ResourceID  string          `json:"resourceId,omitempty"`
}

type overrideReason struct {
	Code    string `json:"code"`
	System  string `json:"system"`
	Display string `json:"display"`
}

// own is the code system of the product's own topics and reasons.
const own = "https://example.org/prescribing-product"

// graver reports whether indicator a outranks b.
func graver(a, b string) bool {
	rank := map[string]int{info: 1, warning: 2, critical: 3}
	return rank[a] > rank[b]
}

// finish orders the cards by urgency, drops repeats, and fills in what every card carries. The same situation always
// gives the same cards with the same identifiers.
func finish(patient string, cards []card) []card {
	sort.SliceStable(cards, func(i, j int) bool { return graver(cards[i].Indicator, cards[j].Indicator) })
	seen := map[string]bool{}
	out := make([]card, 0, len(cards))
	for _, c := range cards {
		c.UUID = uuidOf("card", patient, c.topic, c.Indicator, c.Summary)
		if seen[c.UUID] {
			continue
		}
		seen[c.UUID] = true
		c.Source = source{Label: "Prescribing safety (reference product)", Topic: &coding{System: own + "/topic", Code: c.topic}}
		if len(c.Suggestions) > 0 {
			c.Selection = "at-most-one"
		}
		if c.Indicator != info {
			c.Overrides = []overrideReason{
				{"benefit-outweighs", own + "/override", "The benefit outweighs the risk for this person"},
				{"record-wrong", own + "/override", "The record is wrong"},
			}
		}
		out = append(out, c)
	}
	return out
}

// clip keeps a summary or label within the 140 characters that CDS Hooks allows.
func clip(s string) string {
	if r := []rune(s); len(r) > 139 {
		return string(r[:138]) + "…"
	}
	return s
}

// uuidOf names something by its content: a version 5 UUID (RFC 9562 §5.5) of the parts.
func uuidOf(parts ...string) string {
	h := sha1.Sum([]byte(own + "\x00" + strings.Join(parts, "\x00")))
	h[6] = h[6]&0x0f | 0x50
	h[8] = h[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}
