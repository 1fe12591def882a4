package mocks_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"sandpiper/mocks"
)

// TestActing has the order of role resolution of research identity-demographics-registers.md §1.6.
func TestActing(t *testing.T) {
	one, two := mocks.Role{ID: "1", Organisation: "ZX0001"}, mocks.Role{ID: "2", Organisation: "ZX0002"}
	for _, row := range []struct {
		name, urid, selected string
		roles                []mocks.Role
		role                 mocks.Role
		trouble              string
	}{
		{"the header wins", "2", "1", []mocks.Role{one, two}, two, ""},
		{"then the selection", "", "1", []mocks.Role{one, two}, one, ""},
		{"then the only one", "", "", []mocks.Role{two}, two, ""},
		{"many", "", "", []mocks.Role{one, two}, mocks.Role{}, mocks.ManyRoles},
		{"none", "", "", nil, mocks.Role{}, mocks.NoRoles},
		{"somebody else's", "3", "1", []mocks.Role{one, two}, mocks.Role{}, mocks.BadURID},
		{"a selection that is gone", "", "3", []mocks.Role{one, two}, mocks.Role{}, mocks.BadRole},
		{"even an only role is not taken for another", "3", "", []mocks.Role{one}, mocks.Role{}, mocks.BadURID},
	} {
		t.Run(row.name, func(t *testing.T) {
			user := mocks.User{Kind: mocks.Staff, Roles: row.roles, Role: row.selected}
			role, trouble := user.Acting(row.urid)
			assert.Equal(t, row.role, role)
			assert.Equal(t, row.trouble, trouble)
		})
	}
}

func TestEndSessionForgetsItsTokensOnly(t *testing.T) {
	tokens := mocks.NewTokens(1, "x")
	one := tokens.IssueTo(&mocks.User{Session: "s1"}, "app", nil, start, time.Hour)
	two := tokens.IssueTo(&mocks.User{Session: "s2"}, "app", nil, start, time.Hour)
	own := tokens.Issue("app", nil, start, time.Hour)
	assert.Zero(t, tokens.EndSession(""))
	assert.Equal(t, 1, tokens.EndSession("s1"))
	_, err := tokens.Find(one.Value, start)
	assert.ErrorIs(t, err, mocks.ErrUnknownToken)
	for _, kept := range []*mocks.Token{two, own} {
		found, err := tokens.Find(kept.Value, start)
		assert.NoError(t, err)
		assert.Same(t, kept, found)
	}
}
