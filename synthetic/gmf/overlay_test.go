package gmf_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/demography"
	"sandpiper/synthetic/gmf"
)

const someOverlay = `{
  "codes": [{"from": {"system": "RxNorm", "code": "balm-1"}, "to": {"system": "dm+d", "code": "balm", "display": "Beeswax balm 30g"}}],
  "probabilities": [
    {"module": "wooddust", "state": "Season", "option": 0, "to": {"Lung gives out": 1}},
    {"module": "mossfever", "state": "Initial", "to": {"Spared": 1}}]
}`

func TestOverlay(t *testing.T) {
	o, err := gmf.ReadOverlay(folder(map[string]string{"overlay.json": someOverlay}), "overlay.json")
	require.NoError(t, err)
	plain := open(t)
	g, err := plain.With(o)
	require.NoError(t, err)
	s := strangers(t)[0]
	before, after := plain.Stay(s, s.until), g.Stay(s, s.until)
	assert.NotEmpty(t, before.Of(gmf.Allergy))
	assert.Empty(t, after.Of(gmf.Allergy), "everybody is spared")
	assert.Empty(t, before.Of(gmf.Death))
	assert.NotEmpty(t, after.Of(gmf.Death), "every lung gives out")

	coded := func(g *gmf.Guests, r gmf.Record) []chart.Coding {
		for _, e := range g.Entries(&demography.Person{}, &r) {
			if e.Text == "Beeswax balm" {
				return e.Coding
			}
		}
		return nil
	}
	own := chart.Coding{System: "http://www.nlm.nih.gov/research/umls/rxnorm", Code: "balm-1", Display: "Beeswax balm"}
	assert.Equal(t, []chart.Coding{own}, coded(plain, before))
	assert.Equal(t, []chart.Coding{{System: "https://dmd.nhs.uk", Code: "balm", Display: "Beeswax balm 30g"}, own}, coded(g, after))
}

func TestOverlayTable(t *testing.T) {
	files := folder(map[string]string{"overlay.csv": "system,code,to_system,to_code,to_display\nRxNorm,acorn-5,dm+d,acorn,Acorn 5mg tablets\n"})
	o, err := gmf.ReadOverlay(files, "overlay.csv")
	require.NoError(t, err)
	to, ok := o.Code(gmf.Code{System: "RXNORM", Code: "acorn-5"})
	assert.True(t, ok)
	assert.Equal(t, "Acorn 5mg tablets", to.Display)
	_, ok = o.Code(gmf.Code{System: "RxNorm", Code: "acorn-6"})
	assert.False(t, ok)
}

func TestOverlaySaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{"codes": [{"from": {"system": "a", "code": "b"}}]}`: `overlay.json:1:12: has no "to"`,
		`{"code": []}`: `no such field as "code"; did you mean "codes"?`,
		`{"probabilities": [{"module": "m", "state": "s", "to": {"A": 0.3}}]}`:                            "the probabilities add up to 0.3, not to 1",
		`{"probabilities": [{"module": "wodddust", "state": "s", "to": {"A": 1}}]}`:                       `unknown module "wodddust"; did you mean "wooddust"?`,
		`{"probabilities": [{"module": "wooddust", "state": "Seson", "to": {"A": 1}}]}`:                   `unknown state "Seson"; did you mean "Season"?`,
		`{"probabilities": [{"module": "wooddust", "state": "Season", "to": {"Vist": 1}}]}`:               `unknown state "Vist"; did you mean "Visit"?`,
		`{"probabilities": [{"module": "wooddust", "state": "Season", "option": 2, "to": {"Visit": 1}}]}`: "option 2 of this state has no probabilities",
		`{"probabilities": [{"module": "wooddust", "state": "Not a carver", "to": {"Visit": 1}}]}`:        "this state's transition has no probabilities",
		`{"codes": `: "not JSON",
	} {
		o, err := gmf.ReadOverlay(folder(map[string]string{"overlay.json": text}), "overlay.json")
		if err == nil {
			_, err = open(t).With(o)
		}
		require.Error(t, err, text)
		assert.Contains(t, err.Error(), want)
	}
}

// Whatever a stranger sends as an overlay is read or refused.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte(someOverlay), false)
	f.Add([]byte("system,code,to_system,to_code,to_display\na,b,c,d,e\n"), true)
	g, err := gmf.Open("testdata/modules", 1)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text []byte, asTable bool) {
		name := "overlay.json"
		if asTable {
			name = "overlay.csv"
		}
		o, err := gmf.ReadOverlay(fstest.MapFS{name: {Data: text}}, name)
		if err == nil {
			_, _ = g.With(o)
		}
	})
}
