package published

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Examples is how a service is held to every example that is published of it.
type Examples struct {
	Samples []Sample
	// Contradict are the examples that their own schemas refuse, by their places, each with what is the matter; they must go on being refused, so
	// that a mended specification is noticed.
	Contradict map[string]string
	// Ask makes the request that a parameter or a body is put into: one with all else that the operation needs.
	Ask func(s *Sample) *http.Request
	// Status is what examples are answered with, by their places; 200 for the others.
	Status map[string]int
}

// Run checks every example against its schema, and sends every one of a parameter or a request to the service. What stands among the components and is
// used by no operation is only checked.
func (e *Examples) Run(t *testing.T, service http.Handler) {
	t.Helper()
	used := map[string]bool{}
	sent := 0
	for i := range e.Samples {
		s := &e.Samples[i]
		if why, ok := e.Contradict[s.At]; ok {
			used[s.At] = true
			assert.Error(t, s.Check(), "%s: %s", s.At, why)
		} else {
			assert.NoError(t, s.Check(), "%s", s.At)
		}
		if s.Path == "" || s.Kind != OfParameter && s.Kind != OfRequest {
			continue
		}
		want, listed := e.Status[s.At]
		if !listed {
			want = http.StatusOK
		}
		used[s.At] = true
		w := httptest.NewRecorder()
		service.ServeHTTP(w, s.put(e.Ask(s)))
		assert.Equal(t, want, w.Code, "%s %v: %s", s.At, s.Value, w.Body)
		sent++
	}
	assert.NotEmpty(t, e.Samples)
	assert.Positive(t, sent)
	for at := range e.Contradict {
		assert.True(t, used[at], "there is no example %q", at)
	}
	for at := range e.Status {
		assert.True(t, used[at], "there is no example %q", at)
	}
}

// put puts a parameter's value into a request. A body and a path are the business of whoever makes the request.
func (s *Sample) put(r *http.Request) *http.Request {
	if s.Parameter == nil {
		return r
	}
	switch s.Parameter.In {
	case "header":
		r.Header.Set(s.Parameter.Name, s.Texts()[0])
	case "query":
		query := r.URL.Query()
		query.Del(s.Parameter.Name)
		for _, text := range s.Texts() {
			// Some examples hold the parameter's name, or more parameters.
			if name, rest, ok := strings.Cut(text, "="); ok && (name == s.Parameter.Name || strings.HasPrefix(s.Parameter.Name, name)) {
				more, err := url.ParseQuery(name + "=" + rest)
				if err == nil {
					for name, values := range more {
						query[name] = append(query[name], values...)
					}
					continue
				}
			}
			query.Add(s.Parameter.Name, text)
		}
		r.URL.RawQuery = query.Encode()
	}
	return r
}

// Texts are the values of an example as they stand in a request: several of a list.
func (s *Sample) Texts() []string {
	switch v := s.Value.(type) {
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, fmt.Sprint(one))
		}
		return out
	case float64:
		return []string{fmt.Sprintf("%.0f", v)}
	}
	return []string{strings.TrimSpace(fmt.Sprint(s.Value))}
}

// Loose checks that each file of published examples is one that an example of the specification refers to or shows whole, or one that look knows what
// to do with; look reports whether it does.
func (e *Examples) Loose(t *testing.T, files []string, look func(file string, value any) bool) {
	t.Helper()
	assert.NotEmpty(t, files)
	for _, file := range files {
		value := Decode(t, File(t, file))
		shown := false
		for i := range e.Samples {
			shown = shown || e.Samples[i].File == file || reflect.DeepEqual(e.Samples[i].Value, value)
		}
		looked := look(file, value)
		assert.True(t, shown || looked, "nothing looks at %s", file)
	}
}
