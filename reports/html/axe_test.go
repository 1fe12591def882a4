package html_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// missing skips a test whose tool is not on this machine. In CI it fails instead, so that nothing is left out unseen.
func missing(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("SANDPIPER_CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

// chromium starts a browser of its own for the test, with the given settings of its layout engine.
func chromium(t *testing.T, blink string) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser is not started in short tests")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "no Chromium on this machine")
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(stop)
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true)}
	if blink != "" {
		options = append(options, chromedp.Flag("blink-settings", blink))
	}
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// axe is the text of axe-core, which is not shipped with this project.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SANDPIPER_AXE")
	if path == "" {
		path = filepath.Join("..", "..", ".ci", "clients", "node_modules", "axe-core", "axe.min.js")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		missing(t, "no axe-core: %v", err)
	}
	return string(text)
}

// open writes the page to a file and opens it.
func open(ctx context.Context, t *testing.T, width int64) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "index.html")
	require.NoError(t, os.WriteFile(file, []byte(page(t, nil)), 0o644))
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+file)))
}

// violation is one rule of axe-core that the page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string `json:"html"`
		FailureSummary string `json:"failureSummary"`
	}
}

func TestAxeFindsNothingSerious(t *testing.T) {
	library := axe(t)
	for _, scheme := range []struct {
		name, blink string
		widths      []int64
	}{{"light", "preferredColorScheme=1", []int64{390, 1280}}, {"dark", "preferredColorScheme=0", []int64{390}}} {
		ctx := chromium(t, scheme.blink)
		for _, width := range scheme.widths {
			t.Run(fmt.Sprintf("%s at %d pixels", scheme.name, width), func(t *testing.T) {
				open(ctx, t, width)
				dark, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`matchMedia("(prefers-color-scheme: dark)").matches`))
				require.NoError(t, err)
				require.Equal(t, scheme.name == "dark", dark)
				require.NoError(t, chromedp.Do(ctx,
					chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`),
					chromedp.Evaluate[chromedp.Void](library)))
				raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify({violations: r.violations, passes: r.passes.length}))`, chromedp.EvalAwaitPromise))
				require.NoError(t, err)
				var got struct {
					Violations []violation
					Passes     int
				}
				require.NoError(t, json.Unmarshal([]byte(raw), &got))
				assert.Greater(t, got.Passes, 20, "axe-core really looked")
				for _, v := range got.Violations {
					assert.NotContains(t, []string{"serious", "critical"}, v.Impact, "%s: %s\n%+v", v.ID, v.Help, v.Nodes)
				}
			})
		}
	}
}

func TestAxeWouldNotice(t *testing.T) {
	// A test that cannot fail shows nothing: a planted fault must be found.
	library, ctx := axe(t), chromium(t, "")
	open(ctx, t, 1280)
	require.NoError(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("main").append(document.createElement("input"))`), chromedp.Evaluate[chromedp.Void](library)))
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document).then(r => r.violations.filter(v => v.impact == "critical").map(v => v.id).join())`, chromedp.EvalAwaitPromise))
	require.NoError(t, err)
	assert.Equal(t, "label", found)
}

func TestThePageNeverScrollsSideways(t *testing.T) {
	ctx := chromium(t, "")
	for _, width := range []int64{320, 390, 768, 1280} {
		open(ctx, t, width)
		widest, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.querySelectorAll("details").forEach(d => d.open = true), document.documentElement.scrollWidth`))
		require.NoError(t, err)
		assert.LessOrEqual(t, widest, width, "at %d pixels", width)
	}
}

func TestThePageNeedsNoScript(t *testing.T) {
	ctx := chromium(t, "scriptEnabled=false")
	file := filepath.Join(t.TempDir(), "index.html")
	tell := `<script>document.querySelector("h1").textContent = "scripts ran"</script></body>`
	require.NoError(t, os.WriteFile(file, []byte(page(t, nil)+tell), 0o644))
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate("file://"+file)))
	title, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("h1")))
	require.NoError(t, err)
	assert.Equal(t, "Carelight prescribing support", title)
	tall, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	require.NoError(t, err)
	assert.Greater(t, len(tall), 100_000, "a page was painted")
}

// TestPictures saves the page as it looks, for people: SANDPIPER_PICTURES names the folder.
func TestPictures(t *testing.T) {
	folder := os.Getenv("SANDPIPER_PICTURES")
	if folder == "" {
		t.Skip("SANDPIPER_PICTURES is not set: nobody asked for pictures")
	}
	for _, scheme := range []struct{ name, blink string }{{"light", "preferredColorScheme=1"}, {"dark", "preferredColorScheme=0"}} {
		ctx := chromium(t, scheme.blink)
		for _, width := range []int64{390, 1280} {
			open(ctx, t, width)
			picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("report-%s-%d.png", scheme.name, width)), picture, 0o644))
		}
	}
}
