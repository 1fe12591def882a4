package export

import "context"

// format is how people are written down. take and finish are called by one goroutine, in order; each worker asks for a penman
// of its own.
type format interface {
	worker() penman
	take(c *chunk) error
	finish(ctx context.Context) error
}

func newFormat(j *Job, out *outlet) format {
	switch j.Format {
	case "ndjson":
		return newNDJSON(j, out)
	case "bundle":
		return newBundles(j, out)
	case "csv":
		return newCSV(j, out)
	}
	return newParquet(j, out)
}
