package product

import (
	"context"
	"sync"
)

// copies remembers records between calls. The honest product never uses it: it is what the seeded bug CachesRecord does.
type copies struct {
	mu   sync.Mutex
	kept map[string]map[string][]resource
}

// gatherer collects the parts of a patient's record.
type gatherer func(context.Context, *hookRequest) (map[string][]resource, error)

// gather answers from a copy where there is one.
func (c *copies) gather(from gatherer) gatherer {
	return func(ctx context.Context, h *hookRequest) (map[string][]resource, error) {
		key := h.FHIRServer + " " + h.Context.PatientID
		c.mu.Lock()
		parts, have := c.kept[key]
		c.mu.Unlock()
		if have {
			return parts, nil
		}
		parts, err := from(ctx, h)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.kept == nil || len(c.kept) >= 256 {
			c.kept = map[string]map[string][]resource{}
		}
		c.kept[key] = parts
		return parts, nil
	}
}
