// Sandpiper rehearses a health product against a made-up NHS before it meets a real one.
//
// main.go starts the program, app.go is the only file that sees the process (clock, environment, streams, randomness),
// root.go lists the commands, and each command has a file of its own: newX, xOptions and runX.
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	// Traces make much short-lived garbage and the live heap is small, so collecting less often is worth a tenth of the time.
	debug.SetGCPercent(300)
	os.Exit(run(processApp()))
}
