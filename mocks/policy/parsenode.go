package policy

import (
	"fmt"
	"slices"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"sandpiper/synthetic/near"
)

// fields is a mapping by its keys, which must be among those known and each there once.
func (r *reader) fields(n *yaml.Node, what string, known ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s is a mapping with %s; found %s", what, known[0], found(n))
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch word := r.text(key); {
		case word == "":
		case !slices.Contains(known, word):
			r.unknown(key, word, "key of "+what, known)
		case out[word] != nil:
			r.wrong(key, "%s is there twice", word)
		default:
			out[word] = n.Content[i+1]
		}
	}
	return out
}

// wants reports what of a mapping is missing.
func (r *reader) wants(n *yaml.Node, m map[string]*yaml.Node, keys ...string) {
	for _, key := range keys {
		if m[key] == nil && n.Kind == yaml.MappingNode {
			r.wrong(n, "%s is missing", key)
		}
	}
}

// list is the items of a list that is not empty; a single word is a list of one.
func (r *reader) list(n *yaml.Node) []*yaml.Node {
	switch {
	case n.Kind == yaml.ScalarNode:
		return []*yaml.Node{n}
	case n.Kind != yaml.SequenceNode, len(n.Content) == 0:
		r.wrong(n, "a word or a list of words should stand here; found %s", found(n))
		return nil
	}
	return n.Content
}

// text is a scalar that is not empty; "" when it is missing or something else, which is reported.
func (r *reader) text(n *yaml.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Kind != yaml.ScalarNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || strings.TrimSpace(n.Value) == "":
		r.wrong(n, "words should stand here; found %s", found(n))
		return ""
	}
	return n.Value
}

// named is a text in the form of a name.
func (r *reader) named(n *yaml.Node) string {
	text := r.text(n)
	if text != "" && !name.MatchString(text) {
		r.wrong(n, "%s is no name: small letters, digits and hyphens", found(n))
	}
	return text
}

// word is a text that must be one of those known; "" for another one, which is reported.
func (r *reader) word(n *yaml.Node, what string, known []string) string {
	text := r.text(n)
	if text == "" || slices.Contains(known, text) {
		return text
	}
	r.unknown(n, text, what, known)
	return ""
}

// unknown reports a word that is not known, with the nearest that is.
func (r *reader) unknown(n *yaml.Node, text, what string, known []string) {
	hint := "known are " + strings.Join(known, ", ")
	if word := near.Word(text, known); word != "" {
		hint = fmt.Sprintf("did you mean %q?", word)
	} else if len(known) == 0 {
		hint = "the file names none"
	}
	r.wrong(n, "unknown %s %q; %s", what, short(text), hint)
}

// found says in words what a node is.
func found(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias, which a policy file does not have"
	}
	switch {
	case n.Anchor != "":
		return "an anchor, which a policy file does not have"
	case n.Style&yaml.TaggedStyle != 0:
		return "a tag, which a policy file does not have"
	case strings.TrimSpace(n.Value) == "":
		return "nothing"
	}
	return fmt.Sprintf("%q", short(n.Value))
}

func short(s string) string {
	if letters := []rune(s); len(letters) > 40 {
		return string(letters[:39]) + "…"
	}
	return s
}
