package main

import (
	"log/slog"
	"time"
)

// mostPath is how many bytes of a path that somebody asked for are shown.
const mostPath = 512

// console is the log of a server, for whoever watches its terminal: the time of day, and nothing that is empty.
func console(a *app) *slog.Logger {
	return slog.New(slog.NewTextHandler(a.Stderr, &slog.HandlerOptions{ReplaceAttr: func(groups []string, attr slog.Attr) slog.Attr {
		switch {
		case len(groups) > 0:
		case attr.Key == slog.TimeKey:
			attr.Value = slog.StringValue(attr.Value.Time().Format(time.TimeOnly))
		case attr.Value.Kind() == slog.KindString && attr.Value.String() == "":
			return slog.Attr{}
		case attr.Key == "path" && len(attr.Value.String()) > mostPath:
			attr.Value = slog.StringValue(attr.Value.String()[:mostPath] + "…")
		}
		return attr
	}}))
}
