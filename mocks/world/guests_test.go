package world_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/nhs"
)

func TestGuestsLiveBesideThePopulation(t *testing.T) {
	population, err := synthetic.Open(synthetic.DefaultRecipe(20))
	require.NoError(t, err)
	w := world.New(population, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))
	number, err := nhs.ParseNumber("9000000009")
	require.NoError(t, err)
	_, how := w.Holder(number)
	require.Equal(t, world.Unissued, how)
	person, err := w.By("pack").Admit(number, 58, world.Person{Name: demography.Name{Family: "Smith"}}, world.Particulars{})
	require.NoError(t, err)
	found, how := w.Holder(number)
	assert.Equal(t, [2]any{person, world.Current}, [2]any{found, how})
	assert.Equal(t, number, w.Number(person))
	assert.Contains(t, w.Written(), person, "searches of the register consider them")
	_, err = w.By("pack").Admit(number, 1, world.Person{}, world.Particulars{})
	require.ErrorIs(t, err, world.ErrTaken)
	_, err = w.By("pack").Admit(population.Number(3), 1, world.Person{}, world.Particulars{})
	require.ErrorIs(t, err, world.ErrNumber)
	_, err = w.By("pack").Admit(population.Number(19)+1, 1, world.Person{}, world.Particulars{})
	require.ErrorIs(t, err, world.ErrNumber, "a wrong check digit")

	branch := w.Branch(w.Clock().Now())
	version := branch.Amend(person, func(p *world.Person) { p.Name.Family = "Jones" })
	assert.Equal(t, 59, version.N)
	p, _ := w.Person(person)
	assert.Equal(t, "Smith", p.Name.Family, "a branch keeps its guests to itself")
	p, _ = branch.Person(person)
	assert.Equal(t, "Jones", p.Name.Family)
	assert.Equal(t, number, p.Number)
	assert.Empty(t, branch.View().Chart(person))
	assert.False(t, branch.View().Population().Exists(person))
}
