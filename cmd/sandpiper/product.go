package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	prescribing "sandpiper/scenarios/library/prescribing/product"
	signingin "sandpiper/scenarios/library/signing-in/product"
)

type productOptions struct {
	Listen string
	Bug    string
	Key    string
	Client string
	KID    string
}

// flags are those that every product has.
func (o *productOptions) flags(cmd *cobra.Command, listen string) {
	f := cmd.Flags()
	f.StringVar(&o.Listen, "listen", listen, "address to serve on")
	f.StringVar(&o.Bug, "bug", "", "switch one seeded bug on")
	f.StringVar(&o.Key, "key", "", "file with the RSA private key that it signs in with (PEM)")
	f.StringVar(&o.Client, "client-id", "", "its client id at the mock NHS")
	f.StringVar(&o.KID, "kid", "", "key id of --key; worked out from the key when left out")
}

// key is the key that --key names, if any, and its id.
func (o *productOptions) key() (pem []byte, kid string, err error) {
	if o.Key == "" {
		return nil, o.KID, nil
	}
	key, err := loadKey(o.Key)
	if err != nil {
		return nil, "", cannotRead(o.Key, err)
	}
	return key.PEM, cmp.Or(o.KID, key.KID), nil
}

// serveProduct runs a product until it is stopped or whoever started it is gone.
func serveProduct(ctx context.Context, a *app, run func(context.Context) error) error {
	ctx, cancel := withParent(ctx, a)
	defer cancel()
	if err := run(ctx); err != nil {
		return usage("reference product: %w", err)
	}
	fmt.Fprintln(a.Stderr, "stopped")
	return nil
}

func newProduct(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "product",
		Short: "Start a reference product, as a process of its own",
		Long: `Reference products stand for what an innovator brings: small services that know the NHS only over HTTP. Each can be started
with one seeded bug, to see whether a scenario pack notices.

` + exitHelp,
		Example: "  sandpiper product prescribing --help",
		GroupID: "play",
	}
	asGroup(cmd)
	cmd.AddCommand(newPrescribing(a), newSigningIn(a))
	return cmd
}

func newPrescribing(a *app) *cobra.Command {
	var o productOptions
	var bugs []string
	for _, b := range prescribing.Bugs() {
		bugs = append(bugs, string(b))
	}
	cmd := &cobra.Command{
		Use:   "prescribing",
		Short: "A CDS Hooks 2.0 service that checks prescriptions",
		Long: `Serves patient-view, order-select and order-sign. It reads what was not prefetched from the fhirServer that the call names, with
a token that it obtains there (SMART discovery, private_key_jwt with RS512).

Seeded bugs for --bug:
  ` + strings.Join(bugs, "\n  ") + `

` + exitHelp,
		Example: "  sandpiper product prescribing --listen 127.0.0.1:8090\n  sandpiper product prescribing --bug swallows-errors",
		Args:    usageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runPrescribing(cmd.Context(), a, o) },
	}
	o.flags(cmd, "127.0.0.1:8090")
	return cmd
}

func runPrescribing(ctx context.Context, a *app, o productOptions) error {
	c := prescribing.Config{Listen: o.Listen, ClientID: o.Client, Wall: a.Now, Sleep: a.Sleep, Log: a.Stderr}
	key, kid, err := o.key()
	if err != nil {
		return err
	}
	c.KeyPEM, c.KID = key, kid
	if c.Bug, err = prescribing.ParseBug(o.Bug); err != nil {
		return usage("--bug: %w", err)
	}
	if c, err = c.FromEnv(a.Env, os.ReadFile); err != nil {
		return usage("%w", err)
	}
	return serveProduct(ctx, a, func(ctx context.Context) error { return prescribing.Run(ctx, c) })
}

func newSigningIn(a *app) *cobra.Command {
	var o productOptions
	var issuer string
	var bugs []string
	for _, b := range signingin.Bugs() {
		bugs = append(bugs, string(b))
	}
	cmd := &cobra.Command{
		Use:   "signing-in",
		Short: "A website that signs citizens in with NHS login",
		Long: `Serves a newsletter (for people of level P0), details (P5), a record and a GP surgery (P9). It reads NHS login's discovery
document, asks for the vectors of trust that each service needs, and proves itself with private_key_jwt (RS512).

Seeded bugs for --bug:
  ` + strings.Join(bugs, "\n  ") + `

` + exitHelp,
		Example: "  sandpiper product signing-in --issuer http://127.0.0.1:9000/nhs-login --client-id my-app --key key.pem",
		Args:    usageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runSigningIn(cmd.Context(), a, o, issuer) },
	}
	o.flags(cmd, "127.0.0.1:8091")
	cmd.Flags().StringVar(&issuer, "issuer", "", "issuer of NHS login")
	return cmd
}

func runSigningIn(ctx context.Context, a *app, o productOptions, issuer string) error {
	c := signingin.Config{Listen: o.Listen, Issuer: issuer, ClientID: o.Client, Wall: a.Now, Log: a.Stderr}
	key, kid, err := o.key()
	if err != nil {
		return err
	}
	c.KeyPEM, c.KID = key, kid
	if c.Bug, err = signingin.ParseBug(o.Bug); err != nil {
		return usage("--bug: %w", err)
	}
	if c, err = c.FromEnv(a.Env, os.ReadFile); err != nil {
		return usage("%w", err)
	}
	return serveProduct(ctx, a, func(ctx context.Context) error { return signingin.Run(ctx, c) })
}

// withParent ends ctx when the rehearsal that started this process is gone, however it went: it holds the other end of standard
// input. A product that somebody started by hand is left alone, and so is one in a container, whose standard input is no pipe.
func withParent(ctx context.Context, a *app) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if _, rehearsed := a.Env("SANDPIPER_RUN"); rehearsed && a.StdinPipe {
		go func() {
			_, _ = io.Copy(io.Discard, a.Stdin)
			cancel()
		}()
	}
	return ctx, cancel
}
