package product

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
)

// covered pins what a command runs: the executable and every argument that names a regular file, from the directory that it starts in.
// The digest is the SHA-256 of their lines "sha256  base-name", each ended by a newline, in byte order. For an interpreter this is the
// interpreter and the script that it is given; what the script loads in its turn is not covered. The key file is new for every campaign and
// is left out. Nothing is covered when the executable cannot be read.
func covered(sums *Sums, executable string, args []string, dir, keyFile string) (digest string, covers []string) {
	var lines []string
	seen := map[string]bool{keyFile: true}
	for i, name := range append([]string{executable}, args...) {
		if name == "" {
			continue
		}
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		sum := ""
		if !seen[name] {
			sum = sums.of(name)
		}
		switch {
		case sum != "":
			seen[name] = true
			lines = append(lines, sum+"  "+filepath.Base(name)+"\n")
			covers = append(covers, filepath.Base(name))
		case i == 0:
			return "", nil
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return "sha256:" + hex.EncodeToString(sum[:]), covers
}
