package catalogue_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// running is a server in a process of its own.
type running struct {
	address string // host:port
	pid     int
	started time.Duration // from the start of the process to its first answer
}

func (p *running) url(path string) string { return "http://" + p.address + path }

// launch starts a server on a free port, which stands for PORT in its arguments, waits until it answers, and ends it with the benchmark.
func launch(b *testing.B, env []string, name string, arguments ...string) *running {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	p := &running{address: l.Addr().String()}
	require.NoError(b, l.Close())
	_, port, _ := strings.Cut(p.address, ":")
	args := make([]string, len(arguments))
	for i, a := range arguments {
		args[i] = strings.ReplaceAll(a, "PORT", port)
	}
	c := exec.Command(name, args...)
	c.Env = append(append(os.Environ(), "GOMAXPROCS=2", "PORT="+port), env...)
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	began := time.Now()
	require.NoError(b, c.Start())
	p.pid = c.Process.Pid
	b.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	for {
		response, err := http.Get(p.url("/"))
		if err == nil {
			_ = response.Body.Close()
			p.started = time.Since(began)
			return p
		}
		require.Less(b, time.Since(began), time.Minute, "%s does not answer: %v", name, &said)
		time.Sleep(5 * time.Millisecond)
	}
}

// cpu is the processor time that a process has used, user and system; the kernel counts it in hundredths of a second.
func (p *running) cpu(b *testing.B) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.pid))
	require.NoError(b, err)
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	require.NoError(b, err)
	system, err := strconv.Atoi(fields[12])
	require.NoError(b, err)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// resident is the memory of a process that is in RAM, in MiB.
func (p *running) resident(b *testing.B) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	require.NoError(b, err)
	_, tail, _ := strings.Cut(string(text), "VmRSS:")
	kib := 0
	_, err = fmt.Sscan(tail, &kib)
	require.NoError(b, err)
	return float64(kib) / 1024
}

// program builds the mock NHS as it is shipped.
func program(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "sandpiper")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "sandpiper/cmd/sandpiper")
	out, err := build.CombinedOutput()
	require.NoError(b, err, "%s", out)
	return path
}

// peersFolder is where the peers are installed, or the reason why they are not.
func peersFolder() (folder, reason string) {
	for _, tool := range []string{"node", "java"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", tool + " is not installed"
		}
	}
	folder, err := filepath.Abs(filepath.Join("..", "..", ".ci", "bench"))
	if err != nil {
		return "", err.Error()
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "wiremock")); err != nil {
		return "", "the peers are not installed: bash .ci/bench/run does that"
	}
	return folder, ""
}
