package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkServeStart is the start of `serve` with a million people: from the start of the process to its first answer that holds a
// record, in milliseconds (ms/start), and the resident memory of the process then (rss-MiB).
func BenchmarkServeStart(b *testing.B) {
	var took time.Duration
	resident := 0
	for b.Loop() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(b, err)
		at := l.Addr().String()
		require.NoError(b, l.Close())
		cmd, _, said := program(b, "serve", "--open", "--people", "1000000", "--listen", at)
		began := time.Now()
		require.NoError(b, cmd.Start())
		for first := false; !first; {
			res, err := http.Get("http://" + at + "/records/FHIR/R4/Patient?_count=1&birthdate=1980-04-01")
			if err != nil {
				require.Less(b, time.Since(began), 30*time.Second, said.String())
				time.Sleep(time.Millisecond)
				continue
			}
			first = res.StatusCode == http.StatusOK
			require.True(b, first, res.Status)
			_ = res.Body.Close()
		}
		took += time.Since(began)
		resident += residentKiB(cmd.Process.Pid)
		require.NoError(b, cmd.Process.Signal(os.Interrupt))
		_ = cmd.Wait()
	}
	b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms/start")
	b.ReportMetric(float64(resident)/1024/float64(b.N), "rss-MiB")
	b.ReportMetric(0, "ns/op")
}

// residentKiB is what /proc says of a process's resident memory; 0 where there is no /proc.
func residentKiB(pid int) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, tail, _ := strings.Cut(string(text), "VmRSS:")
	kib := 0
	_, _ = fmt.Sscan(tail, &kib)
	return kib
}
