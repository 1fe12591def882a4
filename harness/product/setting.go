package product

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"sandpiper/scenarios"
)

// setting finds a value by name: in what the step says, else in what the scenario says of the connection.
func (c *Call) setting(name string) (any, bool) {
	if v, ok := c.With[name]; ok && v != nil {
		return v, true
	}
	v, ok := c.Settings[name]
	return v, ok && v != nil
}

// text is a setting that must be text; absent gives otherwise.
func (c *Call) text(name, otherwise string) (string, error) {
	v, ok := c.setting(name)
	if !ok {
		return otherwise, nil
	}
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%s must be text, not %T", name, v)
	}
	return s, nil
}

// limit is how long the call may take: the setting timeout (PT2S), else Timeout.
func (c *Call) limit() (time.Duration, error) {
	s, err := c.text("timeout", "")
	if err != nil || s == "" {
		return c.Timeout, err
	}
	if d, err := scenarios.ParseDuration(s); err == nil {
		if exact, ok := d.Clock(); ok && exact > 0 {
			return exact, nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d, nil
	}
	return 0, fmt.Errorf("timeout: %q is no length of time such as PT2S", s)
}

// pairs is a setting that must be a mapping of names to text, numbers or booleans.
func (c *Call) pairs(name string) (map[string]string, error) {
	v, ok := c.setting(name)
	if !ok {
		return nil, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be a mapping, not %T", name, v)
	}
	out := make(map[string]string, len(m))
	for k, one := range m {
		switch one.(type) {
		case string, bool, int, int64, float64:
			out[k] = fmt.Sprint(one)
		default:
			return nil, fmt.Errorf("%s.%s must be text, a number or a boolean, not %T", name, k, one)
		}
	}
	return out, nil
}

// only reports a key of a mapping that nobody will read.
func only(m map[string]any, what string, keys ...string) error {
	var strange []string
	for k := range m {
		known := false
		for _, have := range keys {
			known = known || have == k
		}
		if !known {
			strange = append(strange, k)
		}
	}
	if len(strange) == 0 {
		return nil
	}
	sort.Strings(strange)
	return fmt.Errorf("%s has no %q; it has %s", what, strange[0], strings.Join(keys, ", "))
}
