package registers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sandpiper/mocks/registers"
)

// BenchmarkFirstUse is what the first caller of a population's registers waits for: everything that a register and its tree are made of.
func BenchmarkFirstUse(b *testing.B) {
	for _, c := range []struct{ name, path string }{
		{"organisation", "/organisation/proof/register/merkle:sha-256"},
		{"practitioner-gmc", "/practitioner-gmc/proof/register/merkle:sha-256"},
		{"practitioner-gmc-v2", "/practitioner-gmc/next/proofs/register"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := newRig(b, &registers.Service{})
				b.StartTimer()
				require.Equal(b, 200, r.get(c.path).Code)
			}
		})
	}
}

func BenchmarkAnswer(b *testing.B) {
	r := newRig(b, &registers.Service{})
	for _, path := range []string{
		"/practitioner-gmc/records/ZX0412-00", "/practitioner-gmc/next/records/ZX0412-00", "/practitioner-gmc/entries",
		"/practitioner-gmc/proof/entries/20000/34000/merkle:sha-256", "/practitioner-gmc/proof/consistency/20000/34000/merkle:sha-256",
		"/practitioner-gmc/records/organisation/organisation:ZX0412", "/practitioner-gmc/download-rsf",
	} {
		require.Equal(b, 200, r.get(path).Code, path)
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				r.get(path)
			}
		})
	}
}
