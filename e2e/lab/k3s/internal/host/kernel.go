package host

import (
	"os"
	"path/filepath"
	"strings"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// settings are what pods and services need of the kernel's network.
var settings = []string{
	"net/ipv4/ip_forward",
	"net/ipv4/conf/all/forwarding",
	"net/ipv4/conf/default/forwarding",
	"net/bridge/bridge-nf-call-iptables", // or a service does not answer a pod on the same node
}

// PrepareKernel turns the settings on. One that is missing or read-only is a warning: the kernel may have it built in.
func PrepareKernel() {
	for _, name := range settings {
		path := filepath.Join("/proc/sys", name)
		if value, err := os.ReadFile(path); err == nil && strings.TrimSpace(string(value)) == "1" {
			continue
		}
		journal.Info("Set sysctl '%s' to 1", name)
		if err := os.WriteFile(path, []byte("1"), 0o644); err != nil {
			journal.Error("Failed to set sysctl: %v", err)
		}
	}
}
