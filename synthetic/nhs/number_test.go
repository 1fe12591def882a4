package nhs_test

import (
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"sandpiper/synthetic/nhs"
)

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		in   string
		want nhs.Number
		says string
	}{
		{"9990000018", 9990000018, ""},
		{"999 000 0018", 9990000018, ""},
		{"999-000-0018", 9990000018, ""},
		{"9990000019", 0, "check digit"},
		{"999000001", 0, "9 digits"},
		{"99900000188", 0, "more than ten"},
		{"999000001X", 0, "holds 'X'"},
		{" 9990000018", 0, "holds ' '"},
		{"", 0, "0 digits"},
		{"0000000000", 0, "check digit"},
	} {
		got, err := nhs.ParseNumber(c.in)
		assert.Equal(t, c.want, got, c.in)
		if c.says == "" {
			assert.NoError(t, err, c.in)
		} else {
			require.ErrorIs(t, err, nhs.ErrNumber, c.in)
			assert.Contains(t, err.Error(), c.says)
		}
	}
}

func TestNumberPrints(t *testing.T) {
	assert.Equal(t, "9990000018", nhs.Number(9990000018).String())
	assert.Equal(t, "999 000 0018", nhs.Number(9990000018).Spaced())
}

// The official block is gone through whole: every person has a number of their own, and all 909,091 valid ones are used.
func TestOfficialBlockIsABijection(t *testing.T) {
	n := nhs.NewNumbering(1)
	seen := make([]bool, 10_000_000)
	used := 0
	for i := range 909_091 {
		x := n.Number(i)
		if x/10_000_000 != 999 || !x.Valid() || seen[x%10_000_000] {
			t.Fatalf("person %d has %v", i, x)
		}
		seen[x%10_000_000] = true
		used++
		if back, ok := n.Index(x); !ok || back != i {
			t.Fatalf("%v is %d, %v; want %d", x, back, ok, i)
		}
	}
	valid := 0
	for stem := range 1_000_000 {
		for digit := range 10 {
			if nhs.Number(9_990_000_000 + stem*10 + digit).Valid() {
				valid++
			}
		}
	}
	assert.Equal(t, valid, used)
	next := n.Number(909_091)
	assert.NotEqual(t, nhs.Number(999), next/10_000_000, "the next person is in the second block")
}

func TestNumberingRoundTrip(t *testing.T) {
	allowed := map[int]bool{}
	for _, r := range nhs.Ranges() {
		for p := r.From; p <= r.To; p++ {
			allowed[p] = true
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := nhs.NewNumbering(rapid.Uint64().Draw(t, "seed"))
		i := rapid.IntRange(0, n.Len()-1).Draw(t, "i")
		x := n.Number(i)
		require.True(t, x.Valid())
		require.True(t, allowed[int(x/10_000_000)], "prefix of %v", x)
		back, ok := n.Index(x)
		require.True(t, ok)
		require.Equal(t, i, back)
	})
}

// Numbers of published packs are nobody's, and leaving them out moves only the two people who would have had them, to the places of the last two.
func TestNumbersLeftOut(t *testing.T) {
	left := nhs.LeftOut()
	require.Len(t, left, 2)
	for seed := range uint64(40) {
		n := nhs.NewNumbering(seed)
		for _, x := range left {
			require.True(t, x.Valid())
			_, ok := n.Index(x)
			require.False(t, ok, "seed %d", seed)
		}
		assert.Equal(t, 77_272_725, n.Len())
		// The end of the range is where the detour leads: whoever has a place there finds back.
		for i := n.Len() - 1000; i < n.Len(); i++ {
			back, ok := n.Index(n.Number(i))
			require.True(t, ok)
			require.Equal(t, i, back)
		}
		assert.Zero(t, n.Number(n.Len()))
	}
}

func TestIndexIsTheInverseOverAnyNumber(t *testing.T) {
	n := nhs.NewNumbering(7)
	rapid.Check(t, func(t *rapid.T) {
		x := nhs.Number(rapid.Uint64Range(0, 10_100_000_000).Draw(t, "x"))
		if i, ok := n.Index(x); ok {
			require.Equal(t, x, n.Number(i))
		} else {
			require.Zero(t, i)
		}
	})
}

func TestIndexRejects(t *testing.T) {
	n := nhs.NewNumbering(1)
	for name, x := range map[string]nhs.Number{
		"zero": 0, "wrong check digit": 9990000019, "issued range": 4010232137, "published sandbox pack": 9000000009,
		"published integration pack": 9449310378, "eleven digits": 99900000188,
	} {
		_, ok := n.Index(x)
		assert.False(t, ok, name)
	}
	assert.Zero(t, n.Number(-1))
	assert.Zero(t, n.Number(n.Len()))
}

func TestSeedsShuffleDifferently(t *testing.T) {
	a, b := nhs.NewNumbering(1), nhs.NewNumbering(2)
	same := 0
	for i := range 1000 {
		if a.Number(i) == b.Number(i) {
			same++
		}
	}
	assert.Less(t, same, 5)
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"9990000018", "999 000 0018", "--", "９９９"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := nhs.ParseNumber(s)
		if err != nil {
			return
		}
		if back, err := nhs.ParseNumber(n.Spaced()); err != nil || back != n {
			t.Fatalf("%q is %v, whose spaced form is %v, %v", s, n, back, err)
		}
	})
}

func BenchmarkNumber(b *testing.B) {
	n := nhs.NewNumbering(1)
	for name, from := range map[string]int{"official": 0, "second": 5_000_000} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				_ = n.Number(from + i%900_000)
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	n := nhs.NewNumbering(1)
	for name, from := range map[string]int{"official": 0, "second": 5_000_000} {
		numbers := make([]nhs.Number, 4096)
		for i := range numbers {
			numbers[i] = n.Number(from + i*200)
		}
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				if _, ok := n.Index(numbers[i%4096]); !ok {
					b.Fatal("lost a number")
				}
			}
		})
	}
}

// Over the whole declared range every index has a number of its own, and the way back leads to the index. It takes some ten
// seconds, so it is left to the gate.
func TestNumberingIsBijective(t *testing.T) {
	if os.Getenv("SANDPIPER_CI") == "" {
		t.Skip("77 million numbers: set SANDPIPER_CI=1 to go through them all")
	}
	n := nhs.NewNumbering(1)
	var wait sync.WaitGroup
	const workers = 4
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n.Len(); i += workers {
				if back, ok := n.Index(n.Number(i)); !ok || back != i {
					t.Errorf("person %d has %v, whose person is %d", i, n.Number(i), back)
					return
				}
			}
		})
	}
	wait.Wait()
}
