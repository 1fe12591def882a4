package product

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"sync"
	"time"
)

// Sums remembers the digests of files between the starts of a campaign's products: one program is started once for each of its seeded
// bugs. A file whose size or time of change is another is read again. The zero Sums is ready, nil remembers nothing; it is safe for many goroutines.
type Sums struct {
	mu    sync.Mutex
	known map[summed]string
}

// summed is a file as it was when it was read.
type summed struct {
	path    string
	size    int64
	changed time.Time
}

// of is the SHA-256 of a regular file in hexadecimal, or nothing when it is something else or cannot be read.
func (s *Sums) of(path string) string {
	about, err := os.Stat(path)
	if err != nil || !about.Mode().IsRegular() {
		return ""
	}
	key := summed{path, about.Size(), about.ModTime()}
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if sum, ok := s.known[key]; ok {
			return sum
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	sum := hex.EncodeToString(h.Sum(nil))
	if s != nil {
		if s.known == nil {
			s.known = map[summed]string{}
		}
		s.known[key] = sum
	}
	return sum
}
