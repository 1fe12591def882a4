package product

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// scratchPrefix begins the names of scratch directories, and keeperFile in each names the process that it belongs to.
const (
	scratchPrefix = "sandpiper-"
	keeperFile    = "keeper"
)

// Scratch makes a directory for Env.Dir under root (such as os.TempDir()), first sweeping away those of processes on this machine that were
// killed before they could: a product's key lies in them. Whoever calls it removes the directory in the end.
func Scratch(root string) (string, error) {
	if err := sweepScratch(root); err != nil {
		return "", err
	}
	keeper, err := keeperName()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(root, scratchPrefix)
	if err != nil {
		return "", fmt.Errorf("make a directory for the product's log and key: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, keeperFile), []byte(keeper), 0o600); err != nil {
		return "", errors.Join(fmt.Errorf("mark %s: %w", dir, err), os.RemoveAll(dir))
	}
	return dir, nil
}

// sweepScratch removes the scratch directories under root whose keeper was a process of this machine and is gone. Those that say nothing of a
// keeper, and those of other people, stay.
func sweepScratch(root string) error {
	entries, err := os.ReadDir(root)
	if err != nil {
		return fmt.Errorf("look for directories left behind: %w", err)
	}
	for _, entry := range entries {
		if !entry.IsDir() || !strings.HasPrefix(entry.Name(), scratchPrefix) {
			continue
		}
		dir := filepath.Join(root, entry.Name())
		keeper, err := os.ReadFile(filepath.Join(dir, keeperFile))
		if err != nil || !departed(string(keeper)) {
			continue
		}
		if err := os.RemoveAll(dir); err != nil && !errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("remove a directory left behind: %w", err)
		}
	}
	return nil
}
