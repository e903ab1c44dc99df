package options

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// configPath says where config.yaml is; the variable wins over the flag, as in k3s.
func configPath(given map[string][]string) string {
	if path := os.Getenv(flags["config"].env); path != "" {
		return path
	}
	if paths := given["config"]; len(paths) > 0 {
		return paths[len(paths)-1]
	}
	return defaultConfig
}

// readConfig merges config.yaml with config.yaml.d/*.yaml in the order of their names. None of them need exist.
//
// A key that is no flag is skipped with a warning by a server and is fatal for an agent: so k3s does it.
func readConfig(command, path string) (map[string][]string, error) {
	merged := map[string][]string{}
	for _, file := range append([]string{path}, dropIns(path)...) {
		content, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		keys := map[string]any{}
		if err := yaml.Unmarshal(content, &keys); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if err := merge(command, keys, merged); err != nil {
			return nil, err
		}
	}
	return merged, nil
}

func dropIns(path string) []string {
	entries, _ := os.ReadDir(path + ".d") // there need be none
	var files []string
	for _, entry := range entries {
		if extension := strings.ToLower(filepath.Ext(entry.Name())); !entry.IsDir() && (extension == ".yaml" || extension == ".yml") {
			files = append(files, filepath.Join(path+".d", entry.Name()))
		}
	}
	sort.Strings(files)
	return files
}

func merge(command string, keys map[string]any, merged map[string][]string) error {
	for key, value := range keys {
		name, adds := strings.CutSuffix(key, "+")
		if long, short := byShort[name]; short {
			name = long
		}
		flag, known := flags[name]
		if !known || !flag.belongs(command) {
			if command == "server" {
				journal.Warn("Unknown flag --%s found in config.yaml, skipping\n", name)
				continue
			}
			return fmt.Errorf("flag provided but not defined: -%s", name)
		}
		values := texts(value)
		for _, each := range values {
			if err := flag.check(name, each); err != nil {
				return err
			}
		}
		if adds {
			values = append(merged[name], values...)
		}
		merged[name] = values
	}
	return nil
}

// texts turns a YAML value into flag values: a list gives one each, null gives none.
func texts(value any) []string {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		var all []string
		for _, each := range value {
			all = append(all, texts(each)...)
		}
		return all
	case float64: // every number in YAML; 6443 must not become 6.443e+03
		return []string{strconv.FormatFloat(value, 'f', -1, 64)}
	default:
		return []string{fmt.Sprint(value)}
	}
}
