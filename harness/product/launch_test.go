package product_test

import (
	"context"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/harness/product"
	"sandpiper/harness/product/producttest"
	"sandpiper/harness/product/producttest/stranger"
)

// TestMain lets this test binary be the product that it starts.
func TestMain(m *testing.M) {
	if os.Getenv("SANDPIPER_TEST_STRANGER") != "" {
		os.Exit(stranger.Live(os.Getenv, os.Stderr, os.Exit))
	}
	for k, v := range product.ContainerEnv(exists("/.dockerenv")) {
		if err := os.Setenv(k, v); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func strangerProcess(t *testing.T, env ...string) product.Process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	return product.Process{Command: []string{self}, Env: append([]string{"SANDPIPER_TEST_STRANGER=1"}, env...)}
}

func TestNone(t *testing.T) {
	server := httptest.NewServer(stranger.Handler(func() {}))
	t.Cleanup(server.Close)
	producttest.Run(t, producttest.Subject{Name: "none", Stays: true,
		Launch: func(*testing.T) product.Launcher { return product.None{At: server.URL} }})
}

func TestProcess(t *testing.T) {
	producttest.Run(t, producttest.Subject{Name: "process",
		Launch: func(t *testing.T) product.Launcher { return strangerProcess(t) }})
}

func TestProcessReadyByLog(t *testing.T) {
	p := strangerProcess(t)
	p.Ready.Log = "stranger listening"
	producttest.Start(t, producttest.Subject{Name: "process", Launch: func(*testing.T) product.Launcher { return p }})
}

// A product that lets nobody in is awake all the same.
func TestProcessReadyByRefusal(t *testing.T) {
	p := strangerProcess(t)
	p.Ready.Path = "/refuse"
	producttest.Start(t, producttest.Subject{Name: "process", Launch: func(*testing.T) product.Launcher { return p }})
}

func TestProcessThatDoesNotWakeUp(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	port := taken.Addr().(*net.TCPAddr).Port

	mute := strangerProcess(t, "STRANGER=mute")
	mute.Ready.Within = 300 * time.Millisecond
	inUse := strangerProcess(t)
	inUse.Port = port
	lost := strangerProcess(t)
	lost.Ready = product.Readiness{Path: "/nowhere", Within: 300 * time.Millisecond}
	silent := strangerProcess(t)
	silent.Ready = product.Readiness{Log: "good morning", Within: 300 * time.Millisecond}
	tests := []struct {
		name    string
		process product.Process
		says    []string
	}{
		{"stillborn", strangerProcess(t, "STRANGER=stillborn"), []string{"exit status 7", "cannot find the configuration of the universe"}},
		{"mute", mute, []string{"not ready within 300ms: GET http://127.0.0.1:", "/ gave connection refused", "not in the mood"}},
		{"not at its path", lost, []string{"not ready within 300ms: GET http://127.0.0.1:", "/nowhere gave 404 Not Found", "stranger listening"}},
		{"never logged", silent, []string{`it never logged "good morning"`, "stranger listening"}},
		{"port in use", inUse, []string{"port " + strconv.Itoa(port) + " is in use"}},
		{"no such program", product.Process{Command: []string{"/nowhere/at/all"}}, []string{"run /nowhere/at/all"}},
		{"empty", product.Process{}, []string{"the command is empty"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := product.Guest{Title: "Stranger", Launch: test.process}.Start(t.Context(), producttest.Env(t))
			require.Error(t, err)
			for _, s := range test.says {
				assert.ErrorContains(t, err, s)
			}
		})
	}
}

func TestProcessFillsItsCommand(t *testing.T) {
	env := producttest.Env(t)
	env.Self, env.Client = "/bin/sh", product.Client{ID: "app-1", KeyPEM: []byte("a key\n")}
	p := product.Process{Command: []string{"${self}", "-c", `echo id=${client_id} at=${token_url} port=${port} env=$MINE $SANDPIPER_CLIENT_ID; cat ${key_file}; exit 5`},
		Env: []string{"MINE=${fhir_base}"}}
	_, err := product.Guest{Title: "Shell", Launch: p}.Start(t.Context(), env)
	assert.ErrorContains(t, err, "id=app-1 at=http://127.0.0.1:1/oauth2/token port=")
	assert.ErrorContains(t, err, "env=http://127.0.0.1:1/records/FHIR/R4 app-1")
	assert.ErrorContains(t, err, "a key")
	kept, err := os.Stat(filepath.Join(env.Dir, "product-key.pem"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), kept.Mode().Perm())
}

func TestProcessGroupEndsWithItsHead(t *testing.T) {
	env := producttest.Env(t)
	file := filepath.Join(t.TempDir(), "child")
	p := product.Process{Command: []string{"/bin/sh", "-c", "sleep 600 & echo $! > " + file + "; echo ready; wait"}, Ready: product.Readiness{Log: "ready"}}
	session, err := product.Guest{Title: "Shell", Launch: p}.Start(t.Context(), env)
	require.NoError(t, err)
	require.NoError(t, session.Close(t.Context()))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var child int
	_, err = fmt.Sscan(string(text), &child)
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return !alive(child) }, 5*time.Second, 20*time.Millisecond, "the child %d outlived the product", child)
}

