package registers_test

import (
	"fmt"
	"time"

	"sandpiper/mocks/registers"
)

// A register of one's own is defined, filled, and given to Service.Logs; it proves itself as those of the catalogue do.
func ExampleNewLog() {
	opened := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	log, err := registers.NewLog(registers.Definition{
		ID: "tide", Text: "High tides", Fields: []registers.Field{{Name: "tide", Datatype: "string"}, {Name: "height", Datatype: "integer"}},
	}, opened)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tide := range []struct{ key, height string }{{"am", "41"}, {"pm", "43"}, {"am", "42"}} {
		item, err := registers.NewItem(registers.Text("tide", tide.key), registers.Text("height", tide.height))
		if err == nil {
			_, err = log.Append(opened, tide.key, item)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	now := log.Snapshot()
	record, _ := now.Record("am")
	fmt.Println(now.Size(), "entries,", now.Len(), "records; in the morning", record.Item.Get("height").One)
	// Output: 3 entries, 2 records; in the morning 42
}
