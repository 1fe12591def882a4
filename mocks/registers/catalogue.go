package registers

import (
	"embed"
	"sync"
	"time"

	"sandpiper/synthetic/sheet"
)

//go:embed data/*.csv
var files embed.FS

func table(name string) []sheet.Row { return sheet.Read(files, "data/"+name) }

// kind is where the entries of a register come from.
type kind string

const (
	ofCatalogue     kind = "catalogue"
	ofOrganisations kind = "organisations"
	ofPractitioners kind = "practitioners"
	ofDevices       kind = "devices"
	ofProducts      kind = "products"
	ofTerritories   kind = "territories"
)

// held is one register of the catalogue.
type held struct {
	Definition
	kind kind
}

// catalogue is the registers that every realm has, in the order of data/registers.csv.
var catalogue = sync.OnceValue(func() []held {
	fields := make(map[string][]Field)
	for _, row := range table("fields.csv") {
		of := row.Text("register")
		fields[of] = append(fields[of], Field{
			Name: row.Text("field"), Datatype: row.Text("datatype"), Many: row.Text("cardinality") == "n", Text: row.Text("text"),
		})
	}
	var out []held
	for _, row := range table("registers.csv") {
		id := row.Text("register")
		out = append(out, held{Definition{
			ID: id, Title: row.Text("title"), Text: row.Text("text"), Registry: row.Text("registry"), Phase: row.Text("phase"),
			Custodian: row.Text("custodian"), Copyright: row.Text("copyright"), Licence: row.Text("licence"), Fields: fields[id],
		}, kind(row.Text("kind"))})
	}
	return out
})

// line is one entry, made or to be made.
type line struct {
	at   time.Time
	key  string
	item Item
}

// begin is a snapshot of a register that holds these lines and then goes on. The data are our own, so that a broken definition is a broken build.
func begin(d Definition, at time.Time, lines []line) *Snapshot {
	remarks, err := d.remarks(at)
	if err != nil {
		panic("registers: " + d.ID + ": " + err.Error())
	}
	names, leaves := make([]Hash, len(lines)), make([]Hash, len(lines))
	parallel(len(lines), func(i int) {
		var room [512]byte
		l := &lines[i]
		names[i] = sum(l.item.appendJSON(room[:0]))
		e := Entry{Number: i + 1, At: l.at, Key: l.key, Item: names[i]}
		leaves[i] = e.leafOne(room[:0])
	})
	s := onto(nil)
	s.room(len(lines))
	for i := range lines {
		s.add(lines[i].item, names[i])
		s.append(Entry{At: lines[i].at, Key: lines[i].key, Item: names[i]}, &leaves[i])
	}
	return &Snapshot{definition: d, remarks: remarks, top: s}
}

// must is an item made of our own data.
func must(pairs ...Pair) Item {
	item, err := NewItem(pairs...)
	if err != nil {
		panic("registers: " + err.Error())
	}
	return item
}

// link is a CURIE to an element of another register; nothing for no element.
func link(register, key string) string {
	if key == "" {
		return ""
	}
	return register + ":" + key
}
