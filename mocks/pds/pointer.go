package pds

import (
	"slices"
	"strconv"
)

// outOfBounds says that a list has no such item.
func outOfBounds(index string) Outcome {
	return invalidUpdate("Invalid patch - index '" + index + "' is out of bounds")
}

// absent says that there is nothing to replace or remove.
func absent(op, member string) Outcome {
	return invalidUpdate("Invalid patch - can't " + op + " non-existent object '" + member + "'")
}

// place is the index that a part of a path stands for in a list.
func place(part string, l *list) (k int, inside bool) {
	k, err := strconv.Atoi(part)
	if err != nil || part != strconv.Itoa(k) || l == nil {
		return 0, false
	}
	return k, k >= 0 && k < len(l.items)
}

// change makes an operation at its path (RFC 6902 §4), in the words of the service where it fails.
func (p *patching) change(o *operation) (Outcome, bool) {
	var parent any = p.patient
	for _, part := range o.at[:len(o.at)-1] {
		switch at := parent.(type) {
		case *object:
			value, has := at.values[part]
			if !has {
				return p.nowhere(o, part), false
			}
			parent = value
		case *list:
			k, inside := place(part, at)
			if !inside {
				return outOfBounds(part), false
			}
			parent = at.items[k]
		default:
			return p.nowhere(o, part), false
		}
	}
	last := o.at[len(o.at)-1]
	switch at := parent.(type) {
	case *object:
		return p.member(o, at, last)
	case *list:
		return p.element(o, at, last)
	}
	return p.nowhere(o, last), false
}

// nowhere says that a path leads through something that is not there.
func (p *patching) nowhere(o *operation, part string) Outcome {
	switch {
	case updatable()[o.at[0]] && part == o.at[0] && len(o.at) > 1:
		return outOfBounds(o.at[1])
	case o.op == "remove", o.op == "replace":
		return absent(o.op, o.at[len(o.at)-1])
	}
	return invalidUpdate("Invalid patch - member '" + part + "' not found in " + python(p.patient))
}

// member makes an operation on a member of an object.
func (p *patching) member(o *operation, at *object, key string) (Outcome, bool) {
	have, has := at.values[key]
	switch {
	case !has && (o.op == "replace" || o.op == "remove"):
		return absent(o.op, key), false
	case o.op == "test":
		return tested(have, o.value)
	case o.op == "remove":
		at.drop(key)
	default:
		at.set(key, copyTree(o.value))
	}
	return Outcome{}, true
}

// element makes an operation on an item of a list.
func (p *patching) element(o *operation, at *list, part string) (Outcome, bool) {
	if o.op == "add" {
		k, err := strconv.Atoi(part)
		if part == "-" {
			k, err = len(at.items), nil
		}
		if err != nil || k < 0 || k > len(at.items) {
			return outOfBounds(part), false
		}
		at.items = slices.Insert(at.items, k, copyTree(o.value))
		return Outcome{}, true
	}
	k, inside := place(part, at)
	if !inside {
		return outOfBounds(part), false
	}
	switch o.op {
	case "test":
		return tested(at.items[k], o.value)
	case "remove":
		at.items = slices.Delete(at.items, k, k+1)
	default:
		at.items[k] = copyTree(o.value)
	}
	return Outcome{}, true
}

// tested compares what is with what was said to be.
func tested(have, want any) (Outcome, bool) {
	if sameTree(have, want) {
		return Outcome{}, true
	}
	return invalidUpdate("Invalid patch - " + plain(have) + " (<class '" + class(have) + "'>) is not equal to tested value " +
		plain(want) + " (<class '" + class(want) + "'>)"), false
}
