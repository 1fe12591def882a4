package chart_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"sandpiper/synthetic/chart"
	"sandpiper/synthetic/course"
)

func TestDump(t *testing.T) {
	i, err := strconv.Atoi(os.Getenv("WHO"))
	if err != nil {
		t.Skip()
	}
	model, clerk := course.NewModel(1, asOf, country()), chart.NewClerk(1, asOf, country())
	p := country().Person(i)
	l := model.Life(&p, asOf)
	c := clerk.Chart(&p, &l, asOf)
	fmt.Println(p.Name, p.Age(asOf), p.Sex, p.Decile, p.Region, p.Practice)
	for _, x := range l.Conditions {
		fmt.Println("  c", x.Is, x.Onset.Format("2006-01-02"), x.Ended.Format("2006-01-02"))
	}
	for _, x := range l.Medicines {
		fmt.Println("  m", x.Name, x.For, x.Since.Format("2006-01-02"), x.Until.Format("2006-01-02"))
	}
	for _, x := range l.Events {
		fmt.Println("  e", x.Kind, x.Is, x.Why, x.At.Format("2006-01-02"), x.Until.Format("2006-01-02"))
	}
	names := []string{"", "PROBLEM", "ALLERGY", "MEDICINE", "measure", "Contact", "vaccine", "PROCEDURE", "DOCUMENT", "REFERRAL", "appointment", "report"}
	for _, e := range c.Entries {
		fmt.Printf("%s %-11s #%d c%d %s [%s] a%d on %s end %s %s", e.Recorded.Format("2006-01-02 15:04"), names[e.ID.Kind], e.ID.K, e.Contact, e.Text, e.Status, e.Author, e.Onset.Format("06-01-02"), e.Ended.Format("06-01-02"), e.Slip)
		if e.Visible != e.Recorded {
			fmt.Print(" VISIBLE ", e.Visible.Format("06-01-02"))
		}
		if e.Letter != nil {
			fmt.Printf("\n----\n%s\n----", e.Letter.Text)
		}
		fmt.Println()
	}
	fmt.Println(c.Missing, c.Ethnicity)
}
