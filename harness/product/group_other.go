//go:build !unix

package product

import "os/exec"

// ownGroup does nothing where there are no process groups.
func ownGroup(*exec.Cmd) {}

// askToEnd does nothing: a closed standard input is the only polite request there is here.
func askToEnd(*exec.Cmd) {}

// endNow ends the process. A process that is gone already is no error.
func endNow(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

// processThere cannot tell here, and says yes.
func processThere(int) bool { return true }
