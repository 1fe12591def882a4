package harness

import (
	"fmt"
	"strings"

	"sandpiper/harness/product"
	"sandpiper/scenarios"
)

// register completes the product's registration at the estate with what its file says of signing people in. Addresses to return to are known only
// now: a product that was started for us has its port since a moment ago.
func (c *Campaign) register(session product.Session) error {
	if c.File == nil || c.File.App == nil {
		return nil
	}
	app := c.File.App
	if len(app.Redirects)+len(app.LoginScopes)+len(app.Vectors) == 0 {
		return nil
	}
	held, ok := c.Estate.App(app.ID)
	if !ok {
		return fmt.Errorf("register the product for signing in: the estate has no application %q", app.ID)
	}
	now := *held
	now.LoginScopes, now.Vectors, now.Redirects = app.LoginScopes, app.Vectors, nil
	base := c.front(session)
	for _, to := range app.Redirects {
		if !strings.Contains(to, "://") {
			to = strings.TrimRight(base, "/") + "/" + strings.TrimLeft(to, "/")
		}
		now.Redirects = append(now.Redirects, to)
	}
	c.Estate.Dismiss(app.ID)
	if !c.Estate.Enrol(now) {
		return fmt.Errorf("register the product for signing in: somebody else is registered as %q", app.ID)
	}
	return nil
}

// front is where the product's pages are: where it was started, or what its file says of a product that runs already.
func (c *Campaign) front(session product.Session) string {
	if at, ok := session.(interface{ Base() string }); ok && at.Base() != "" {
		return at.Base()
	}
	for i := range c.File.Serves {
		if s := &c.File.Serves[i]; s.Adapter == scenarios.Browser {
			return s.Base
		}
	}
	return ""
}
