package export

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"sandpiper/synthetic"
)

//go:embed data/datasheet.md
var datasheetText string

// datasheet is the page that goes with an export: what it is, what it is not and where each figure came from. It is the same
// for all shards.
func (j *Job) datasheet() ([]byte, error) {
	recipe := j.Population.Recipe()
	line, err := json.Marshal(recipe)
	if err != nil {
		return nil, fmt.Errorf("encode the recipe: %w", err)
	}
	area := "of England"
	if recipe.Area != "england" {
		area = "of " + recipe.Area
	}
	numbers := "the block 999, which is kept for tests and never issued"
	if others := j.Departed || j.Population.Date().After(recipe.AsOf); others || recipe.People > 909_091 {
		numbers += ", and beyond it in blocks that no published allocation has (see nhs/number_ranges below)"
	}
	page, err := template.New(datasheetName).Funcs(template.FuncMap{"cell": cellOfMarkdown}).Parse(datasheetText)
	if err != nil {
		return nil, fmt.Errorf("read the text of the datasheet: %w", err)
	}
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"People": thousands(recipe.People), "Area": area, "Date": j.Population.Date().Format("2 January 2006"), "Format": j.Format, "Recipe": string(line),
		"Numbers": numbers, "Truth": j.Truth, "Contents": j.contents(), "Sources": synthetic.Sources(),
	})
	if err != nil {
		return nil, fmt.Errorf("fill in the datasheet: %w", err)
	}
	return out.Bytes(), nil
}

// contents describes the files of the job's format.
func (j *Job) contents() []string {
	switch j.Format {
	case "ndjson":
		return []string{
			"One file for each resource type (HL7 FHIR R4, UK Core STU2), a resource a line, as FHIR Bulk Data lays them out. An empty type has no file.",
			"`Practitioner` and `Organization` hold whoever the records refer to, or in large exports all practices of the area with their clinicians.",
			"`bulk-data.json` is the output manifest of FHIR Bulk Data.",
		}
	case "bundle":
		return []string{
			"`bundle/NNNNN/INDEX-ID.json`, a file per person: a FHIR R4 transaction with the person, their record, and the practices and clinicians in it. " +
				"Every entry is put under its own id, so that sending it twice changes nothing.",
		}
	}
	var out []string
	for _, t := range tables(j.Truth) {
		columns := strings.TrimSuffix(string(t.header(nil)), "\n")
		out = append(out, fmt.Sprintf("`%s`: %s", t.name(), strings.ReplaceAll(columns, ",", ", ")))
	}
	return append(out, "`person` is the index of somebody in the population, and with `entry` the key of a row. `contact` is the `entry` in contacts that "+
		"something was written in. Times are in UTC; conditions and reasons are keys of the model's own lists.",
		"`deprivation_decile` is 1 for the most deprived tenth of England and 10 for the least. `ethnicity` and the like are NHS Data Dictionary codes (Z: not stated); "+
			"`household_size` counts people; `practice` is an organisation code, `gp` and `author` number its clinicians.",
		"Of a medicine, `quantity` is taken `times` times in each `period` (with its unit: d day, wk week); `supply` is what is handed out, in `unit` unless that is a "+
			"dose of something measured out; `every_days` is the days between two issues. A measurement's `unit` is in words, `ucum` the same as a UCUM code; "+
			"`part` numbers the components of one measurement.")
}

// cellOfMarkdown is text that cannot break out of a table.
func cellOfMarkdown(s string) string {
	return strings.NewReplacer("|", "\\|", "\n", " ").Replace(s)
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
