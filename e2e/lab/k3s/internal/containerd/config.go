// Package containerd runs containerd below k3s and fills it with the images that lie on the node.
package containerd

import (
	"bytes"
	_ "embed"
	"path/filepath"
	"text/template"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

// Socket is where k3s's containerd listens.
const Socket = "/run/k3s/containerd/containerd.sock"

//go:embed config.toml.tmpl
var configText string

var configTemplate = template.Must(template.New("config.toml").Parse(configText))

// Settings are what differs from node to node.
type Settings struct {
	// AgentFolder is <data-dir>/agent, BinFolder holds containerd, its shim, runc and the CNI plugins.
	AgentFolder, BinFolder string
	PauseImage             string
	Snapshotter            string
	// RestrictOOM keeps runc from lowering a container's chance to be killed, where that is not allowed.
	RestrictOOM bool
	Debug       bool
	// Auths are passwords by registry; UseRegistries reads them.
	Auths map[string]RegistryAuth
}

// CNIFolder is where the pod network puts its configuration.
func (s Settings) CNIFolder() string { return filepath.Join(s.AgentFolder, "etc", "cni", "net.d") }

// Root is where images and containers are kept.
func (s Settings) Root() string { return filepath.Join(s.AgentFolder, "containerd") }

// CertsFolder holds the registries' mirrors, one folder each.
func (s Settings) CertsFolder() string {
	return filepath.Join(s.AgentFolder, "etc", "containerd", "certs.d")
}

func (s Settings) configFile() string {
	return filepath.Join(s.AgentFolder, "etc", "containerd", "config.toml")
}

func (s Settings) writeConfig() error {
	var text bytes.Buffer
	if err := configTemplate.Execute(&text, s); err != nil {
		return err
	}
	return files.Write(s.configFile(), text.Bytes(), 0o600)
}
