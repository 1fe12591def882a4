package world_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks/world"
)

func TestCacheStaysWithinItsBound(t *testing.T) {
	const bound = 16 * 1000
	c := world.NewCache(bound, func(int, int) int { return 100 })
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for k := range 5000 {
				assert.Equal(t, k*2, c.Get(k, func() int { return k * 2 }))
				assert.Equal(t, g, c.Get(-1-g, func() int { return g }))
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, c.Bytes(), bound)
	assert.Greater(t, c.Bytes(), bound/2)
}

func TestCacheKeepsWhatIsUsedAndRefusesWhatIsTooLarge(t *testing.T) {
	c := world.NewCache(16*100, func(_, cost int) int { return cost })
	made := 0
	get := func(key, cost int) { c.Get(key, func() int { made++; return cost }) }
	get(1, 10)
	for k := 2; k < 2000; k++ {
		get(k, 10)
		get(1, 10)
	}
	assert.Equal(t, 1999, made, "the one in use was made once")
	get(-1, 1000)
	get(-1, 1000)
	assert.Equal(t, 2001, made, "a value larger than its shard is made anew each time")
}
