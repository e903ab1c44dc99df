package nodes

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

func fresh(name, ip string) *corev1.Node {
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{
			InternalIPAnnotation: ip, HostnameAnnotation: name, ExternalIPAnnotation: "203.0.113.1",
		}},
		Spec: corev1.NodeSpec{Taints: []corev1.Taint{{Key: "node.cloudprovider.kubernetes.io/uninitialized"}, {Key: "mine"}}},
	}
}

func TestANewNodeIsInitialized(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	client := fake.NewClientset(fresh("server-1", "10.0.0.1"),
		&corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "coredns", Namespace: "kube-system"}, Data: map[string]string{"Corefile": "."}},
		&corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "server-1.node-password.k3s", Namespace: "kube-system"}})
	go func() { _ = (&Controller{Client: client, Server: "server-1", Cloud: true, DNS: true}).Run(ctx) }()
	get := func() *corev1.Node {
		node, err := client.CoreV1().Nodes().Get(ctx, "server-1", metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return node
	}
	until(t, "the node", func() bool { n := get(); return !uninitialized(n) && n.Labels[controlPlaneLabel] == "true" })
	node := get()
	if node.Spec.ProviderID != "k3s://server-1" || node.Labels[corev1.LabelInstanceTypeStable] != "k3s" {
		t.Errorf("provider %q, labels %v", node.Spec.ProviderID, node.Labels)
	}
	if len(node.Spec.Taints) != 1 || node.Spec.Taints[0].Key != "mine" {
		t.Errorf("taints %v", node.Spec.Taints)
	}
	want := []corev1.NodeAddress{{Type: "InternalIP", Address: "10.0.0.1"}, {Type: "ExternalIP", Address: "203.0.113.1"}, {Type: "Hostname", Address: "server-1"}}
	for i, address := range node.Status.Addresses {
		if address != want[i] {
			t.Errorf("address %v, want %v", address, want[i])
		}
	}
	until(t, "its name in DNS", func() bool {
		found, err := client.CoreV1().ConfigMaps("kube-system").Get(ctx, "coredns", metav1.GetOptions{})
		return err == nil && found.Data["NodeHosts"] == "10.0.0.1 server-1\n" && found.Data["Corefile"] == "."
	})
	if err := client.CoreV1().Nodes().Delete(ctx, "server-1", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "its password to be forgotten", func() bool {
		_, err := client.CoreV1().Secrets("kube-system").Get(ctx, "server-1.node-password.k3s", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func TestAnExternalCloudProviderIsLeftItsWork(t *testing.T) {
	node := fresh("a", "10.0.0.1")
	client := fake.NewClientset(node)
	if err := (&Controller{Client: client, Cloud: false}).reconcile(context.Background(), []*corev1.Node{node}); err != nil {
		t.Fatal(err)
	}
	if actions := client.Actions(); len(actions) != 0 {
		t.Errorf("touched the node: %v", actions)
	}
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("gave up waiting for %s", what)
		}
	}
}
