package export_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/export"
)

// BenchmarkExport writes 4,096 people with one worker, digests and all, to nowhere.
//
//	go test ./synthetic/export -run xxx -bench Export -benchtime 1x -cpu 1
func BenchmarkExport(b *testing.B) {
	const people = 4096
	p := population(b, 1_000_000)
	for _, format := range export.Formats {
		b.Run(format, func(b *testing.B) {
			var m export.Manifest
			for b.Loop() {
				var err error
				j := export.Job{Population: p, Format: format, Sink: &export.Digest{}, Workers: 1, Shard: export.Shard{K: 1, N: 1_000_000 / people}}
				m, err = j.Run(b.Context())
				require.NoError(b, err)
			}
			b.SetBytes(m.Bytes)
			b.ReportMetric(float64(m.People*b.N)/b.Elapsed().Seconds(), "people/s")
			b.ReportMetric(float64(m.Bytes)/float64(m.People), "bytes/record")
		})
	}
}
