// Package host finds out what a node is and prepares it: name, addresses, cgroups, kernel settings, resolver.
package host

import (
	"fmt"
	"net"
	"os"
	"strings"

	utilnet "k8s.io/apimachinery/pkg/util/net"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
)

const (
	// PasswordFile holds what proves to the server that this host is the node it was before.
	PasswordFile = "/etc/rancher/node/password"
	idFile       = "/etc/rancher/node/id"
)

// Identity is how the node presents itself to the cluster.
type Identity struct {
	Name        string
	Password    string
	IP          string
	ExternalIPs []string
}

// Identify reads or makes the node's identity. A host without a default route and without --node-ip has none, as in k3s.
func Identify(o options.Options) (Identity, error) {
	name, err := nodeName(o)
	if err != nil {
		return Identity{}, err
	}
	ip, err := nodeIP(o)
	if err != nil {
		return Identity{}, fmt.Errorf("failed to get node name and addresses: %w", err)
	}
	password, err := files.ReadOrMake(PasswordFile, 0o600, func() (string, error) { return pki.RandomHex(16), nil })
	if err != nil {
		return Identity{}, err
	}
	return Identity{Name: name, Password: password, IP: ip, ExternalIPs: o.List("node-external-ip")}, nil
}

func nodeName(o options.Options) (string, error) {
	hostname, err := os.Hostname()
	if err != nil {
		return "", err
	}
	name := strings.ToLower(o.Text("node-name", hostname))
	if !o.On("with-node-id") {
		return name, nil
	}
	id, err := files.ReadOrMake(idFile, 0o644, func() (string, error) { return pki.RandomHex(4), nil })
	return name + "-" + id, err
}

func nodeIP(o options.Options) (string, error) {
	if given := o.List("node-ip"); len(given) > 0 {
		if net.ParseIP(given[0]) == nil {
			return "", fmt.Errorf("invalid node-ip: %s", given[0])
		}
		return given[0], nil
	}
	if link := o.Text("flannel-iface", ""); link != "" {
		return addressOf(link)
	}
	ip, err := utilnet.ChooseHostInterface()
	if err != nil {
		return "", err
	}
	return ip.String(), nil
}

func addressOf(link string) (string, error) {
	found, err := net.InterfaceByName(link)
	if err != nil {
		return "", fmt.Errorf("unable to find interface %s: %w", link, err)
	}
	addresses, err := found.Addrs()
	if err != nil {
		return "", err
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil && network.IP.IsGlobalUnicast() {
			return network.IP.String(), nil
		}
	}
	return "", fmt.Errorf("can't find ip for interface %s", link)
}
