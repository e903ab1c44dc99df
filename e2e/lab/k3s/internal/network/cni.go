package network

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

const subnetEnvFile = "/run/flannel/subnet.env"

// writeCNI tells containerd how to connect a pod. It carries flannel's file name; flannel's own plugin would delegate to
// the same bridge.
func writeCNI(folder string, own *net.IPNet, mtu int) error {
	type object = map[string]any
	text, err := json.MarshalIndent(object{
		"name":       "cbr0",
		"cniVersion": "1.0.0",
		"plugins": []object{
			{
				"type":             "bridge",
				"bridge":           "cni0",
				"mtu":              mtu,
				"isDefaultGateway": true,
				"forceAddress":     true,
				"hairpinMode":      true,
				"ipMasq":           false, // one rule for all pods does it
				"ipam":             object{"type": "host-local", "ranges": [][]object{{{"subnet": own.String()}}}},
			},
			{"type": "portmap", "capabilities": object{"portMappings": true}},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	return files.Write(filepath.Join(folder, "10-flannel.conflist"), append(text, '\n'), 0o600)
}

// writeSubnetEnv leaves flannel's note about itself, which other CNI plugins read.
func writeSubnetEnv(cluster string, own *net.IPNet, mtu int) error {
	if err := os.MkdirAll(filepath.Dir(subnetEnvFile), 0o755); err != nil {
		return err
	}
	text := fmt.Sprintf("FLANNEL_NETWORK=%s\nFLANNEL_SUBNET=%s\nFLANNEL_MTU=%d\nFLANNEL_IPMASQ=true\n", cluster, gateway(own), mtu)
	return files.Write(subnetEnvFile, []byte(text), 0o644)
}

// gateway is the first host address of a range, the bridge's.
func gateway(own *net.IPNet) string {
	ip := append(net.IP{}, own.IP.To4()...)
	ip[3]++
	return (&net.IPNet{IP: ip, Mask: own.Mask}).String()
}
