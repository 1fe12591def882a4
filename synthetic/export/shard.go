package export

import (
	"fmt"
	"strconv"
	"strings"

	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
)

// Shard is a part of an export: the K-th of N, from 1. Its zero value is the whole.
type Shard struct{ K, N int }

// MostShards is the largest N.
const MostShards = 10_000

// ParseShard reads "3/16"; empty is the whole.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	k, n, ok := strings.Cut(s, "/")
	out := Shard{}
	var err1, err2 error
	out.K, err1 = strconv.Atoi(k)
	out.N, err2 = strconv.Atoi(n)
	if !ok || err1 != nil || err2 != nil {
		return Shard{}, fmt.Errorf("shard %q cannot be read: want K/N, such as 3/16", s)
	}
	return out, out.check()
}

func (s Shard) check() error {
	if s != (Shard{}) && (s.N < 1 || s.N > MostShards || s.K < 1 || s.K > s.N) {
		return fmt.Errorf("shard %d/%d: want 1/N to N/N, N from 1 to %d", s.K, s.N, MostShards)
	}
	return nil
}

// String is "3/16", or "1/1" for the whole.
func (s Shard) String() string {
	k, n := s.parts()
	return strconv.Itoa(k) + "/" + strconv.Itoa(n)
}

func (s Shard) parts() (k, n int) { return max(s.K, 1), max(s.N, 1) }

// whole reports whether there is no other shard.
func (s Shard) whole() bool { return s.N <= 1 }

// of is the shard's part of a list of things: from, and up to but without to.
func (s Shard) of(things int) (from, to int) {
	k, n := s.parts()
	return things * (k - 1) / n, things * k / n
}

// suffix tells the files of shards apart within one folder, so that their names sort in the order of joining.
func (s Shard) suffix() string {
	if s.whole() {
		return ""
	}
	return fmt.Sprintf(".%05d-of-%05d", s.K, s.N)
}

// chunkSize is how many indexes a chunk has.
const chunkSize = 32

// chunks is how many chunks the indexes of a population make: first those who live on the recipe's day, then all others.
func chunks(p *synthetic.Population) int { return livingChunks(p) + otherChunks(p) }

func livingChunks(p *synthetic.Population) int { return (p.Len() + chunkSize - 1) / chunkSize }

func otherChunks(p *synthetic.Population) int {
	return (demography.Others(p.Len()) + chunkSize - 1) / chunkSize
}

// indexes is the range of indexes in a chunk. Not all of them need be somebody.
func indexes(p *synthetic.Population, chunk int) (from, to int) {
	living := livingChunks(p)
	if chunk < living {
		return chunk * chunkSize, min((chunk+1)*chunkSize, p.Len())
	}
	from = demography.FirstOther + (chunk-living)*chunkSize
	return from, min(from+chunkSize, demography.FirstOther+demography.Others(p.Len()))
}
