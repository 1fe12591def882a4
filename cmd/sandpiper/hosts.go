package main

import (
	"fmt"
	"net"
	"slices"

	"github.com/spf13/cobra"

	"sandpiper/mocks/front"
)

type hostsOptions struct {
	Address     string
	Environment string
	Sources     bool
}

func newHosts(a *app) *cobra.Command {
	var o hostsOptions
	cmd := &cobra.Command{
		Use:   "hosts",
		Short: "Print the hosts lines that lead real host names to the mock NHS",
		Long: `Prints lines for /etc/hosts (or C:\Windows\System32\drivers\etc\hosts) by which programs with the addresses of the real NHS
built in reach 'sandpiper serve --tls' instead. They need its certificate authority as well: see 'sandpiper trust'.

Put the lines on a test machine only, and take them out when you are done: while they are there, nothing on that machine
reaches the real services. Without touching the machine: curl --connect-to ::127.0.0.1:8443, docker run --add-host, or
hostAliases in Kubernetes.

Programs go to port 443. Serve there with 'serve --tls 127.0.0.1:443' as a user who may, or publish it from a container with
-p 443:8443.

` + exitHelp,
		Example: "  sandpiper hosts\n  sandpiper hosts --environment integration | sudo tee -a /etc/hosts",
		GroupID: "play",
		RunE:    func(*cobra.Command, []string) error { return runHosts(a, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Address, "address", "127.0.0.1", "IP address where the mock NHS is")
	f.StringVar(&o.Environment, "environment", "", "only those of one environment: sandbox, integration or live")
	f.BoolVar(&o.Sources, "sources", false, "say after each name where it is published")
	return cmd
}

func runHosts(a *app, o hostsOptions) error {
	if net.ParseIP(o.Address) == nil {
		return usage("--address %q: want an IP address such as 127.0.0.1", o.Address)
	}
	var environments []string
	for _, h := range front.Hosts() {
		if !slices.Contains(environments, h.Environment) {
			environments = append(environments, h.Environment)
		}
	}
	if o.Environment != "" && !slices.Contains(environments, o.Environment) {
		return usage("--environment %q: there are sandbox, integration and live%s", o.Environment, suggest(o.Environment, environments))
	}
	fmt.Fprintln(a.Stdout, "# Sandpiper, a made-up NHS: not an NHS service. Take these lines out when you are done.")
	for _, e := range environments {
		if o.Environment != "" && o.Environment != e {
			continue
		}
		fmt.Fprintf(a.Stdout, "# %s\n", e)
		for _, h := range front.Hosts() {
			if h.Environment != e {
				continue
			}
			line := o.Address + " " + h.Name
			if o.Sources {
				line += " # " + h.Source
			}
			fmt.Fprintln(a.Stdout, line)
		}
	}
	return nil
}
