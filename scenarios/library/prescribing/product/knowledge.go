package product

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

//go:embed knowledge/*.csv
var knowledgeFiles embed.FS

// knowledge is everything that the product knows about medicines. It is read once at start and never changes.
type knowledge struct {
	drugs        map[string]*drug  // by name
	drugWords    []spelling        // longest first
	allergyWords []spelling        // words for a whole class, longest first
	className    map[string]string // how to say a class to a person
	codes        map[string]string // kind and code → what it means
	egfrCodes    []coding

	interactions []interaction
	conditions   []contraindication
	renal        []renalLimit
	cross        []crossReaction
	alternatives []alternative
}

// drug is a medicine by its ingredient.
type drug struct {
	Name    string
	Classes []string
}

func (d *drug) inClass(class string) bool {
	if d.Name == class {
		return true
	}
	return slices.Contains(d.Classes, class)
}

// spelling is a way to write something.
type spelling struct{ word, means string }

// advice is what a table row has to say when it applies.
type advice struct{ severity, summary, detail string }

type interaction struct {
	a, b string // class or name; the order matters only for the sentence
	advice
}

type contraindication struct {
	drug, condition string
	advice
}

type renalLimit struct {
	drug  string
	below float64 // mL/min/1.73m2
	advice
}

type crossReaction struct {
	allergy, drug, severity, detail string
	immediate                       string // severity after an immediate or a grave reaction
}

type alternative struct {
	insteadOf, name, drug, code string
	fromAge                     int // years
}

// loadKnowledge reads the embedded tables.
func loadKnowledge() (*knowledge, error) {
	k := &knowledge{drugs: map[string]*drug{}, className: map[string]string{}, codes: map[string]string{}}
	for _, t := range []struct {
		file string
		row  func(map[string]string) error
	}{
		{"medicines.csv", func(r map[string]string) error {
			d := &drug{Name: r["name"], Classes: strings.Split(r["classes"], ";")}
			k.drugs[d.Name] = d
			for w := range strings.SplitSeq(r["words"], ";") {
				k.drugWords = append(k.drugWords, spelling{w, d.Name})
			}
			return nil
		}},
		{"allergens.csv", func(r map[string]string) error {
			k.className[r["class"]] = r["called"]
			for w := range strings.SplitSeq(r["words"], ";") {
				k.allergyWords = append(k.allergyWords, spelling{w, r["class"]})
			}
			return nil
		}},
		{"codes.csv", func(r map[string]string) error {
			k.codes[r["kind"]+" "+r["code"]] = r["means"]
			if r["means"] == "egfr" {
				k.egfrCodes = append(k.egfrCodes, coding{System: r["system"], Code: r["code"]})
			}
			return nil
		}},
		{"interactions.csv", func(r map[string]string) error {
			k.interactions = append(k.interactions, interaction{r["a"], r["b"], adviceOf(r)})
			return nil
		}},
		{"contraindications.csv", func(r map[string]string) error {
			k.conditions = append(k.conditions, contraindication{r["drug"], r["condition"], adviceOf(r)})
			return nil
		}},
		{"renal.csv", func(r map[string]string) error {
			below, err := strconv.ParseFloat(r["below"], 64)
			k.renal = append(k.renal, renalLimit{r["drug"], below, adviceOf(r)})
			return err
		}},
		{"crossreactions.csv", func(r map[string]string) error {
			k.cross = append(k.cross, crossReaction{r["allergy"], r["drug"], r["severity"], r["detail"], r["immediate"]})
			return nil
		}},
		{"alternatives.csv", func(r map[string]string) error {
			age, err := strconv.Atoi(r["from_age"])
			k.alternatives = append(k.alternatives, alternative{r["instead_of"], r["name"], r["drug"], r["code"], age})
			if k.drugs[r["drug"]] == nil {
				return fmt.Errorf("alternative %q is not in medicines.csv", r["drug"])
			}
			return err
		}},
	} {
		if err := readTable(t.file, t.row); err != nil {
			return nil, err
		}
	}
	for _, list := range [][]spelling{k.drugWords, k.allergyWords} {
		sort.SliceStable(list, func(i, j int) bool { return len(list[i].word) > len(list[j].word) })
	}
	return k, nil
}

func adviceOf(r map[string]string) advice { return advice{r["severity"], r["summary"], r["detail"]} }

// readTable calls row for each line of an embedded table, as a map from column to cell.
func readTable(file string, row func(map[string]string) error) error {
	f, err := knowledgeFiles.Open("knowledge/" + file)
	if err != nil {
		return fmt.Errorf("open table %s: %w", file, err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("read table %s: %w", file, err)
	}
	for i, line := range lines[1:] {
		cells := map[string]string{}
		for c, name := range lines[0] {
			cells[name] = line[c]
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("table %s, line %d: %w", file, i+2, err)
		}
	}
	return nil
}

// identify names the medicines in a concept: by code where it knows the code, else by the words. A combination has
// several.
func (k *knowledge) identify(c *concept) []*drug {
	if c == nil {
		return nil
	}
	for _, coding := range c.Coding {
		if name, ok := k.codes["medicine "+coding.Code]; ok {
			return []*drug{k.drugs[name]}
		}
	}
	return k.inWords(c.words(), k.drugWords)
}

// inWords names the drugs that any of the phrases affirms, in the order of the table, each once.
func (k *knowledge) inWords(phrases []string, list []spelling) []*drug {
	var out []*drug
	seen := map[string]bool{}
	for _, s := range list {
		for _, phrase := range phrases {
			if !seen[s.means] && mention(phrase, s.word) {
				seen[s.means] = true
				out = append(out, k.drugs[s.means])
			}
		}
	}
	return out
}

// say is how a class is called in a sentence.
func (k *knowledge) say(class string) string {
	if name := k.className[class]; name != "" {
		return name
	}
	return strings.ReplaceAll(class, "-", " ")
}
