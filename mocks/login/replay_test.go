package login_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/login"
)

// TestReplaysAreBounded: whatever is sent, only so many identifiers stay. Those that expire soonest go first, and what has expired is no loss.
func TestReplaysAreBounded(t *testing.T) {
	var r login.Replays
	const long = 1 << 40
	require.True(t, r.Spend("kept", 0, long+1))
	for n := range int64(5 * login.MostRemembered) {
		require.True(t, r.Spend(strconv.FormatInt(n, 10), 0, 1000+n))
		require.LessOrEqual(t, r.Len(), login.MostRemembered)
	}
	assert.False(t, r.Spend("kept", 0, long), "it expires last")
	last := strconv.Itoa(5*login.MostRemembered - 1)
	assert.False(t, r.Spend(last, 0, long))
	assert.True(t, r.Spend("0", 0, long), "the first has long been forgotten")
	for n := range login.MostRemembered {
		require.True(t, r.Spend("later"+strconv.Itoa(n), long-1, long), "when all have expired there is room again")
	}
	assert.LessOrEqual(t, r.Len(), login.MostRemembered)
	assert.False(t, r.Spend("kept", long, long+1))
}
