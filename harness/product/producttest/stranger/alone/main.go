package main

import (
	"os"
	"os/signal"
	"syscall"

	"sandpiper/harness/product/producttest/stranger"
)

func main() {
	// The first process of a container is deaf to signals that it does not ask for.
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM)
	go func() {
		<-told
		os.Exit(0)
	}()
	os.Exit(stranger.Live(os.Getenv, os.Stderr, os.Exit))
}
