//go:build unix

package product

import (
	"errors"
	"os/exec"
	"syscall"
)

// ownGroup makes the process the head of a group of its own: what it starts can be ended with it, and Ctrl-C at the
// terminal reaches sandpiper alone, which then takes the product down in order.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// askToEnd sends SIGTERM to the group; endNow sends SIGKILL. A group that is gone already is no error.
func askToEnd(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }

func endNow(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// processThere reports whether a process with that id exists, whoever owns it.
func processThere(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
