package synthetic_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
	"sandpiper/synthetic/demography"
)

// What a twin's change reaches is what the causal map says, and nothing else of anybody.
func TestTwins(t *testing.T) {
	const people = 400
	p := open(t, people)
	for _, c := range []synthetic.Change{
		{Attribute: "sex", Value: "male"}, {Attribute: "sex", Value: "male", Follow: true},
		{Attribute: "ethnicity", Value: "N"}, {Attribute: "ethnicity", Value: "J", Follow: true},
		{Attribute: "language", Value: "pl"}, {Attribute: "deprivation", Value: "1"}, {Attribute: "deprivation", Value: "10", Follow: true},
		{Attribute: "disability", Value: "learning-disability"}, {Attribute: "disability", Value: "hearing-loss", Follow: true},
		{Attribute: "name", Value: "Ada Mary Quill"},
	} {
		for i := 5; i < people; i += 61 {
			twin, err := p.Twin(i, c)
			require.NoError(t, err, "%+v", c)
			was, lived, wrote := p.Life(i)
			is, lives, writes := twin.Life(i)
			require.Equal(t, is, twin.Person(i))
			require.Equal(t, was.Number, is.Number)
			require.Equal(t, was.Born, is.Born)
			neighbour := (i + 1) % people
			require.Equal(t, p.Person(neighbour), twin.Person(neighbour))
			held(t, c, &was, &is, &lived, &lives, &wrote, &writes)
			if !c.Follow && !slices.Contains([]string{"sex", "disability"}, c.Attribute) {
				require.Equal(t, lived.At(p.Date()), lives.At(p.Date()), "%+v", c)
				require.Equal(t, wrote.Entries, writes.Entries, "%+v", c)
			}
			q := synthetic.Query{Family: is.Name.Family, Postcode: is.Address.Postcode, BornFrom: is.Born, BornTo: is.Born}
			require.Contains(t, slices.Collect(twin.Search(q)), i)
		}
	}
}

// held checks the attribute that was changed and its neighbours.
func held(t *testing.T, c synthetic.Change, was, is *synthetic.Person, lived, lives *course.Life, wrote, writes *chart.Chart) {
	t.Helper()
	same := func(names, ethnicity, language, decile bool) {
		t.Helper()
		assert.Equal(t, names, was.Name.Family == is.Name.Family && slices.Equal(was.Name.Given, is.Name.Given), "%+v: %v, %v", c, was.Name, is.Name)
		assert.Equal(t, ethnicity, was.Ethnicity == is.Ethnicity)
		assert.Equal(t, language, was.Language == is.Language)
		assert.Equal(t, decile, was.Decile == is.Decile && was.Address.Postcode == is.Address.Postcode)
	}
	switch c.Attribute {
	case "sex":
		assert.Equal(t, demography.Male, is.Sex)
		same(was.Sex == is.Sex, true, true, true)
		for _, x := range lives.Conditions {
			assert.True(t, course.Possible(x.Is, is.Sex), x.Is)
		}
		assert.Empty(t, lives.Pregnancies)
	case "ethnicity":
		assert.Equal(t, c.Value, is.Ethnicity)
		if !c.Follow && was.Ethnicity != c.Value {
			same(true, false, true, true)
			if wrote.Ethnicity.Code == was.Ethnicity {
				assert.Equal(t, c.Value, writes.Ethnicity.Code)
			}
		}
	case "language":
		assert.True(t, is.Interpreter)
	case "deprivation":
		assert.Equal(t, was.Region, is.Region)
		same(true, true, true, was.Decile == is.Decile)
	case "disability":
		assert.True(t, slices.ContainsFunc(lives.Conditions, func(x course.Condition) bool { return x.Is == c.Value }))
		same(true, true, true, true)
	case "name":
		assert.Equal(t, []string{"Ada", "Mary"}, is.Name.Given)
	}
}

func TestTwinsSayWhatIsWrong(t *testing.T) {
	p := open(t, 10)
	for _, c := range []struct{ attribute, value, says string }{
		{"ethnicty", "J", `did you mean "ethnicity"?`}, {"sex", "both", "neither female nor male"}, {"ethnicity", "Q", "no NHS ethnic category"},
		{"language", "tlh", "not one of en"}, {"deprivation", "11", "no decile"}, {"disability", "hearing-los", `did you mean "hearing-loss"?`},
		{"name", "Prince", "given names and a family name"},
	} {
		_, err := p.Twin(1, synthetic.Change{Attribute: c.attribute, Value: c.value})
		require.ErrorIs(t, err, synthetic.ErrChange)
		assert.ErrorContains(t, err, c.says)
	}
	_, err := p.Twin(10, synthetic.Change{Attribute: "sex", Value: "male"})
	assert.ErrorContains(t, err, "no person 10")
}
