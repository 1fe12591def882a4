package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sandpiper/reports/bundle"
)

// The names in a run directory that say how far it has come.
const (
	runFile      = "run.json"
	findingsFile = "findings.json"
	journalFile  = "journal.jsonl"
	probePrefix  = ".sandpiper-" // of a file that tries whether the directory can be written
)

// vacant refuses a directory that holds something already. Everything in a run directory is sealed with the evidence, so a
// stranger's files have no place in it. What a campaign left that played nothing does not count.
func vacant(dir string) error {
	inside, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(inside) == 0:
		return nil
	case err != nil:
		return usage("cannot write to %s: %w; choose another directory", dir, reason(err))
	case exists(filepath.Join(dir, intentFile)) && exists(filepath.Join(dir, runFile)):
		return usage("%s holds an unfinished campaign: go on with 'sandpiper run --resume %s', or choose another directory", dir, dir)
	case exists(filepath.Join(dir, intentFile)):
		return nil
	case exists(filepath.Join(dir, runFile)):
		return usage("%s holds a campaign already: choose another directory", dir)
	default:
		return usage("%s holds other files, %s for one: choose an empty directory", dir, inside[0].Name())
	}
}

// writable makes the directory and tries it, so that a campaign does not find out at its end.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage("cannot write to %s: %w; choose another directory", dir, reason(err))
	}
	probe, err := os.CreateTemp(dir, probePrefix+"*")
	if err != nil {
		return usage("cannot write to %s: %w; choose another directory", dir, reason(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// reason is what the system said of a path, without the operation and the path.
func reason(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}

// recordedIn refuses a directory that holds no finished campaign, and says what to do about it.
func recordedIn(dir string) error {
	if _, err := os.ReadDir(dir); err != nil {
		return cannotRead(dir, err)
	}
	switch {
	case !exists(filepath.Join(dir, runFile)):
		return usage("%s is no run directory: it has no %s; 'sandpiper run' and 'sandpiper demo' make one", dir, runFile)
	case exists(filepath.Join(dir, intentFile)):
		return usage("the campaign in %s is not finished: go on with 'sandpiper run --resume %s'", dir, dir)
	}
	return nil
}

// sealedIn refuses a directory that was never sealed. One that lost a part of its seal passes: that is for verify to find.
func sealedIn(dir string) error {
	if _, err := os.ReadDir(dir); err != nil {
		return cannotRead(dir, err)
	}
	for _, name := range []string{bundle.ManifestFile, bundle.CheckpointFile, bundle.AttestationFile} {
		if exists(filepath.Join(dir, name)) {
			return nil
		}
	}
	switch {
	case !exists(filepath.Join(dir, runFile)):
		return usage("%s is no evidence bundle: it has no %s; 'sandpiper run' and 'sandpiper demo' make one", dir, bundle.ManifestFile)
	case exists(filepath.Join(dir, intentFile)):
		return usage("the campaign in %s is not finished, nothing is sealed yet: go on with 'sandpiper run --resume %s'", dir, dir)
	default:
		return usage("%s was played but not sealed: write its reports with 'sandpiper report %s'", dir, dir)
	}
}
