package product_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

func load(t *testing.T, text string) *scenarios.ProductFile {
	t.Helper()
	f, err := scenarios.LoadProduct(fstest.MapFS{"product.yaml": {Data: []byte(text)}}, "product.yaml")
	require.NoError(t, err)
	return f
}

const head = "product: p\ntitle: The product\nversion: \"2\"\n"

func TestFromFileProcess(t *testing.T) {
	f := load(t, head+`
start:
  process:
    command: ["${self}", serve]
    dir: work
    env: { A: "1" }
    ready: { path: /ready, within: PT3S }
serves:
  cds: { adapter: cds-hooks, base: /hooks }
  api: { adapter: http, base: "https://elsewhere.example.org" }
variants:
  - { bug: b1, title: t, caught_by: s, env: { B: "2" }, args: [--bug, b1] }
`)
	made, err := product.FromFile(f, "/packs/x", "b1")
	require.NoError(t, err)
	g := made.(product.Guest)
	assert.Equal(t, "The product", g.Title)
	assert.Equal(t, "2", g.Version)
	assert.Equal(t, "b1", g.Variant)
	assert.Equal(t, product.Process{Command: []string{"${self}", "serve", "--bug", "b1"}, Dir: "/packs/x/work", Env: []string{"A=1", "B=2"},
		Ready: product.Readiness{Path: "/ready", Within: 3 * time.Second}}, g.Launch)
	require.Len(t, g.Serves, 2)
	assert.Equal(t, "cds", g.Serves[0].Name)

	made, err = product.FromFile(f, "/packs/x", "")
	require.NoError(t, err)
	assert.Equal(t, []string{"${self}", "serve"}, made.(product.Guest).Launch.(product.Process).Command)

	_, err = product.FromFile(f, "/packs/x", "b2")
	assert.ErrorContains(t, err, `no variant with the bug "b2"`)
}

func TestFromFileContainer(t *testing.T) {
	f := load(t, head+`
start:
  container: { image: guest:dev, port: 8080, memory: 64MiB, command: [serve], ready: { log: listening } }
serves:
  api: { adapter: http }
`)
	made, err := product.FromFile(f, ".", "")
	require.NoError(t, err)
	assert.Equal(t, product.Container{Image: "guest:dev", Command: []string{"serve"}, Port: 8080, Memory: 64 << 20, Ready: product.Readiness{Log: "listening"}},
		made.(product.Guest).Launch)
}

func TestFromFileThatCannotBe(t *testing.T) {
	tests := []struct{ name, text, says string }{
		{"memory", "start:\n  container: { image: x, port: 1, memory: lots }\nserves:\n  api: { adapter: http }\n", `"lots" is no amount`},
		{"months to wake up", "start:\n  process: { command: [x], ready: { within: P1M } }\nserves:\n  api: { adapter: http }\n", "no exact length"},
		{"adapter", "start: none\nserves:\n  app: { adapter: inbox, base: \"http://x.example.org\" }\n", `no adapter "inbox"`},
		{"nowhere", "start: none\nserves:\n  api: { adapter: http }\n", "needs a whole URL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := product.FromFile(load(t, head+test.text), ".", "")
			assert.ErrorContains(t, err, test.says)
		})
	}
	_, err := product.FromFile(load(t, head+"start: none\nserves:\n  api: { adapter: http, base: \"http://x.example.org\" }\nvariants:\n  - { bug: b, title: t, caught_by: s, args: [x] }\n"), ".", "b")
	assert.ErrorContains(t, err, "cannot be switched on in a product that runs already")
}
