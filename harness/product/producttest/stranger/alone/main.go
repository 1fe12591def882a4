// Command alone is package stranger as a program of its own.
package main

import (
	"os"

	"sandpiper/harness/product/producttest/stranger"
)

func main() { os.Exit(stranger.Live(os.Getenv, os.Stderr, os.Exit)) }
