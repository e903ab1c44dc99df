// Command klipper-lb passes connections on a node's port to a service, with the settings of k3s's klipper-lb:
//
//	SRC_PORT    where to listen            DEST_PORT  where to pass on to
//	SRC_RANGES  who may connect (CIDRs)    DEST_IPS   at which addresses, one of each family at most
//	DEST_PROTO  TCP or UDP
//
// The original does it with iptables rules; this one in user space, so that the image needs nothing but itself.
package main

import (
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"strings"
)

type settings struct {
	port   string
	target string
	udp    bool
	allow  allowList
}

func main() {
	s, err := settingsFrom(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("passing :%s on to %s", s.port, s.target)
	if s.udp {
		socket, err := net.ListenPacket("udp", ":"+s.port)
		if err != nil {
			log.Fatal(err)
		}
		log.Fatal(passDatagrams(socket, s))
	}
	listener, err := net.Listen("tcp", ":"+s.port)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(passConnections(listener, s))
}

func settingsFrom(getenv func(string) string) (settings, error) {
	addresses := strings.FieldsFunc(getenv("DEST_IPS"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(addresses) == 0 {
		return settings{}, fmt.Errorf("DEST_IPS is empty")
	}
	for _, name := range []string{"SRC_PORT", "DEST_PORT"} {
		if getenv(name) == "" {
			return settings{}, fmt.Errorf("%s is empty", name)
		}
	}
	allow, err := parseAllowList(getenv("SRC_RANGES"))
	return settings{
		port:   getenv("SRC_PORT"),
		target: net.JoinHostPort(addresses[0], getenv("DEST_PORT")),
		udp:    strings.EqualFold(getenv("DEST_PROTO"), "udp"),
		allow:  allow,
	}, err
}

// allowList is who may connect; an empty one is everybody.
type allowList []netip.Prefix

func parseAllowList(text string) (allowList, error) {
	var list allowList
	for _, each := range strings.Split(text, ",") {
		if each = strings.TrimSpace(each); each == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(each)
		if err != nil {
			return nil, fmt.Errorf("SRC_RANGES: %w", err)
		}
		list = append(list, prefix.Masked())
	}
	return list, nil
}

func (l allowList) contains(address net.Addr) bool {
	from, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return false
	}
	for _, prefix := range l {
		if prefix.Contains(from.Addr().Unmap()) {
			return true
		}
	}
	return len(l) == 0
}
