// Package components runs the upstream Kubernetes components and etcd inside this process, as k3s does: one Go runtime,
// one copy of the code in memory, one start-up.
//
// Each Run function blocks until its component ends, which is a failure unless ctx was cancelled.
package components

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/pflag"
	"k8s.io/apiserver/pkg/util/compatibility"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/cli/globalflag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
)

// Prepare sets up what all components share: logging and feature gates. It must come before any component.
func Prepare(verbosity string) error {
	// every component applies its own logging settings; the first one counts
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(nil); err != nil {
		return err
	}
	settings := logsapi.NewLoggingConfiguration()
	if err := logsapi.VerbosityLevelPflag(&settings.Verbosity).Set(verbosity); err != nil {
		return err
	}
	logs.InitLogs()
	return logsapi.ValidateAndApply(settings, utilfeature.DefaultFeatureGate)
}

// Args are the settings of a component, by flag name without dashes.
type Args map[string]string

// With gives the command line: these settings, and those the user gave (`name=value`, in any form k3s takes), which
// replace ours of the same name.
func (a Args) With(extra []string) []string {
	var line, replaced []string
	for _, each := range extra {
		each = strings.TrimLeft(each, "-")
		name, _, _ := strings.Cut(each, "=")
		replaced = append(replaced, name)
		line = append(line, "--"+each)
	}
	for name, value := range a {
		if !slices.Contains(replaced, name) {
			line = append(line, "--"+name+"="+value)
		}
	}
	sort.Strings(line)
	return line
}

// parse reads a command line into the flags of a component.
func parse(component string, sets cliflag.NamedFlagSets, line []string) error {
	all := pflag.NewFlagSet(component, pflag.ContinueOnError)
	all.SetNormalizeFunc(cliflag.WordSepNormalizeFunc)
	globalflag.AddGlobalFlags(sets.FlagSet("global"), component, logs.SkipLoggingConfigurationFlags())
	for _, set := range sets.FlagSets {
		all.AddFlagSet(set)
	}
	if err := all.Parse(line); err != nil {
		return fmt.Errorf("%s: %w", component, err)
	}
	return compatibility.DefaultComponentGlobalsRegistry.Set()
}
