package product

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sandpiper/scenarios"
)

// FromFile makes the product that a product file describes. dir is the file's directory, which relative paths in it start
// at and in which a process starts that names no dir: of its own; empty for a file inside the program. bug names the variant to switch on, or is empty for the product as it is.
func FromFile(f *scenarios.ProductFile, dir, bug string) (Product, error) {
	variant := &scenarios.Variant{}
	if bug != "" {
		v, ok := f.Variant(bug)
		if !ok {
			return nil, fmt.Errorf("%s has no variant with the bug %q", f.ID, bug)
		}
		variant = v
	}
	g := Guest{Title: f.Title, Version: f.Version, Variant: bug}
	var err error
	if g.Launch, err = launcher(f, dir, variant); err != nil {
		return nil, fmt.Errorf("%s: start: %w", f.ID, err)
	}
	for i := range f.Serves {
		way, err := serving(&f.Serves[i])
		if err != nil {
			return nil, fmt.Errorf("%s: serves: %w", f.ID, err)
		}
		g.Serves = append(g.Serves, way)
	}
	return g, nil
}

// launcher makes the launcher that the file's start: asks for, with the variant's arguments and environment added.
func launcher(f *scenarios.ProductFile, dir string, v *scenarios.Variant) (Launcher, error) {
	switch {
	case f.Start.Process != nil:
		p := f.Start.Process
		ready, err := readiness(p.Ready)
		if err != nil {
			return nil, err
		}
		return Process{
			Command: append(append([]string(nil), p.Command...), v.Args...),
			Dir:     startIn(dir, p.Dir),
			Env:     variables(p.Env, v.Env),
			Ready:   ready,
		}, nil
	case f.Start.Container != nil:
		c := f.Start.Container
		ready, err := readiness(c.Ready)
		if err != nil {
			return nil, err
		}
		memory, err := bytesOf(c.Memory)
		if err != nil {
			return nil, err
		}
		return Container{
			Image:   c.Image,
			Command: append(append([]string(nil), c.Command...), v.Args...),
			Port:    c.Port,
			Env:     variables(c.Env, v.Env),
			Memory:  memory,
			Ready:   ready,
		}, nil
	}
	if v.Bug != "" {
		return nil, fmt.Errorf("the bug %q cannot be switched on in a product that runs already", v.Bug)
	}
	for i := range f.Serves {
		if !strings.Contains(f.Serves[i].Base, "://") {
			return nil, fmt.Errorf("a product that runs already needs a whole URL as the base of %s", f.Serves[i].Name)
		}
	}
	return None{}, nil
}

// serving makes one way in.
func serving(s *scenarios.Serving) (Serve, error) {
	way := Serve{Name: s.Name, Base: s.Base}
	switch s.Adapter {
	case scenarios.CDSHooks:
		way.Connect = CDSHooks
	case scenarios.HTTP:
		way.Connect = HTTP
	case scenarios.Browser:
		way.Connect = Browser
	default:
		return Serve{}, fmt.Errorf("%s: this version has no adapter %q; it has browser, cds-hooks, http", s.Name, s.Adapter)
	}
	return way, nil
}

func readiness(r scenarios.Ready) (Readiness, error) {
	within, ok := r.Within.Clock()
	if !ok {
		return Readiness{}, fmt.Errorf("ready: within: %s has no exact length", r.Within)
	}
	return Readiness{Path: r.Path, Log: r.Log, Within: max(within, 0*time.Second)}, nil
}

// startIn is where a process starts: the product file's dir:, relative to the file's own directory, which it is without one. A product
// file that lies in no directory (a pack inside the program) leaves it to the launcher.
func startIn(dir, path string) string {
	switch {
	case filepath.IsAbs(path):
		return path
	case path == "":
		return dir
	}
	return filepath.Join(dir, path)
}

func variables(lists ...[]scenarios.Variable) []string {
	var out []string
	for _, list := range lists {
		for _, v := range list {
			out = append(out, v.Name+"="+v.Text)
		}
	}
	return out
}

// bytesOf reads an amount of memory such as 256MiB; empty is zero.
func bytesOf(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	for _, unit := range []struct {
		suffix string
		bytes  int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"", 1}} {
		if number, ok := strings.CutSuffix(s, unit.suffix); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
			if err != nil || n <= 0 || n > 1<<33 {
				return 0, fmt.Errorf("memory: %q is no amount such as 256MiB", s)
			}
			return n * unit.bytes, nil
		}
	}
	return 0, nil
}
