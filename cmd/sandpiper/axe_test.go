package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lacking skips a test whose tool is not on this machine, and fails it in continuous integration.
func lacking(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatal(what + " is missing")
	}
	t.Skip(what + " is missing")
}

// browser is a Chromium of the test's own in a colour scheme: 0 dark, 1 light.
func browser(t *testing.T, scheme string) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"google-chrome", "chromium-browser", "chromium"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
		}
	}
	if path == "" {
		lacking(t, "Chromium")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("blink-settings", "preferredColorScheme="+scheme))
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// TestPagesForEverybody holds the start page and the ledger to WCAG 2.2 AA by axe-core, light and dark, narrow and wide.
func TestPagesForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is not started in short tests")
	}
	t.Parallel()
	path := os.Getenv("SANDPIPER_AXE")
	if path == "" {
		path = filepath.Join("..", "..", ".ci", "clients", "node_modules", "axe-core", "axe.min.js")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		lacking(t, "axe-core")
	}
	base, _, _ := serving(t, "--root", "pds=127.0.0.1:0", "--tls", "127.0.0.1:0")
	for scheme, widths := range map[string][]int64{"1": {390, 1280}, "0": {390}} {
		ctx := browser(t, scheme)
		for _, width := range widths {
			for _, page := range []string{"/", "/_sandpiper/fidelity"} {
				require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(base+page),
					chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`),
					chromedp.Evaluate[chromedp.Void](string(axe))))
				raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})
					.then(r => JSON.stringify({found: r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html).slice(0, 3).join(" ")), passed: r.passes.length}))`, chromedp.EvalAwaitPromise))
				require.NoError(t, err)
				var got struct {
					Found  []string
					Passed int
				}
				require.NoError(t, json.Unmarshal([]byte(raw), &got))
				assert.Empty(t, got.Found, "%s at %d pixels, scheme %s", page, width, scheme)
				assert.Greater(t, got.Passed, 15, "axe-core really looked")
				spills, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > innerWidth + 1`))
				require.NoError(t, err)
				assert.False(t, spills, "%s scrolls sideways at %d pixels", page, width)
			}
		}
	}
}
