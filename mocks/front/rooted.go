package front

import (
	"fmt"
	"slices"
	"strings"

	"sandpiper/mocks"
	"sandpiper/synthetic/near"
)

// Root is where a service begins in the tree, under a name that people know it by.
type Root struct {
	Service string // mocks.Service.Name
	Path    string // without a slash at the end
}

// Rooted is the way in to a service that stands at the root of an origin of its own, such as http://127.0.0.1:9000. The service is named as
// scenarios do ("pds") or by the first segment of its path ("personal-demographics"). Every other path is found as on the platform's host.
// It fails for a name that is none, and says which is nearest.
func Rooted(roots []Root, name, origin string) (mocks.Way, error) {
	var known []string
	for _, r := range roots {
		first, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
		if name == r.Service || name == first {
			return mocks.Way{Origin: origin, Places: []mocks.Place{{Inside: r.Path}}}, nil
		}
		for _, n := range []string{r.Service, first} {
			if !slices.Contains(known, n) {
				known = append(known, n)
			}
		}
	}
	meant := ""
	if n := near.Word(name, known); n != "" {
		meant = fmt.Sprintf("; did you mean %q?", n)
	}
	return mocks.Way{}, fmt.Errorf("there is no service %q%s (there are %s)", name, meant, strings.Join(known, ", "))
}
