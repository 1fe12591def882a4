package realism_test

import (
	"bytes"
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

	"sandpiper/synthetic"
	"sandpiper/synthetic/realism"
	"sandpiper/synthetic/timeline"
)

// missing skips a test whose tool is not on this machine. In CI it fails instead, so that nothing is left out unseen.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// chromium starts a browser of its own for the test, in a colour scheme: "0" dark, "1" light.
func chromium(t *testing.T, scheme string) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser is not started in short tests")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing(t, "no Chromium on this machine")
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

// pages are what people read of a population: a board and a life, each in a file.
func pages(t *testing.T) map[string]string {
	t.Helper()
	var board, life bytes.Buffer
	b := small()
	require.NoError(t, realism.Page(&board, &b))
	p, err := synthetic.Open(synthetic.DefaultRecipe(300))
	require.NoError(t, err)
	person, course, chart := p.Life(7)
	require.NoError(t, timeline.Write(&life, &person, &course, &chart, timeline.Options{At: p.Date(), Years: 10, Form: "html"}))
	files := map[string]string{}
	for name, text := range map[string][]byte{"board": board.Bytes(), "life": life.Bytes()} {
		files[name] = filepath.Join(t.TempDir(), name+".html")
		require.NoError(t, os.WriteFile(files[name], text, 0o644))
	}
	return files
}

// axe-core finds nothing serious on either page, light or dark, wide or narrow, and neither scrolls sideways.
func TestPagesAreAccessible(t *testing.T) {
	file := os.Getenv("SANDPIPER_AXE")
	if file == "" {
		file = filepath.Join("..", "..", ".ci", "clients", "node_modules", "axe-core", "axe.min.js")
	}
	axe, err := os.ReadFile(file)
	if err != nil {
		missing(t, "no axe-core: %v", err)
	}
	files := pages(t)
	for _, scheme := range []string{"1", "0"} {
		ctx := chromium(t, scheme)
		for name, file := range files {
			for _, width := range []int64{320, 1280} {
				var raw string
				require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+file),
					chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`), chromedp.Evaluate[chromedp.Void](string(axe))))
				raw, err = chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify({violations: r.violations, passes: r.passes.length, wide: document.documentElement.scrollWidth}))`, chromedp.EvalAwaitPromise))
				require.NoError(t, err)
				var got struct {
					Violations []struct {
						ID, Impact, Help string
						Nodes            []struct{ HTML, FailureSummary string }
					}
					Passes int
					Wide   int64
				}
				require.NoError(t, json.Unmarshal([]byte(raw), &got))
				assert.Greater(t, got.Passes, 20, "axe-core really looked at the %s", name)
				assert.LessOrEqual(t, got.Wide, width, "the %s scrolls sideways", name)
				for _, v := range got.Violations {
					assert.NotContains(t, []string{"serious", "critical", "moderate"}, v.Impact, "%s at %d: %s: %s\n%+v", name, width, v.ID, v.Help, v.Nodes)
				}
			}
		}
	}
}
