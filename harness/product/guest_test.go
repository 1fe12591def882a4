package product_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
)

// silent is an instance where nobody answers, of a kind and at an address.
type silent struct{ kind, base string }

func (s silent) Launch(context.Context, product.Env) (product.Instance, error) { return s, nil }
func (s silent) Base() string                                                  { return s.base }
func (s silent) Identity() product.Identity                                    { return product.Identity{Kind: s.kind} }
func (s silent) Trouble() string                                               { return "" }
func (s silent) Close(context.Context) error                                   { return nil }

// A message says where the product was asked, but holds nothing that is another in every run.
func TestMessageNamesWhereTheProductWasAsked(t *testing.T) {
	for kind, want := range map[string]string{
		"container": "nothing answers at its address (GET http://container/look)",
		"process":   "nothing answers at its address (GET http://127.0.0.1:1/look)",
	} {
		g := product.Guest{Title: "Silent", Launch: silent{kind, "http://127.0.0.1:1"}, Serves: []product.Serve{{Name: "api", Connect: product.HTTP}}}
		s, err := g.Start(t.Context(), producttest.Env(t))
		require.NoError(t, err)
		seen, err := s.Do(t.Context(), product.Call{Product: "api", Verb: "get", With: map[string]any{"path": "look"}, Timeout: time.Second})
		require.NoError(t, err)
		assert.Equal(t, product.Unreachable, seen.Outcome)
		assert.Equal(t, want, seen.Message, kind)
	}
}
