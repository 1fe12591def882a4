package world_test

import (
	"fmt"
	"time"

	"sandpiper/mocks/world"
	"sandpiper/synthetic"
	"sandpiper/synthetic/chart"
)

// What one branch writes no other sees; both stand on what was there when they parted.
func ExampleWorld_Branch() {
	people, _ := synthetic.Open(synthetic.DefaultRecipe(100))
	root := world.New(people, time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC))
	one, two := root.Branch(root.Clock().Now()), root.Branch(root.Clock().Now())

	one.By("dr-who").Add(3, chart.Entry{ID: chart.ID{Kind: chart.Allergy}, Text: "Penicillin", Status: chart.Active})

	fmt.Println(len(one.Chart(3))-len(two.Chart(3)), "entry more")
	for _, c := range one.Changes() {
		fmt.Println(c.Seq, c.Actor, c.Deed, c.Person)
	}
	// Output:
	// 1 entry more
	// 1 dr-who added 3
}
