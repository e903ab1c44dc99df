package network

import (
	"net"

	"github.com/vishvananda/netlink"
)

// hostGateway sends packets for a node's pods to that node, unwrapped: all nodes must share one link.
type hostGateway struct {
	uplink netlink.Link
	ip     net.IP
	known  map[string]bool // pod ranges that have had a route; routes of others on the uplink are none of ours
}

func newHostGateway(uplink netlink.Link, ip net.IP) *hostGateway {
	return &hostGateway{uplink: uplink, ip: ip, known: map[string]bool{}}
}

func (h *hostGateway) annotations() map[string]string { return commonAnnotations("host-gw", h.ip) }
func (h *hostGateway) mtu() int                       { return h.uplink.Attrs().MTU }
func (h *hostGateway) useSubnet(*net.IPNet) error     { return nil }

func (h *hostGateway) connect(peers []peer) error {
	wanted := map[string]bool{}
	for _, peer := range peers {
		route := &netlink.Route{LinkIndex: h.uplink.Attrs().Index, Dst: peer.subnet, Gw: peer.ip}
		if err := netlink.RouteReplace(route); err != nil {
			return err
		}
		wanted[peer.subnet.String()], h.known[peer.subnet.String()] = true, true
	}
	for gone := range h.known {
		if wanted[gone] {
			continue
		}
		_, subnet, err := net.ParseCIDR(gone)
		if err != nil {
			return err
		}
		if err := netlink.RouteDel(&netlink.Route{LinkIndex: h.uplink.Attrs().Index, Dst: subnet}); err != nil {
			return err
		}
		delete(h.known, gone)
	}
	return nil
}
