package nhs_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"sandpiper/synthetic/nhs"
)

// verhoeff reports whether a SNOMED CT or dm+d identifier ends in its check digit.
func verhoeff(code string) bool {
	const permutations = "0123456789" + "1576283094" + "5803796142" + "8916043527" +
		"9453126870" + "4286573901" + "2793806415" + "7046913258"
	c := 0
	for i := range len(code) {
		d := int(code[len(code)-1-i] - '0')
		if d < 0 || d > 9 {
			return false
		}
		c = dihedral(c, int(permutations[i%8*10+d]-'0'))
	}
	return c == 0 && len(code) >= 6
}

// dihedral multiplies in the symmetry group of the pentagon: 0–4 turn, 5–9 flip.
func dihedral(a, b int) int {
	switch {
	case a < 5 && b < 5:
		return (a + b) % 5
	case a < 5:
		return (a+b-5)%5 + 5
	case b < 5:
		return (a-b+5)%5 + 5
	}
	return (a - b + 5) % 5
}

func TestVerhoeff(t *testing.T) {
	assert.True(t, verhoeff("22298006"), "myocardial infarction")
	assert.True(t, verhoeff("999791000000106"), "HbA1c of the UK extension")
	assert.False(t, verhoeff("22298007"))
	assert.False(t, verhoeff("22289006"), "two digits swapped")
}

func TestCodesHaveTheirCheckDigits(t *testing.T) {
	for name, list := range lists() {
		for _, c := range list {
			if c.System == nhs.SNOMED {
				assert.True(t, verhoeff(c.Code), "%s/%s: %s", name, c.Key, c.Code)
				assert.NotEmpty(t, c.Licence, c.Code)
				assert.NotEmpty(t, c.Display, c.Code)
			}
		}
	}
	for _, m := range nhs.Medicines() {
		if m.VMP != "" {
			assert.True(t, verhoeff(m.VMP), "%s: %s", m.Name, m.VMP)
			assert.NotEmpty(t, m.Licence, m.Name)
		}
	}
}

func lists() map[string]nhs.Concepts {
	return map[string]nhs.Concepts{
		"conditions": nhs.Conditions(), "allergens": nhs.Allergens(), "reactions": nhs.Reactions(), "observables": nhs.Observables(),
		"on examination": nhs.OnExamination(), "smoking": nhs.Smoking(), "vaccines": nhs.Vaccines(), "activities": nhs.Activities(),
		"findings": nhs.Findings(), "ethnicities": nhs.Ethnicities(),
	}
}

// Identifiers that are known to be wrong, invented, or other than they are often said to be.
func TestKnownBadIdentifiersAreAbsent(t *testing.T) {
	paths, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, bad := range []string{"294557009", "294974009", "925861000000106", "319773006", "1855002,", "35919005"} {
			assert.NotContains(t, string(text), bad, path)
		}
	}
}

func TestEveryRowSaysWhereItIsFrom(t *testing.T) {
	paths, err := filepath.Glob("data/*.csv")
	require.NoError(t, err)
	for _, path := range paths {
		f, err := os.Open(path)
		require.NoError(t, err)
		r := csv.NewReader(f)
		r.Comment = '#'
		rows, err := r.ReadAll()
		require.NoError(t, err, path)
		require.Equal(t, "source", rows[0][len(rows[0])-1], path)
		for _, row := range rows[1:] {
			assert.NotEmpty(t, row[len(row)-1], "%s: %v", path, row)
		}
		require.NoError(t, f.Close())
	}
}

func TestKeysAreUniqueAndFindable(t *testing.T) {
	for name, list := range lists() {
		require.NotEmpty(t, list, name)
		seen := map[string]bool{}
		for _, c := range list {
			assert.False(t, seen[c.Key], "%s/%s twice", name, c.Key)
			seen[c.Key] = true
			if name != "ethnicities" {
				assert.Equal(t, nhs.Key(c.Key), c.Key)
			}
			got, ok := list.Find(c.Label)
			assert.True(t, ok, c.Label)
			assert.NotEmpty(t, got.Key)
		}
		assert.Len(t, list.Keys(), len(list))
	}
	c, ok := nhs.Conditions().Find("Heart failure")
	require.True(t, ok)
	assert.Equal(t, "heart-failure", c.Key)
	_, ok = nhs.Conditions().Find("dropsy")
	assert.False(t, ok)
}

func TestVitalSignsHaveWhatUKCoreAsksFor(t *testing.T) {
	for _, key := range []string{"bp", "systolic", "diastolic", "heart-rate", "weight", "height", "bmi", "oxygen-saturation", "temperature", "respiratory-rate"} {
		c, ok := nhs.Observables().Find(key)
		require.True(t, ok, key)
		assert.Equal(t, "vital-signs", c.Category, key)
		assert.NotEmpty(t, c.LOINC, key)
		assert.NotEmpty(t, c.Code, key)
		if key != "bp" {
			assert.NotEmpty(t, c.UCUM, key)
		}
	}
	for _, c := range nhs.Observables() {
		assert.NotEmpty(t, c.Category, c.Key)
	}
}

