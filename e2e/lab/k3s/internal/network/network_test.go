package network

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func node(name, cidr, ip string, annotations map[string]string) *corev1.Node {
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: annotations},
		Spec:       corev1.NodeSpec{PodCIDR: cidr},
		Status:     corev1.NodeStatus{Addresses: []corev1.NodeAddress{{Type: corev1.NodeInternalIP, Address: ip}}},
	}
}

func TestSplitsTheNodes(t *testing.T) {
	own, peers := split("board-1", []any{
		node("board-1", "10.42.0.0/24", "10.0.0.1", nil),
		node("board-2", "10.42.1.0/24", "10.0.0.2", nil),
		node("board-3", "", "10.0.0.3", nil),
		node("cloud", "10.42.3.0/24", "192.168.0.9", map[string]string{publicIPAnnotation: "203.0.113.9"}),
	})
	if own.String() != "10.42.0.0/24" || len(peers) != 2 || peers[0].ip.String() != "10.0.0.2" || peers[1].ip.String() != "203.0.113.9" {
		t.Errorf("own %v, peers %+v", own, peers)
	}
	if own, _ := split("board-3", []any{node("board-3", "", "10.0.0.3", nil)}); own != nil {
		t.Errorf("a node without a range: %v", own)
	}
}

func TestHeartbeatsDoNotMatter(t *testing.T) {
	before, now := node("a", "10.42.0.0/24", "10.0.0.1", nil), node("a", "10.42.0.0/24", "10.0.0.1", map[string]string{"other": "1"})
	now.ResourceVersion = "2"
	if matters(before, now) {
		t.Error("a heartbeat")
	}
	for _, changed := range []*corev1.Node{
		node("a", "10.42.9.0/24", "10.0.0.1", nil),
		node("a", "10.42.0.0/24", "10.0.0.9", nil),
		node("a", "10.42.0.0/24", "10.0.0.1", map[string]string{backendDataAnnotation: `{"VtepMAC":"x"}`}),
	} {
		if !matters(before, changed) {
			t.Errorf("%+v must matter", changed)
		}
	}
}

func TestHardwareAddressOfAPeer(t *testing.T) {
	say := func(data string) peer { return peer{annotations: map[string]string{backendDataAnnotation: data}} }
	if mac := say(`{"VNI":1,"VtepMAC":"0a:1b:2c:3d:4e:5f"}`).mac(); mac.String() != "0a:1b:2c:3d:4e:5f" {
		t.Errorf("got %v", mac)
	}
	for _, data := range []string{"", "null", "{}", `{"VtepMAC":"nonsense"}`} {
		if mac := say(data).mac(); mac != nil {
			t.Errorf("%q: %v", data, mac)
		}
	}
}

func TestCNIConfigurationGivesTheNodesRange(t *testing.T) {
	folder := t.TempDir()
	_, own, _ := net.ParseCIDR("10.42.7.0/24")
	if err := writeCNI(folder, own, 1450); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "10-flannel.conflist"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Plugins []struct {
			Type string
			MTU  int
			IPAM struct{ Ranges [][]struct{ Subnet string } }
		}
	}
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	if bridge := config.Plugins[0]; bridge.Type != "bridge" || bridge.MTU != 1450 || bridge.IPAM.Ranges[0][0].Subnet != "10.42.7.0/24" {
		t.Errorf("got %+v", bridge)
	}
	if got := gateway(own); got != "10.42.7.1/24" {
		t.Errorf("gateway %s", got)
	}
}
