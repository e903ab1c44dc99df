// Package options reads what k3s is told to do: command line, config.yaml, config.yaml.d and environment.
//
// The command line wins over the files, the files win over the environment. A flag given on the command line replaces
// the files' whole list. In the files the last value wins, and `key+:` adds to a list.
package options

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

const defaultConfig = "/etc/rancher/k3s/config.yaml"

// Options are the settings of one run of `k3s server` or `k3s agent`.
type Options struct {
	values map[string][]string
}

// Load reads the settings of a command. Errors have k3s's words where k3s has some.
func Load(command string, args []string) (Options, error) {
	given, err := parseCommandLine(command, args)
	if err != nil {
		return Options{}, err
	}
	values, err := readConfig(command, configPath(given))
	if err != nil {
		return Options{}, err
	}
	for name, value := range given {
		values[name] = value
	}
	o := Options{values}
	o.takeEnvironment(command)
	if err := o.readTokenFiles(); err != nil {
		return Options{}, err
	}
	return o, o.refuseWhatIsNotThere()
}

// Text gives the last value of a flag, or fallback when it was not given.
func (o Options) Text(name, fallback string) string {
	if values := o.lookup(name, text); len(values) > 0 && values[len(values)-1] != "" {
		return values[len(values)-1]
	}
	return fallback
}

// On says whether a toggle is on.
func (o Options) On(name string) bool {
	values := o.lookup(name, toggle)
	return len(values) > 0 && values[len(values)-1] == "true"
}

// List gives all values of a flag.
func (o Options) List(name string) []string {
	values := o.lookup(name, list, commaList)
	if flags[name].kind == list {
		return values
	}
	var split []string
	for _, value := range values {
		for _, part := range strings.Split(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				split = append(split, part)
			}
		}
	}
	return split
}

// lookup gives the raw values; asking for a flag that is not in the table, or as another kind, is a programming mistake.
func (o Options) lookup(name string, kinds ...kind) []string {
	if flag, known := flags[name]; !known || !slices.Contains(kinds, flag.kind) {
		panic("options: no such flag of this kind: " + name)
	}
	return o.values[name]
}

// belongs says whether the command has the flag.
func (f flag) belongs(command string) bool {
	switch f.role {
	case serverOnly:
		return command == "server"
	case agentOnly:
		return command == "agent"
	default:
		return true
	}
}

func (o Options) takeEnvironment(command string) {
	for name, flag := range flags {
		if value := os.Getenv(flag.env); flag.env != "" && value != "" && flag.belongs(command) && len(o.values[name]) == 0 {
			o.values[name] = []string{value}
		}
	}
}

func (o Options) readTokenFiles() error {
	for _, name := range []string{"token", "agent-token"} {
		path := o.Text(name+"-file", "")
		if path == "" {
			continue
		}
		secret, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		o.values[name] = []string{strings.TrimSpace(string(secret))}
	}
	return nil
}

func (o Options) refuseWhatIsNotThere() error {
	for name, values := range o.values {
		if len(values) == 0 || values[len(values)-1] == "false" {
			continue
		}
		switch flags[name].care {
		case refused:
			return fmt.Errorf("the lab edition of k3s does not have --%s", name)
		case ignored:
			journal.Warn("the lab edition of k3s ignores --%s", name)
		}
	}
	return nil
}
