package main

import (
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/mocks/catalogue"
	"sandpiper/mocks/compat"
	"sandpiper/mocks/front"
	"sandpiper/mocks/world"
)

// sandboxHost is the platform's sandbox among the real host names (data/hosts.csv of mocks/front).
const sandboxHost = "sandbox.api.service.nhs.uk"

func packNames() []string  { return texts(compat.Packs()) }
func quirkNames() []string { return texts(compat.Quirks()) }

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = string(one)
	}
	return out
}

// picked are the words of a flag, where "all" stands for all.
func picked[T ~string](flag string, words []string, all []T) ([]T, error) {
	var out []T
	for _, word := range words {
		switch one := T(strings.TrimSpace(word)); {
		case one == "all":
			return all, nil
		case !slices.Contains(all, one):
			known := append(texts(all), "all")
			return nil, usage("--%s %q: there are %s%s", flag, word, strings.Join(known, ", "), suggest(word, known))
		case !slices.Contains(out, one):
			out = append(out, one)
		}
	}
	return out, nil
}

// choice is how the services are made, and the packs of people to load.
func (o serveOptions) choice() (c catalogue.Choice, packs []compat.Pack, err error) {
	c.Client = outward()
	if packs, err = picked("compat", o.Compat, compat.Packs()); err != nil {
		return c, nil, err
	}
	if len(packs) > 0 {
		c.Sandbox = compat.Quirks()
	}
	if c.Quirks, err = picked("quirks", o.Quirks, compat.Quirks()); err != nil {
		return c, nil, err
	}
	if c.Mirrors, err = mirrored(o.Mirrors); err != nil {
		return c, nil, err
	}
	if o.Policy != "" {
		c.Policy, err = loadPolicy(o.Policy)
	}
	return c, packs, err
}

// loadPacks admits the people of packs, where there are any.
func loadPacks(w *world.World, packs []compat.Pack) error {
	if len(packs) == 0 {
		return nil // compat.Load without a pack loads all
	}
	if err := compat.Load(w, packs...); err != nil {
		return usage("--compat: %w", err)
	}
	return nil
}

// named are the ways in by real host names. With packs of sandboxes the platform's own sandbox is as open as it is in life.
func named(packs []compat.Pack) []mocks.Way {
	ways := front.Named()
	for i := range ways {
		ways[i].Open = len(packs) > 0 && ways[i].Host == sandboxHost
	}
	return ways
}
