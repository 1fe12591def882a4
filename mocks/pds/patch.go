package pds

import (
	"slices"
	"strconv"
	"strings"
)

// operation is one patch object of an update.
type operation struct {
	op    string
	path  string
	at    []string // the path in parts
	value any
}

// Patch is an update in the service's subset of JSON Patch (patient-patch.yaml, "JSON Patch"; RFC 6902).
type Patch struct{ operations []operation }

// ReadPatch reads the body of an update: {"patches":[…]}. The Outcome says what is wrong with it; ok is false then.
func ReadPatch(body []byte) (p Patch, wrong Outcome, ok bool) {
	none := invalidUpdate("No patches found")
	tree, err := readTree(body)
	if err != nil {
		return p, none, false
	}
	root, isObject := tree.(*object)
	if !isObject {
		return p, none, false
	}
	patches, isList := root.values["patches"].(*list)
	if !isList || len(patches.items) == 0 {
		return p, none, false
	}
	for k, item := range patches.items {
		o, wrong, ok := readOperation(item, strconv.Itoa(k))
		if !ok {
			return p, wrong, false
		}
		p.operations = append(p.operations, o)
	}
	return p, Outcome{}, true
}

// readOperation reads one patch object. where is its place in the list.
func readOperation(item any, where string) (o operation, wrong Outcome, ok bool) {
	body, isObject := item.(*object)
	if !isObject {
		return o, invalidField(plain(item), where), false
	}
	for _, key := range []string{"op", "path"} {
		value, has := body.values[key]
		text, isText := value.(string)
		switch {
		case !has:
			return o, missingField(where + "/" + key), false
		case !isText, key == "op" && !slices.Contains([]string{"add", "replace", "remove", "test"}, text),
			key == "path" && !strings.HasPrefix(text, "/"):
			return o, invalidField(plain(value), where+"/"+key), false
		case key == "op":
			o.op = text
		default:
			o.path = text
		}
	}
	value, has := body.values["value"]
	if !has && o.op != "remove" {
		return o, missingField(where + "/value"), false
	}
	o.value = value
	for part := range strings.SplitSeq(o.path[1:], "/") {
		o.at = append(o.at, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
	}
	return o, Outcome{}, true
}

// updatable are the members of a patient that an update may name: true for lists, whose items are told by id or url.
func updatable() map[string]bool {
	return map[string]bool{
		"name": true, "address": true, "telecom": true, "contact": true, "generalPractitioner": true, "extension": true,
		"gender": false, "birthDate": false, "multipleBirthInteger": false, "deceasedDateTime": false, "managingOrganization": false,
	}
}

// patching is an update on its way through a resource.
type patching struct {
	patient *object
	mode    Mode            // patients are held to the fields that are theirs to change
	named   map[string]bool // items that were told by id or url, such as "name/0"
	last    *operation      // the one before
}

// apply changes a resource, all or nothing. What is wrong is told in the service's words.
func (p *Patch) apply(patient *object, mode Mode) (*object, Outcome, bool) {
	whole, _ := copyTree(patient).(*object)
	at := patching{patient: whole, mode: mode, named: map[string]bool{}}
	for k := range p.operations {
		if wrong, ok := at.step(&p.operations[k]); !ok {
			return nil, wrong, false
		}
		at.last = &p.operations[k]
	}
	return at.patient, Outcome{}, true
}

// step makes one operation.
func (p *patching) step(o *operation) (Outcome, bool) {
	isList, known := updatable()[o.at[0]]
	if !known {
		return invalidUpdate("Update unsupported for resource - '" + o.at[0] + "'"), false
	}
	if p.mode == PatientAccess && !o.mayPatient(p.patient) {
		return notTheirs(), false
	}
	if !isList {
		return p.change(o)
	}
	if len(o.at) == 1 {
		if o.op == "test" {
			return p.change(o)
		}
		return p.unnamed(o.path), false // whole lists are not updated
	}
	if len(o.at) == 2 && o.at[1] == "-" {
		if o.op != "add" {
			return invalidUpdate("Invalid patch - index '-' is out of bounds"), false
		}
		return p.addItem(o)
	}
	return p.item(o, o.at[0]+"/"+o.at[1])
}

// addItem adds an item to a list of the patient. Its identifier is the service's to give.
func (p *patching) addItem(o *operation) (Outcome, bool) {
	if item, ok := o.value.(*object); ok {
		item, _ = copyTree(item).(*object)
		item.drop("id")
		o = &operation{op: o.op, path: o.path, at: o.at, value: item}
	}
	if _, has := p.patient.values[o.at[0]]; !has {
		p.patient.set(o.at[0], &list{})
	}
	return p.change(o)
}

// unnamed refuses what does not say which item it is about.
func (p *patching) unnamed(path string) Outcome {
	return invalidUpdate("no id or url found for path with root " + path)
}

// item makes an operation on an item of a list or a part of one, which must have been told by its id or url.
func (p *patching) item(o *operation, root string) (Outcome, bool) {
	naming := len(o.at) == 3 && (o.at[2] == "id" || o.at[2] == "url")
	switch {
	case o.op == "add" && len(o.at) == 2:
		return p.unnamed("/" + root), false // items are added at the end: "/name/-"
	case o.op == "remove":
		return p.removeItem(o, root)
	case naming:
		return p.name(o, root, o.value)
	case o.op == "test":
		wrong, ok := p.change(o)
		if ok && len(o.at) == 2 {
			p.named[root] = true
		}
		return wrong, ok
	case len(o.at) == 2:
		return p.replaceItem(o, root)
	case o.told(root):
		return p.change(o)
	case !p.named[root]:
		return p.unnamed("/" + root), false
	}
	return p.change(o)
}

// told reports whether an operation on a part of an extension says by the part's own url which it is about, so that the extension need not be
// told before (patient-patch.yaml, "Communication", "Contact preferences"; karate updatePatientDetails/replace.feature).
func (o *operation) told(root string) bool {
	if !strings.HasPrefix(root, "extension/") || len(o.at) != 4 || o.at[2] != "extension" {
		return false
	}
	part, _ := o.value.(*object)
	return part != nil && part.values["url"] != nil
}

// replaceItem replaces a whole item, which must carry the id or url of the one that it replaces.
func (p *patching) replaceItem(o *operation, root string) (Outcome, bool) {
	item, ok := o.value.(*object)
	if !ok {
		return invalidField(plain(o.value), root), false
	}
	key := "id"
	if o.at[0] == "extension" {
		key = "url"
	}
	id, has := item.values[key]
	if !has {
		return p.unnamed("/" + root), false
	}
	if wrong, ok := p.name(&operation{op: o.op, at: append(slices.Clone(o.at), key)}, root, id); !ok {
		return wrong, false
	}
	return p.change(o)
}

// name notes that an item is told by its id or url, after looking whether it is that item's.
func (p *patching) name(o *operation, root string, want any) (Outcome, bool) {
	items, _ := p.patient.values[o.at[0]].(*list)
	k, inside := place(o.at[1], items)
	if !inside {
		return outOfBounds(o.at[1]), false
	}
	item, _ := items.items[k].(*object)
	key := o.at[2]
	if item == nil || !sameTree(item.values[key], want) {
		if item != nil && o.op == "test" {
			return tested(item.values[key], want)
		}
		what := "object id"
		if key == "url" {
			what = "url"
		}
		return invalidUpdate("no '" + o.at[0] + "' resources with " + what + " '" + plain(want) + "'"), false
	}
	p.named[root] = true
	return Outcome{}, true
}

// removeItem removes an item or a part of one. The operation before must have tested the item's id, its url or the whole of it.
func (p *patching) removeItem(o *operation, root string) (Outcome, bool) {
	instead := ""
	switch {
	case p.last == nil:
		instead = "it is the first item"
	case p.last.op != "test":
		instead = "it is preceded by '" + p.last.op + "'" // the service's words for this are not known
	default:
		tested := strings.TrimPrefix(p.last.path, "/")
		if tested != root && tested != root+"/id" && tested != root+"/url" && p.last.path != o.path && p.last.path != o.path+"/url" {
			instead = "it is preceded by test of '" + p.last.path + "'"
		}
	}
	if instead != "" {
		return invalidUpdate("removal '" + o.path + "' is not immediately preceded by equivalent test - instead " + instead), false
	}
	wrong, ok := p.change(o)
	if ok && len(o.at) == 2 { // those behind it have moved up and must be told anew
		for named := range p.named {
			if strings.HasPrefix(named, o.at[0]+"/") {
				delete(p.named, named)
			}
		}
	}
	return wrong, ok
}
