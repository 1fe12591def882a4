package gmf

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Library is a folder of modules, ready to run. It is immutable and safe for any number of goroutines.
type Library struct {
	modules    []*module // in the order of their paths
	top        []*module // those that every person begins with
	attributes names
	codes      names // by code alone, as the framework compares them
	symptoms   names
	causes     names
	signs      names
	watched    names  // states that conditions ask for
	supplied   []bool // attributes that the host supplies, by number
	reasons    map[string]bool
	uses       []use
	slips      []Finding // seen while reading
}

// module is one file: states that lead to one another.
type module struct {
	path   string // within the folder, without .json
	file   string
	name   string // as its author calls it
	states []*state
	start  int32
	order  int // among the top-level modules, -1 for submodules
	stream uint64
}

// state is one state of a module.
type state struct {
	name, kind, remarks string
	line, column        int
	do                  action
	next                transition
	watch               int32 // number among watched names, -1
}

// action is what a state does.
type action interface {
	// run does it at t, in milliseconds; false if the module has to wait here.
	run(s *stay, t int64) bool
}

// usage is how a state uses an attribute, a code or a state's name.
type usage uint8

const (
	reads usage = iota + 1
	sets
	comparesTruth
	readsCode
	starts // a code
	ends   // a code
	endsState
	readsState
	waitsFor      // an encounter
	observes      // a code
	readsObserved // a code
)

// use is one such use.
type use struct {
	how          usage
	id           int32
	module       *module
	state        *state
	line, column int
}

const tableFolder = "lookup_tables"

// loader is a library in the making.
type loader struct {
	library  *Library
	problems Problems
	tables   map[string]*table
	called   []func() // references to submodules, to be resolved when all are there
	byPath   map[string]*module
}

// Load reads every module below a folder: the *.json files in it run for everybody, those in folders of it are submodules, and
// lookup_tables/*.csv is what some of them look in. An overlay.json or overlay.csv is not a module. Everything that is wrong
// comes back at once, as Problems.
func Load(fsys fs.FS, dir string) (*Library, error) {
	l := &loader{library: &Library{reasons: map[string]bool{}}, tables: map[string]*table{}, byPath: map[string]*module{}}
	files := map[string][]byte{}
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		switch path.Ext(name) {
		case ".json", ".csv":
			if info, err := d.Info(); err == nil && info.Size() > maxFile {
				l.problems = append(l.problems, Problem{File: rel, Says: fmt.Sprintf("file of %d bytes; %d is the most", info.Size(), maxFile)})
				return nil
			}
			files[rel], err = fs.ReadFile(fsys, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load modules from %s: %w", dir, err)
	}
	roots := map[*module]*node{}
	for _, rel := range slices.Sorted(maps.Keys(files)) {
		switch {
		case path.Dir(rel) == tableFolder && path.Ext(rel) == ".csv":
			l.readTable(path.Base(rel), files[rel])
		case path.Ext(rel) == ".json" && rel != overlayName:
			root, problem := read(files[rel])
			if problem != nil {
				problem.File = rel
				l.problems = append(l.problems, *problem)
				continue
			}
			m := &module{file: rel, path: strings.TrimSuffix(rel, ".json"), order: -1}
			l.byPath[m.path], roots[m] = m, root
			l.library.modules = append(l.library.modules, m)
		}
	}
	if len(l.library.modules) == 0 && len(l.problems) == 0 {
		return nil, fmt.Errorf("load modules from %s: no *.json file there", dir)
	}
	for _, m := range l.library.modules {
		(&compiler{loader: l, file: m.file, module: m}).compile(roots[m])
	}
	return l.finish()
}

// finish resolves what leads from file to file.
func (l *loader) finish() (*Library, error) {
	lib := l.library
	for _, resolve := range l.called {
		resolve()
	}
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, Problem.order)
		return nil, l.problems
	}
	host := hostAttributes()
	lib.supplied = make([]bool, len(lib.attributes.list))
	for id, name := range lib.attributes.list {
		lib.supplied[id] = host[name].supplied
	}
	for _, m := range lib.modules {
		if !strings.Contains(m.path, "/") {
			m.order = len(lib.top)
			lib.top = append(lib.top, m)
		}
		m.stream = fold(m.path)
		for i, s := range m.states {
			s.watch = lib.watched.find(s.name)
			if s.name == "Initial" {
				m.start = int32(i)
			}
		}
	}
	return lib, nil
}

// Modules lists the paths of the modules that everybody begins with, without .json.
func (lib *Library) Modules() []string { return paths(lib.top) }

// Submodules lists the paths of the others.
func (lib *Library) Submodules() []string {
	return paths(slices.DeleteFunc(slices.Clone(lib.modules), func(m *module) bool { return m.order >= 0 }))
}

func paths(ms []*module) []string {
	out := make([]string, len(ms))
	for i, m := range ms {
		out[i] = m.path
	}
	return out
}

// States is the number of states in all modules.
func (lib *Library) States() int {
	n := 0
	for _, m := range lib.modules {
		n += len(m.states)
	}
	return n
}

// find is a module by its path, nil if there is none.
func (lib *Library) find(path string) *module {
	for _, m := range lib.modules {
		if m.path == path {
			return m
		}
	}
	return nil
}

// fold is a number for a name (FNV-1a).
func fold(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return h
}
