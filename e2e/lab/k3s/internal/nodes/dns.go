package nodes

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// hostsFile gives the nodes in the form of /etc/hosts; CoreDNS reads it as NodeHosts.
func hostsFile(list []*corev1.Node) string {
	var lines []string
	for _, node := range list {
		name, ip := node.Name, ""
		for _, address := range node.Status.Addresses {
			switch address.Type {
			case corev1.NodeInternalIP:
				ip = address.Address
			case corev1.NodeHostName:
				name = address.Address
			}
		}
		if ip != "" {
			lines = append(lines, ip+" "+name)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n") + "\n"
}

// writeHosts puts the file where CoreDNS finds it; the ConfigMap comes with CoreDNS.
func writeHosts(ctx context.Context, client kubernetes.Interface, hosts string) error {
	text, err := json.Marshal(hosts)
	if err != nil {
		return err
	}
	patch := fmt.Appendf(nil, `{"data":{"NodeHosts":%s}}`, text)
	maps := client.CoreV1().ConfigMaps(metav1.NamespaceSystem)
	_, err = maps.Patch(ctx, "coredns", "application/merge-patch+json", patch, metav1.PatchOptions{})
	return err
}
