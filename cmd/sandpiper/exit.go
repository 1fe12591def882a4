package main

import (
	"context"
	"errors"
	"fmt"

	"sandpiper/harness/judge"
)

// Exit codes, the same for every command; `sandpiper help` lists them.
const (
	exitPass         = 0 // everything asked for was done, and every verdict is pass
	exitFail         = 1 // a check failed, a hazard was breached, or a bundle does not verify
	exitUsage        = 2 // the call or one of its files is wrong
	exitInternal     = 3 // Sandpiper itself failed
	exitInconclusive = 4 // nothing failed, but something ended vacuous or inconclusive
	exitUnreachable  = 5 // the product could not be reached, or did not answer in time
	exitInterrupted  = 130
)

const exitHelp = `Exit codes:
  0  all passed
  1  a check failed, a hazard was breached, or a bundle does not verify
  2  usage or load error
  3  Sandpiper itself failed
  4  nothing failed, but a verdict is vacuous or inconclusive
  5  the product could not be reached, or did not answer in time
  130  interrupted (Ctrl-C); what was finished is kept and can be resumed`

// exitError carries the code that the process is to end with.
type exitError struct {
	code int
	err  error // nil when the command has said everything already
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage is an error of the call or of a file that the caller gave.
func usage(format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// codeOf is the exit code that an error stands for.
func codeOf(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitPass
	case errors.As(err, &e):
		return e.code
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	default:
		return exitInternal
	}
}

// verdictError turns a campaign's rolled-up verdict into the exit code that CI reads.
func verdictError(v judge.Verdict) error {
	switch v {
	case judge.Pass, judge.Skipped:
		return nil
	case judge.Fail, judge.Breach, judge.Disputed:
		return &exitError{code: exitFail}
	case judge.Vacuous, judge.Inconclusive:
		return &exitError{code: exitInconclusive}
	case judge.Blocked:
		return &exitError{code: exitUnreachable}
	default:
		return &exitError{code: exitInternal}
	}
}
