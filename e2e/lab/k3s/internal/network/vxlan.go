package network

import (
	"encoding/json"
	"fmt"
	"net"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

const (
	vxlanName     = "flannel.1"
	vxlanID       = 1
	vxlanPort     = 8472
	vxlanOverhead = 50 // bytes around every packet
)

// vxlan wraps packets for other nodes' pods in UDP. Each node is its pod range's first address on the device, with the
// hardware address that it says in its annotations.
type vxlan struct {
	link *netlink.Vxlan
	ip   net.IP
}

// lease is the backend-data annotation.
type lease struct {
	VNI     int
	VtepMAC string
}

// newVXLAN makes the device, or takes the one that an earlier start left: its hardware address is known to the others.
func newVXLAN(uplink netlink.Link, ip net.IP) (*vxlan, error) {
	wanted := &netlink.Vxlan{
		LinkAttrs:    netlink.LinkAttrs{Name: vxlanName, MTU: uplink.Attrs().MTU - vxlanOverhead},
		VxlanId:      vxlanID,
		VtepDevIndex: uplink.Attrs().Index,
		SrcAddr:      ip,
		Port:         vxlanPort,
	}
	found, err := netlink.LinkByName(vxlanName)
	if err == nil && !sameVXLAN(found, wanted) {
		if err := netlink.LinkDel(found); err != nil {
			return nil, err
		}
		found = nil
	}
	if found == nil || err != nil {
		if err := netlink.LinkAdd(wanted); err != nil {
			return nil, err
		}
	}
	made, err := netlink.LinkByName(vxlanName)
	if err != nil {
		return nil, err
	}
	device, isVXLAN := made.(*netlink.Vxlan)
	if !isVXLAN {
		return nil, fmt.Errorf("%s is no VXLAN device", vxlanName)
	}
	return &vxlan{device, ip}, netlink.LinkSetUp(device)
}

func sameVXLAN(found netlink.Link, wanted *netlink.Vxlan) bool {
	device, isVXLAN := found.(*netlink.Vxlan)
	return isVXLAN && device.VxlanId == wanted.VxlanId && device.VtepDevIndex == wanted.VtepDevIndex &&
		device.SrcAddr.Equal(wanted.SrcAddr) && device.Port == wanted.Port && device.MTU == wanted.MTU
}

func (v *vxlan) annotations() map[string]string {
	all := commonAnnotations("vxlan", v.ip)
	data, _ := json.Marshal(lease{vxlanID, v.link.HardwareAddr.String()}) // two plain fields
	all[backendDataAnnotation] = string(data)
	return all
}

func (v *vxlan) mtu() int { return v.link.MTU }

func (v *vxlan) useSubnet(own *net.IPNet) error {
	address := &netlink.Addr{IPNet: &net.IPNet{IP: own.IP, Mask: net.CIDRMask(32, 32)}}
	present, err := netlink.AddrList(v.link, netlink.FAMILY_V4)
	if err != nil {
		return err
	}
	for _, old := range present {
		if !old.Equal(*address) {
			if err := netlink.AddrDel(v.link, &old); err != nil {
				return err
			}
		}
	}
	return netlink.AddrReplace(v.link, address)
}

func (v *vxlan) connect(peers []peer) error {
	var wanted []netlink.Route
	for _, peer := range peers {
		mac := peer.mac()
		if mac == nil {
			continue // it has not said its hardware address yet
		}
		neighbours := []*netlink.Neigh{
			{LinkIndex: v.link.Index, State: netlink.NUD_PERMANENT, Type: unix.RTN_UNICAST, IP: peer.subnet.IP, HardwareAddr: mac},
			{LinkIndex: v.link.Index, State: netlink.NUD_PERMANENT, Family: unix.AF_BRIDGE, Flags: netlink.NTF_SELF, IP: peer.ip, HardwareAddr: mac},
		}
		for _, neighbour := range neighbours {
			if err := netlink.NeighSet(neighbour); err != nil {
				return fmt.Errorf("neighbour %s: %w", peer.ip, err)
			}
		}
		wanted = append(wanted, netlink.Route{LinkIndex: v.link.Index, Dst: peer.subnet, Gw: peer.subnet.IP, Flags: int(netlink.FLAG_ONLINK)})
	}
	return routes{v.link}.replace(wanted)
}

// mac is the hardware address in the peer's annotations, or nil.
func (p peer) mac() net.HardwareAddr {
	var data lease
	if json.Unmarshal([]byte(p.annotations[backendDataAnnotation]), &data) != nil {
		return nil
	}
	mac, err := net.ParseMAC(data.VtepMAC)
	if err != nil {
		return nil
	}
	return mac
}
