package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLinkedLicences reads the licence of every module that is linked into the program: nothing copyleft, nothing without one.
func TestLinkedLicences(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the go command about every package")
	}
	out, err := exec.Command("go", "list", "-deps", "-json=Module", ".").Output()
	require.NoError(t, err)
	dirs := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module *struct{ Path, Dir string } }
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if p.Module != nil && p.Module.Path != "sandpiper" {
			dirs[p.Module.Path] = p.Module.Dir
		}
	}
	require.Greater(t, len(dirs), 10, "the list of linked modules looks wrong")
	paths := make([]string, 0, len(dirs))
	for path := range dirs {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		assert.NotEmpty(t, licenceOf(t, dirs[path]), "%s: no licence that we know (in %s)", path, dirs[path])
	}
}

// licenceOf names a module's licence by what only its text says; empty for one that may not be linked.
func licenceOf(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, f := range files {
		name := strings.ToUpper(filepath.Base(f))
		if !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		text := strings.Join(strings.Fields(string(raw)), " ")
		switch {
		case strings.Contains(text, "GNU GENERAL PUBLIC LICENSE"), strings.Contains(text, "GNU LESSER GENERAL"), strings.Contains(text, "GNU AFFERO"):
			return ""
		case strings.Contains(text, "Apache License"):
			return "Apache-2.0"
		case strings.Contains(text, "Permission is hereby granted, free of charge"):
			return "MIT"
		case strings.Contains(text, "Redistribution and use in source and binary forms"):
			return "BSD"
		case strings.Contains(text, "Permission to use, copy, modify, and/or distribute"), strings.Contains(text, "Permission to use, copy, modify, and distribute"):
			return "ISC"
		}
	}
	return ""
}
