package server

import (
	"fmt"
	"net"

	"buzzcrate.dev/e2e/lab/k3s/internal/options"
)

// clusterNetwork is the cluster's addresses.
type clusterNetwork struct {
	pods, services string
	api            string // the service `kubernetes`
	dns, domain    string
}

func networkOf(o options.Options) (clusterNetwork, error) {
	n := clusterNetwork{
		pods:     o.Text("cluster-cidr", "10.42.0.0/16"),
		services: o.Text("service-cidr", "10.43.0.0/16"),
		domain:   o.Text("cluster-domain", "cluster.local"),
	}
	if _, _, err := net.ParseCIDR(n.pods); err != nil {
		return n, fmt.Errorf("invalid cluster-cidr %s: %w", n.pods, err)
	}
	_, services, err := net.ParseCIDR(n.services)
	if err != nil {
		return n, fmt.Errorf("invalid service-cidr %s: %w", n.services, err)
	}
	n.api = address(services, 1)
	n.dns = o.Text("cluster-dns", address(services, 10))
	if dns := net.ParseIP(n.dns); dns == nil || !services.Contains(dns) {
		return n, fmt.Errorf("cluster-dns %s is not in the service-cidr %s", n.dns, n.services)
	}
	return n, nil
}

// address is the nth of a network.
func address(network *net.IPNet, n byte) string {
	ip := append(net.IP{}, network.IP...)
	ip[len(ip)-1] += n
	return ip.String()
}
