package stranger

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// Live is the product as a whole program: it listens on SANDPIPER_LISTEN and never returns of its own will. With STRANGER
// set to "mute" it never listens, with "stillborn" it ends at once with exit code 7. It returns the exit code.
func Live(env func(string) string, log io.Writer, exit func(int)) int {
	switch env("STRANGER") {
	case "mute":
		fmt.Fprintln(log, "not in the mood")
		time.Sleep(time.Hour)
	case "stillborn":
		fmt.Fprintln(log, "cannot find the configuration of the universe")
		return 7
	}
	fmt.Fprintln(log, "stranger listening on", env("SANDPIPER_LISTEN"))
	server := &http.Server{Addr: env("SANDPIPER_LISTEN"), ReadHeaderTimeout: time.Minute, Handler: Handler(func() {
		fmt.Fprintln(log, "this is too much")
		exit(3)
	})}
	fmt.Fprintln(log, server.ListenAndServe())
	return 1
}
