package fhir

import "sandpiper/synthetic/near"

// nearest is the known name that a name most likely stands for, or empty.
func nearest(name string, known []string) string {
	switch name { // FHIR has both names and most types have only one of them
	case "subject":
		name = "patient"
	case "patient":
		name = "subject"
	}
	for _, k := range known {
		if k == name {
			return k
		}
	}
	return near.Word(name, known)
}
