// Package manifests keeps the cluster as the files in server/manifests say: k3s's packaged components, and whatever the
// user puts there.
package manifests

import (
	"embed"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

//go:embed packaged/*.yaml
var packaged embed.FS

// components are the packaged ones, in the order in which a new cluster needs them. rolebindings cannot be disabled.
var components = []string{"rolebindings", "coredns", "local-storage"}

// Values stand for the %{NAME}% in packaged manifests.
type Values struct {
	ClusterDNS       string
	ClusterDomain    string
	LocalStoragePath string
}

func (v Values) fill(text string) string {
	return strings.NewReplacer(
		"%{CLUSTER_DNS}%", v.ClusterDNS,
		"%{CLUSTER_DOMAIN}%", v.ClusterDomain,
		"%{DEFAULT_LOCAL_STORAGE_PATH}%", v.LocalStoragePath,
	).Replace(text)
}

// stage writes the packaged manifests into folder, at every start; those that are disabled are removed from it, and
// given back for their objects to be deleted. A file <name>.yaml.skip keeps k3s from touching <name>.yaml.
func stage(folder string, values Values, disabled []string) (removed map[string]string, err error) {
	removed = map[string]string{}
	for _, name := range components {
		content, err := packaged.ReadFile("packaged/" + name + ".yaml")
		if err != nil {
			return nil, err
		}
		text := values.fill(string(content))
		path := filepath.Join(folder, name+".yaml")
		switch {
		case slices.Contains(disabled, name) && name != "rolebindings":
			removed[name] = text
			if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
				return nil, err
			}
		case files.Exists(path + ".skip"):
		default:
			if err := files.Write(path, []byte(text), 0o600); err != nil {
				return nil, err
			}
		}
	}
	return removed, nil
}
