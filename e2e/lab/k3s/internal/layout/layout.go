// Package layout says where k3s keeps things on a node.
package layout

import (
	"os"
	"path/filepath"

	"buzzcrate.dev/e2e/lab/k3s/internal/options"
)

// DefaultDataDir is k3s's.
const DefaultDataDir = "/var/lib/rancher/k3s"

// Kubeconfig is the file that people take away.
const Kubeconfig = "/etc/rancher/k3s/k3s.yaml"

// Layout is the tree below the data folder.
type Layout struct{ data string }

// Of gives the layout that the options ask for.
func Of(o options.Options) Layout { return Layout{o.Text("data-dir", DefaultDataDir)} }

// Server gives a path below the control plane's folder.
func (l Layout) Server(parts ...string) string { return l.in("server", parts) }

// Agent gives a path below the node's folder.
func (l Layout) Agent(parts ...string) string { return l.in("agent", parts) }

// Storage is where local volumes are.
func (l Layout) Storage() string { return l.in("storage", nil) }

func (l Layout) in(folder string, parts []string) string {
	return filepath.Join(append([]string{l.data, folder}, parts...)...)
}

// Bin is the folder with containerd, runc and the rest: where this program itself was unpacked to.
func Bin() (string, error) {
	self, err := os.Executable()
	return filepath.Dir(self), err
}
