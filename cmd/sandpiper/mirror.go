package main

import (
	"context"
	"fmt"
	"time"

	"sandpiper/mocks/registers"
)

// mirrored reads the registers of --mirror.
func mirrored(wanted []string) ([]*registers.Mirror, error) {
	var out []*registers.Mirror
	for _, text := range wanted {
		m, err := registers.ParseMirror(text)
		if err != nil {
			return nil, usage("--mirror: %w", err)
		}
		out = append(out, m)
	}
	return out, nil
}

// between is how long a mirror waits before it looks at its source again.
const between = 2 * time.Second

// follow keeps mirrors up with their sources until it is told to stop. What a source is refused for is said once, and again when it changes; what was
// proved before goes on being served.
func follow(ctx context.Context, a *app, mirrors []*registers.Mirror) {
	for _, m := range mirrors {
		go func() {
			said, size := "", -1
			for first := true; first || a.Sleep(ctx, between) == nil; first = false {
				trouble := ""
				if err := m.Refresh(ctx); err != nil {
					trouble = err.Error()
				}
				if now := m.Snapshot(); now != nil && now.Size() != size {
					size = now.Size()
					fmt.Fprintf(a.Stderr, "register %s: %d entries of %s, proved\n", m.Register, size, m.URL)
				}
				if trouble != "" && trouble != said && ctx.Err() == nil {
					fmt.Fprintf(a.Stderr, "register %s: %s\n", m.Register, trouble)
				}
				said = trouble
			}
		}()
	}
}
