package network

import (
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
)

const (
	annotationPrefix      = "flannel.alpha.coreos.com/"
	publicIPAnnotation    = annotationPrefix + "public-ip"
	backendTypeAnnotation = annotationPrefix + "backend-type"
	backendDataAnnotation = annotationPrefix + "backend-data"
	managerAnnotation     = annotationPrefix + "kube-subnet-manager"
)

// uplinkOf finds the device that carries the node's address.
func uplinkOf(address string) (netlink.Link, error) {
	ip := net.ParseIP(address)
	links, err := netlink.LinkList()
	if err != nil {
		return nil, err
	}
	for _, link := range links {
		addresses, err := netlink.AddrList(link, netlink.FAMILY_V4)
		if err != nil {
			return nil, err
		}
		for _, each := range addresses {
			if each.IP.Equal(ip) {
				return link, nil
			}
		}
	}
	return nil, fmt.Errorf("flannel exited: no interface has the node's address %s", address)
}

func commonAnnotations(kind string, ip net.IP) map[string]string {
	return map[string]string{
		publicIPAnnotation:    ip.String(),
		backendTypeAnnotation: kind,
		backendDataAnnotation: "null",
		managerAnnotation:     "true",
	}
}

// routes are the ways to other nodes that this process made or found.
type routes struct{ link netlink.Link }

// replace makes exactly these routes on the link, among those that go to pod ranges.
func (r routes) replace(wanted []netlink.Route) error {
	keep := map[string]bool{}
	for _, route := range wanted {
		if err := netlink.RouteReplace(&route); err != nil {
			return fmt.Errorf("route to %s: %w", route.Dst, err)
		}
		keep[route.Dst.String()] = true
	}
	present, err := netlink.RouteList(r.link, netlink.FAMILY_V4)
	if err != nil {
		return err
	}
	for _, route := range present {
		if route.Gw == nil || route.Dst == nil || keep[route.Dst.String()] || isDefault(route.Dst) {
			continue
		}
		if err := netlink.RouteDel(&route); err != nil {
			return fmt.Errorf("removing the route to %s: %w", route.Dst, err)
		}
	}
	return nil
}

func isDefault(network *net.IPNet) bool {
	ones, _ := network.Mask.Size()
	return ones == 0
}
