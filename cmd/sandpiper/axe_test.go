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
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("blink-settings", "preferredColorScheme="+scheme))
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// axeCore is the text of axe-core.
func axeCore(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SANDPIPER_AXE")
	if path == "" {
		path = filepath.Join("..", "..", ".ci", "clients", "node_modules", "axe-core", "axe.min.js")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		lacking(t, "axe-core")
	}
	return string(text)
}

// page is one that people see, and how it is come to.
type page struct {
	name string
	at   string // address; empty: from the page before
	here string // a script that changes the page
	away string // a script that leads to the page that is meant
}

// pagesFor lists the pages that people see of a mock NHS: those of the front room, of both sign-ins with their errors, and of a citizen.
func pagesFor(t *testing.T, base string) []page {
	t.Helper()
	number := firstNumber(t, base)
	const home, realm = "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback&response_type=code&state=s", "/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare"
	nhs := base + "/oauth2/authorize?scope=nhs-login&client_id=sandpiper-app" + home
	cis := base + "/oauth2/authorize?client_id=sandpiper-app" + home
	fill := func(name string) string {
		return `document.getElementById("username").value = "` + name + `"; document.querySelector("[name=login]").click()`
	}
	const register = `document.getElementById("name").value = "A product"; document.querySelector("form[action='/_sandpiper/apps'] button").click()`
	return []page{
		{"start", base + "/", "", ""},
		{"start in Go", base + "/", `document.getElementById("in-go").click()`, ""},
		{"fidelity", base + "/_sandpiper/fidelity", "", ""},
		{"apps", base + "/_sandpiper/apps", "", ""},
		{"an app registered", base + "/_sandpiper/apps", "", register},
		{"an app that cannot be", base + "/_sandpiper/apps", "", `document.getElementById("redirect_uris").value = "nowhere"; ` + register},
		{"NHS login", nhs, "", ""},
		{"NHS login, nobody", nhs, "", fill("123")},
		{"NHS login, no application", base + "/nhs-login/authorize?client_id=nobody", "", ""},
		{"CIS2", cis, "", ""},
		{"CIS2, nobody", cis, "", fill("123")},
		{"CIS2, no application", base + realm + "/authorize?client_id=nobody", "", ""},
		{"CIS2, roles", base + realm + "/authorize?scope=openid+selectedrole&nonce=n&client_id=sandpiper-app" + home, "", fill("656005750104")}, // a published test user who has two
		{"citizen, not signed in", base + "/citizen", "", ""},
		{"citizen", base + "/citizen/sign-in", "", fill(number)},
	}
}

// TestPagesForEverybody holds every page that people see to WCAG 2.2 AA by axe-core, light and dark, narrow and wide.
func TestPagesForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser is not started in short tests")
	}
	t.Parallel()
	axe := axeCore(t)
	base, _, _ := serving(t, "--root", "pds=127.0.0.1:0", "--tls", "127.0.0.1:0", "--compat", "all")
	for _, scheme := range []string{"1", "0"} {
		ctx := browser(t, scheme)
		for i, p := range pagesFor(t, base) {
			width := int64(390) // where things spill first
			if scheme == "0" {
				if width = 1280; i%3 != 2 {
					continue // a page of each kind is enough to see the colours
				}
			}
			title := looked(ctx, t, p, axe, width, scheme)
			assert.NotEmpty(t, title, p.name)
		}
	}
}

// looked goes to a page and lets axe-core look at it.
func looked(ctx context.Context, t *testing.T, p page, axe string, width int64, scheme string) (title string) {
	t.Helper()
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)), p.name)
	if p.at != "" {
		require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(p.at)), p.name)
	}
	if p.away != "" {
		_, err := chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void](p.away))
		require.NoError(t, err, p.name)
	}
	if p.here != "" {
		require.NoError(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](p.here)), p.name)
	}
	require.NoError(t, chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`),
		chromedp.Evaluate[chromedp.Void](axe)), p.name)
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})
		.then(r => JSON.stringify({found: r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html).slice(0, 3).join(" ")), passed: r.passes.length,
			title: document.title, spills: document.documentElement.scrollWidth > innerWidth + 1 ?
				[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("pre, .scroll")).map(e => e.outerHTML.slice(0, 120)).slice(0, 3).concat(innerWidth) : []}))`, chromedp.EvalAwaitPromise))
	require.NoError(t, err, p.name)
	var got struct {
		Found  []string
		Passed int
		Title  string
		Spills []any
	}
	require.NoError(t, json.Unmarshal([]byte(raw), &got))
	t.Logf("%s at %d pixels: %s, %d rules passed", p.name, width, got.Title, got.Passed)
	assert.Empty(t, got.Found, "%s at %d pixels, scheme %s", p.name, width, scheme)
	assert.Greater(t, got.Passed, 10, "axe-core really looked at %s", p.name)
	assert.Empty(t, got.Spills, "%s scrolls sideways at %d pixels", p.name, width)
	return got.Title
}
