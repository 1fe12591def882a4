package gmf

// names numbers names from 0 in the order of first being met.
type names struct {
	list []string
	ids  map[string]int32
}

func (n *names) id(name string) int32 {
	if i, ok := n.ids[name]; ok {
		return i
	}
	if n.ids == nil {
		n.ids = map[string]int32{}
	}
	i := int32(len(n.list))
	n.ids[name] = i
	n.list = append(n.list, name)
	return i
}

// find is the number of a name, -1 if nobody mentioned it.
func (n *names) find(name string) int32 {
	if i, ok := n.ids[name]; ok {
		return i
	}
	return -1
}
