package main

import (
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// app is the process as the commands see it. Tests make their own; nothing else in the module touches os, the wall
// clock or randomness that cannot be repeated.
type app struct {
	Args        []string
	Stdin       io.Reader
	StdinPipe   bool // stdin is a pipe, which closes when the process at its other end is gone
	Stdout      io.Writer
	Stderr      io.Writer
	Env         func(string) (string, bool)
	Now         func() time.Time
	Sleep       func(context.Context, time.Duration) error
	Rand        io.Reader
	Self        string // path of this executable, to start the reference product as a process of its own
	Interactive bool   // stderr is a terminal: progress may redraw its line
	Interrupt   func(context.Context) (context.Context, context.CancelFunc)
	SetEnv      func(key, value string) error
}

// processApp is the app of the real process.
func processApp() *app {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return &app{
		Args:        os.Args[1:],
		Stdin:       os.Stdin,
		StdinPipe:   isPipe(os.Stdin),
		Stdout:      os.Stdout,
		Stderr:      os.Stderr,
		Env:         os.LookupEnv,
		Now:         time.Now,
		Sleep:       sleep,
		Rand:        rand.Reader,
		Self:        self,
		Interactive: term.IsTerminal(int(os.Stderr.Fd())),
		Interrupt: func(ctx context.Context) (context.Context, context.CancelFunc) {
			return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		},
		SetEnv: os.Setenv,
	}
}

func isPipe(f *os.File) bool {
	at, err := f.Stat()
	return err == nil && at.Mode()&os.ModeNamedPipe != 0
}

// sleep waits for d of real time, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
