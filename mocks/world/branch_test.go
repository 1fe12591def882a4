package world_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/mocks/world"
	"sandpiper/synthetic/chart"
)

// model is the plainest thing that behaves like a world: every chart held in full and copied on branching.
type model map[chart.ID][]string

func (m model) copy() model {
	c := model{}
	for id, versions := range m {
		c[id] = append([]string(nil), versions...)
	}
	return c
}

func TestBranchesAgreeWithAModelThatCopiesEverything(t *testing.T) {
	root := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		worlds := []*world.World{root.Branch(start)}
		models := []model{{}}
		for step := range rapid.IntRange(1, 60).Draw(rt, "steps") {
			at := rapid.IntRange(0, len(worlds)-1).Draw(rt, "world")
			w, m := worlds[at], models[at]
			person := rapid.IntRange(0, 2).Draw(rt, "person")
			text := fmt.Sprint(step)
			switch rapid.SampledFrom([]string{"branch", "branch", "add", "replace", "remove"}).Draw(rt, "act") {
			case "branch":
				worlds, models = append(worlds, w.Branch(start)), append(models, m.copy())
			case "add":
				m[w.Add(person, allergy(text)).Entry.ID] = []string{text}
			case "replace", "remove":
				for k := range 3 { // whichever of the first few is there
					id := chart.ID{Person: person, Kind: chart.Allergy, K: chart.FirstAdded + k}
					versions := m[id]
					if len(versions) == 0 || versions[len(versions)-1] == "gone" {
						continue
					}
					if step%2 == 0 {
						_, err := w.Replace(id, allergy(text), len(versions))
						require.NoError(rt, err)
						m[id] = append(versions, text)
					} else {
						_, err := w.Remove(id, len(versions))
						require.NoError(rt, err)
						m[id] = append(versions, "gone")
					}
					break
				}
			}
		}
		for at, w := range worlds {
			changes := 0
			for id, versions := range models[at] {
				changes += len(versions)
				history := w.History(id)
				require.Len(rt, history, len(versions))
				for k, v := range versions {
					require.Equal(rt, v == "gone", history[k].Version.Deleted)
					if v != "gone" {
						require.Equal(rt, v, history[k].Entry.Text)
					}
					require.Equal(rt, k+1, history[k].Version.N)
				}
			}
			require.Len(rt, w.Changes(), changes)
		}
	})
}

func TestBranchSeesWhatWasAndNotWhatComes(t *testing.T) {
	parent := newWorld(t)
	parent.Add(1, allergy("before"))
	branch := parent.Branch(start.Add(time.Hour))
	parent.Add(1, allergy("in the parent"))
	branch.Add(1, allergy("in the branch"))
	texts := func(w *world.World) (out []string) {
		for _, r := range w.Chart(1) {
			if r.Entry.ID.K >= chart.FirstAdded {
				out = append(out, r.Entry.Text)
			}
		}
		return out
	}
	assert.Equal(t, []string{"before", "in the parent"}, texts(parent))
	assert.Equal(t, []string{"before", "in the branch"}, texts(branch))
	assert.Equal(t, start.Add(time.Hour), branch.Clock().Now())
	assert.Equal(t, start, parent.Clock().Now())
}

// BenchmarkBranchBytes reports the memory that an open branch takes: without a write, and with 20 writes of about 1 KB each.
func BenchmarkBranchBytes(b *testing.B) {
	for _, writes := range []int{0, 20} {
		b.Run(fmt.Sprintf("writes=%d", writes), func(b *testing.B) {
			root := newWorld(b)
			for i := range writes {
				root.Chart(i)
			}
			const branches = 1000
			var held [branches]*world.World
			for b.Loop() {
				clear(held[:])
				before := heap()
				for k := range held {
					held[k] = root.Branch(start)
					for n := range writes {
						e := allergy("note")
						e.Raw = make([]byte, 1024)
						held[k].By("app").Add(n, e)
					}
				}
				b.ReportMetric(float64(heap()-before)/branches, "B/branch")
			}
			runtime.KeepAlive(held)
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkBranch measures opening a branch of a world that has writes of its own.
func BenchmarkBranch(b *testing.B) {
	root := newWorld(b)
	root.Add(1, allergy("x"))
	for b.Loop() {
		root.Branch(start)
	}
}

// BenchmarkRead measures hot reads through a view from many goroutines.
func BenchmarkRead(b *testing.B) {
	w := newWorld(b).Branch(start)
	_, id := withEntries(b, w, chart.Problem)
	b.Run("person", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				w.View().Person(id.Person)
			}
		})
	})
	b.Run("entry", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				w.View().Entry(id)
			}
		})
	})
	b.Run("chart", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				w.View().Chart(id.Person)
			}
		})
	})
	b.Run("drawer", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				w.View().Chart(id.Person, chart.Problem)
			}
		})
	})
}

// What is shown of an entry can name its person's practice. Who has moved in one branch has not moved in another.
func TestNothingOfAnAmendedPersonIsKeptForOtherBranches(t *testing.T) {
	root := newWorld(t)
	kept := world.Projection{Shape: "test", Of: chart.ID{Person: 1, Kind: chart.Contact}}
	shown := func(w *world.World) string {
		return string(w.Projection(kept, func() []byte {
			p, _ := w.Person(1)
			return []byte(p.Practice)
		}))
	}
	moved := root.Branch(start)
	moved.Amend(1, func(p *world.Person) { p.Practice = "ZX9999" })
	after := moved.Branch(start)
	assert.Equal(t, "ZX9999", shown(moved))
	honest := shown(root.Branch(start))
	assert.Equal(t, string(root.Population().Person(1).Practice), honest, "nothing of the branch is kept")
	assert.Equal(t, "ZX9999", shown(after), "nor is what is kept shown in the branch, or in what branched from it")
	assert.Equal(t, honest, string(root.Branch(start).Projection(kept, func() []byte { return []byte("asked again") })), "the base is worked out once")
}
