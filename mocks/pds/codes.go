package pds

import (
	"embed"
	"sync"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var tables embed.FS

// codes are the displays of the resource's codes, by list and code (data/codes.csv).
var codes = sync.OnceValue(func() map[[2]string]string {
	out := make(map[[2]string]string)
	for _, row := range sheet.Read(tables, "data/codes.csv") {
		out[[2]string{row.Text("list"), row.Text("code")}] = row.Text("display")
	}
	return out
})

// display is how a code of a list is shown; ok is false for a code that is not on it.
func display(list, code string) (text string, ok bool) {
	text, ok = codes()[[2]string{list, code}]
	return text, ok
}

// shown is display for codes that are known to be on the list.
func shown(list, code string) string {
	text, _ := display(list, code)
	return text
}
