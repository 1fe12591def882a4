package main

import (
	"sort"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// settingsFile is read where sandpiper is called, if it is there.
const settingsFile = "sandpiper.yaml"

// applySettings fills the flags that the caller did not give from SANDPIPER_… variables and then from sandpiper.yaml.
// Only process settings live there: viper folds case, so scenarios, packs and products never pass through it.
func applySettings(a *app, cmd *cobra.Command) error {
	v := viper.New()
	v.SetConfigType("yaml")
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return err
	}
	if path == "" && exists(settingsFile) {
		path = settingsFile
	}
	if path != "" {
		v.SetConfigFile(path)
		if err := v.ReadInConfig(); err != nil {
			return usage("read settings: %w", err)
		}
	}
	if err := unknownSettings(cmd.Root(), v); err != nil {
		return err
	}
	var failed error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || failed != nil || f.Name == "help" || f.Name == "config" {
			return
		}
		value, from := "", ""
		if s, ok := a.Env("SANDPIPER_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))); ok && s != "" {
			value, from = s, "the environment"
		} else if v.IsSet(f.Name) {
			value, from = v.GetString(f.Name), v.ConfigFileUsed()
		} else {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			failed = usage("setting %s from %s: %w", f.Name, from, err)
		}
	})
	return failed
}

// unknownSettings refuses a key of sandpiper.yaml that no command has a flag for.
func unknownSettings(root *cobra.Command, v *viper.Viper) error {
	known := map[string]bool{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
	names := make([]string, 0, len(known))
	for n := range known {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, key := range v.AllKeys() {
		if !known[key] {
			return usage("%s: unknown setting %q%s", v.ConfigFileUsed(), key, suggest(key, names))
		}
	}
	return nil
}