func TestProcessThatLogsWithoutEnd(t *testing.T) {
	env := producttest.Env(t)
	p := product.Process{Command: []string{"/bin/sh", "-c", "echo ready; yes sandpiper | head -c 20000000; sleep 600"}, Ready: product.Readiness{Log: "ready"}}
	session, err := product.Guest{Title: "Shell", Launch: p}.Start(t.Context(), env)
	require.NoError(t, err)
	log := filepath.Join(env.Dir, "product.log")
	require.Eventually(t, func() bool { kept, err := os.Stat(log); return err == nil && kept.Size() > 4<<20 }, 10*time.Second, 20*time.Millisecond)
	require.NoError(t, session.Close(t.Context()))
	kept, err := os.Stat(log)
	require.NoError(t, err)
	assert.Less(t, kept.Size(), int64(5<<20))
}

// A container whose keeper was killed is swept away by the next campaign; one whose keeper lives is left alone.
func TestSweep(t *testing.T) {
	needDocker(t)
	gone := exec.CommandContext(t.Context(), "true")
	require.NoError(t, gone.Run())
	host, err := os.Hostname()
	require.NoError(t, err)
	network := func(keeper int) string {
		name := "sandpiper-test-" + strconv.Itoa(keeper)
		out, err := exec.CommandContext(t.Context(), "docker", "network", "create", "--internal", "--label", "sandpiper.keeper="+host+"/"+strconv.Itoa(keeper), name).CombinedOutput()
		require.NoError(t, err, string(out))
		t.Cleanup(func() { _ = exec.CommandContext(context.Background(), "docker", "network", "rm", name).Run() })
		return name
	}
	left, kept := network(gone.Process.Pid), network(os.Getpid())
	require.NoError(t, product.Sweep(t.Context(), time.Now()))
	names, err := exec.CommandContext(t.Context(), "docker", "network", "ls", "--format", "{{.Name}}").CombinedOutput()
	require.NoError(t, err)
	assert.NotContains(t, string(names), left)
	assert.Contains(t, string(names), kept)
}

func TestContainer(t *testing.T) {
	needDocker(t)
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(dir, "stranger"), "./producttest/stranger/alone")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM scratch\nCOPY stranger /stranger\nENTRYPOINT [\"/stranger\"]\n"), 0o600))

	subject := producttest.Subject{Name: "container", Launch: func(*testing.T) product.Launcher {
		return product.Container{Build: dir, Port: 8080, CPUs: 1}
	}}
	producttest.Run(t, subject)

	t.Run("identity is the image's digest", func(t *testing.T) {
		assert.Regexp(t, `^sha256:[0-9a-f]{64}$`, producttest.Start(t, subject).Identity().Digest)
	})
	t.Run("its log is kept", func(t *testing.T) {
		session := producttest.Start(t, subject)
		logged := session.(product.Logged)
		assert.Contains(t, strings.Join(logged.LastLines(), "\n"), "stranger listening")
		require.NoError(t, session.Close(t.Context()))
		text, err := os.ReadFile(logged.LogFile())
		require.NoError(t, err)
		assert.Contains(t, string(text), "stranger listening")
		assert.Contains(t, strings.Join(logged.LastLines(), "\n"), "stranger listening")
	})
	t.Run("stillborn", func(t *testing.T) {
		g := product.Guest{Title: "Stranger", Launch: product.Container{Build: dir, Port: 8080, Env: []string{"STRANGER=stillborn"}}}
		_, err := g.Start(t.Context(), producttest.Env(t))
		assert.ErrorContains(t, err, "cannot find the configuration of the universe")
	})
	t.Run("nothing is left behind", func(t *testing.T) {
		host, err := os.Hostname()
		require.NoError(t, err)
		mine := "label=sandpiper.keeper=" + host + "/" + strconv.Itoa(os.Getpid())
		text, err := exec.CommandContext(t.Context(), "docker", "ps", "-aq", "--filter", mine).CombinedOutput()
		require.NoError(t, err, string(text))
		assert.Empty(t, string(text))
		text, err = exec.CommandContext(t.Context(), "docker", "network", "ls", "-q", "--filter", mine).CombinedOutput()
		require.NoError(t, err, string(text))
		assert.Empty(t, string(text))
	})
}

// needDocker skips unless a container engine answers. In continuous integration a missing one is a failure.
func needDocker(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "docker", "info").CombinedOutput(); err != nil {
		if os.Getenv("SANDPIPER_CI") != "" {
			t.Fatalf("no container engine answers: %v\n%s", err, out)
		}
		t.Skip("no container engine answers")
	}
}