func TestFindMedicine(t *testing.T) {
	for _, c := range []struct{ ask, name string }{
		{"Amoxicillin 500mg capsules", "Amoxicillin 500mg capsules"},
		{"amoxicillin 500mg capsules", "Amoxicillin 500mg capsules"},
		{"amoxicillin 500mg capsule", "Amoxicillin 500mg capsules"},
		{"AMOXICILLIN  500 mg  Capsules", "Amoxicillin 500mg capsules"},
		{"39732411000001106", "Amoxicillin 500mg capsules"},
		{"co-amoxiclav 500mg/125mg tablets", "Co-amoxiclav 500mg/125mg tablets"},
		{"flucloxacillin 250mg capsules", "Flucloxacillin 250mg capsules"},
		{"phenoxymethylpenicillin 250mg tablets", "Phenoxymethylpenicillin 250mg tablets"},
		{"doxycycline 100mg capsules", "Doxycycline 100mg capsules"},
	} {
		m, ok := nhs.FindMedicine(c.ask)
		require.True(t, ok, c.ask)
		assert.Equal(t, c.name, m.Name)
	}
	for _, ask := range []string{"", "snake oil", "39732411000001107"} {
		_, ok := nhs.FindMedicine(ask)
		assert.False(t, ok, ask)
	}
	assert.Equal(t, "Amoxicillin 500mg capsules", nhs.NearestMedicine("amoxycillin 500mg caps"))
}

func TestMedicineClasses(t *testing.T) {
	for name, classes := range map[string][]string{
		"Amoxicillin 500mg capsules":            {"penicillin", "beta-lactam", "amoxicillin"},
		"Co-amoxiclav 500mg/125mg tablets":      {"penicillin"},
		"Flucloxacillin 500mg capsules":         {"penicillin"},
		"Phenoxymethylpenicillin 250mg tablets": {"penicillin"},
		"Cefalexin 500mg capsules":              {"cephalosporin", "beta-lactam"},
		"Clarithromycin 500mg tablets":          {"macrolide"},
		"Naproxen 500mg tablets":                {"nsaid"},
		"Warfarin 3mg tablets":                  {"anticoagulant", "warfarin"},
		"Apixaban 5mg tablets":                  {"anticoagulant", "doac"},
		"Propranolol 40mg tablets":              {"beta-blocker-nonselective", "beta-blocker"},
		"Bisoprolol 2.5mg tablets":              {"beta-blocker"},
		"Ramipril 5mg capsules":                 {"ace-inhibitor"},
		"Spironolactone 25mg tablets":           {"potassium-sparing"},
		"Methotrexate 2.5mg tablets":            {"folate-antagonist", "methotrexate"},
		"Trimethoprim 200mg tablets":            {"folate-antagonist"},
		"Metformin 500mg tablets":               {"biguanide"},
		"Sertraline 50mg tablets":               {"ssri"},
		"Codeine 30mg tablets":                  {"opioid"},
		"Aspirin 75mg dispersible tablets":      {"antiplatelet", "salicylate"},
		"Atorvastatin 20mg tablets":             {"statin"},
		"Co-trimoxazole 80mg/400mg tablets":     {"sulfonamide"},
	} {
		m, ok := nhs.FindMedicine(name)
		require.True(t, ok, name)
		for _, class := range classes {
			assert.True(t, m.In(class), "%s in %s: %v", name, class, m.Classes)
		}
	}
	for _, name := range []string{"Doxycycline 100mg capsules", "Cefalexin 500mg capsules", "Trimethoprim 200mg tablets"} {
		m, _ := nhs.FindMedicine(name)
		assert.False(t, m.In("penicillin"), name)
	}
	names := map[string]bool{}
	for _, m := range nhs.Medicines() {
		assert.False(t, names[strings.ToLower(m.Name)], "%s twice", m.Name)
		names[strings.ToLower(m.Name)] = true
		assert.NotEmpty(t, m.Ingredient, m.Name)
		assert.NotEmpty(t, m.Class, m.Name)
	}
}

func TestConceptWithCode(t *testing.T) {
	for _, c := range nhs.Observables() {
		got, ok := nhs.Observables().WithCode(c.Code)
		found, _ := nhs.Observables().Find(c.Code)
		assert.Equal(t, c.Code != "", ok, c.Key)
		assert.Equal(t, found, got, c.Key)
	}
	_, ok := nhs.Observables().WithCode("egfr")
	assert.False(t, ok, "a key is no code")
}
