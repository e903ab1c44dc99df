package options

import (
	"errors"
	"fmt"
	"strings"
)

// parseCommandLine reads --name value, --name=value, --toggle and the short forms.
func parseCommandLine(command string, args []string) (map[string][]string, error) {
	values := map[string][]string{}
	for at := 0; at < len(args); at++ {
		arg := args[at]
		if !strings.HasPrefix(arg, "-") || strings.Trim(arg, "-") == "" {
			return nil, fmt.Errorf("flags are expected after `k3s %s`, not %q", command, arg)
		}
		name, value, given := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if long, short := byShort[name]; short {
			name = long
		}
		flag, known := flags[name]
		if !known || !flag.belongs(command) {
			return nil, fmt.Errorf("flag provided but not defined: -%s", name)
		}
		switch {
		case given:
		case flag.kind == toggle:
			value = "true"
		case at+1 == len(args):
			return nil, fmt.Errorf("flag needs an argument: -%s", name)
		default:
			at++
			value = args[at]
		}
		if err := flag.check(name, value); err != nil {
			return nil, err
		}
		values[name] = append(values[name], value)
	}
	return values, nil
}

// check refuses what is not a value of the flag's kind.
func (f flag) check(name, value string) error {
	if f.kind == toggle && value != "true" && value != "false" {
		return fmt.Errorf("invalid boolean value %q for -%s: %w", value, name, errors.New("parse error"))
	}
	return nil
}
