package servicelb

import (
	"context"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
)

func service(change func(*corev1.Service)) *corev1.Service {
	s := &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "go-echo", Namespace: "demo", UID: types.UID("0123456789abcdef")},
		Spec: corev1.ServiceSpec{
			Type:       corev1.ServiceTypeLoadBalancer,
			ClusterIPs: []string{"10.43.7.7"},
			IPFamilies: []corev1.IPFamily{corev1.IPv4Protocol},
			Ports:      []corev1.ServicePort{{Port: 81, NodePort: 30081, Protocol: corev1.ProtocolTCP}},
		},
	}
	if change != nil {
		change(s)
	}
	return s
}

func node(name string, addresses ...corev1.NodeAddress) *corev1.Node {
	return &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}, Status: corev1.NodeStatus{Addresses: addresses}}
}

func internal(ip string) corev1.NodeAddress {
	return corev1.NodeAddress{Type: corev1.NodeInternalIP, Address: ip}
}
func external(ip string) corev1.NodeAddress {
	return corev1.NodeAddress{Type: corev1.NodeExternalIP, Address: ip}
}

func pod(nodeName string, ready corev1.ConditionStatus) *corev1.Pod {
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: "svclb-" + nodeName, Namespace: "kube-system",
			Labels: map[string]string{nameLabel: "go-echo", namespaceLabel: "demo"},
		},
		Spec:   corev1.PodSpec{NodeName: nodeName},
		Status: corev1.PodStatus{PodIP: "10.42.0.9", Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: ready}}},
	}
}

func env(t *testing.T, s *corev1.Service, name string) corev1.EnvVar {
	t.Helper()
	set, err := daemonSet(s, "kube-system", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range set.Spec.Template.Spec.Containers[0].Env {
		if each.Name == name {
			return each
		}
	}
	t.Fatalf("no %s", name)
	return corev1.EnvVar{}
}

func TestDaemonSetListensOnEveryNodesPort(t *testing.T) {
	set, err := daemonSet(service(nil), "kube-system", false)
	if err != nil {
		t.Fatal(err)
	}
	if set.Name != "svclb-go-echo-01234567" || set.Namespace != "kube-system" {
		t.Errorf("%s/%s", set.Namespace, set.Name)
	}
	if port := set.Spec.Template.Spec.Containers[0].Ports[0]; port.HostPort != 81 || port.Name != "lb-tcp-81" {
		t.Errorf("port %+v", port)
	}
	if set.Spec.Template.Spec.NodeSelector != nil {
		t.Error("all nodes, as long as none is labelled")
	}
	for name, want := range map[string]string{"DEST_IPS": "10.43.7.7", "DEST_PORT": "81", "SRC_RANGES": "0.0.0.0/0"} {
		if got := env(t, service(nil), name).Value; got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLocalTrafficGoesToTheNodesOwnPort(t *testing.T) {
	local := service(func(s *corev1.Service) { s.Spec.ExternalTrafficPolicy = corev1.ServiceExternalTrafficPolicyLocal })
	if got := env(t, local, "DEST_PORT").Value; got != "30081" {
		t.Errorf("DEST_PORT %s", got)
	}
	if got := env(t, local, "DEST_IPS").ValueFrom; got == nil || got.FieldRef.FieldPath != "status.hostIPs" {
		t.Errorf("DEST_IPS from %+v", got)
	}
}

func TestOnlyLabelledNodesOnceThereAreSome(t *testing.T) {
	pooled := service(func(s *corev1.Service) { s.Labels = map[string]string{poolLabel: "front"} })
	set, err := daemonSet(pooled, "kube-system", true)
	if err != nil {
		t.Fatal(err)
	}
	if got := set.Spec.Template.Spec.NodeSelector; got[enableLabel] != "true" || got[poolLabel] != "front" {
		t.Errorf("selector %v", got)
	}
}

func TestAddresses(t *testing.T) {
	nodes := map[string]*corev1.Node{
		"a": node("a", internal("10.0.0.1")),
		"b": node("b", internal("10.0.0.2"), internal("fd00::2")),
		"c": node("c", internal("10.0.0.3")),
	}
	pods := []*corev1.Pod{pod("b", corev1.ConditionTrue), pod("a", corev1.ConditionTrue), pod("c", corev1.ConditionFalse), pod("gone", corev1.ConditionTrue)}
	v4 := []corev1.IPFamily{corev1.IPv4Protocol}
	if got := addresses(pods, nodes, v4, nil); !slices.Equal(got, []string{"10.0.0.1", "10.0.0.2"}) {
		t.Errorf("ready nodes: %v", got)
	}
	if got := addresses(pods, nodes, v4, map[string]bool{"b": true}); !slices.Equal(got, []string{"10.0.0.2"}) {
		t.Errorf("only where a pod of the service runs: %v", got)
	}
	nodes["a"] = node("a", internal("10.0.0.1"), external("203.0.113.1"))
	if got := addresses(pods, nodes, v4, nil); !slices.Equal(got, []string{"203.0.113.1"}) {
		t.Errorf("external addresses push out internal ones: %v", got)
	}
}

func TestOtherLoadBalancersAreLeftAlone(t *testing.T) {
	class := "metallb"
	for _, other := range []*corev1.Service{
		service(func(s *corev1.Service) { s.Spec.LoadBalancerClass = &class }),
		service(func(s *corev1.Service) { s.Spec.Type = corev1.ServiceTypeClusterIP }),
	} {
		if balanced(other) {
			t.Errorf("%+v is not ours", other.Spec)
		}
	}
}

func TestFromServiceToAddressAndBack(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	client := fake.NewClientset(node("a", internal("10.0.0.1")), service(nil))
	go func() { _ = New(client, "kube-system", false).Run(ctx) }()
	services := client.CoreV1().Services("demo")
	until(t, "its DaemonSet", func() bool {
		_, err := client.AppsV1().DaemonSets("kube-system").Get(ctx, "svclb-go-echo-01234567", metav1.GetOptions{})
		return err == nil
	})
	if _, err := client.CoreV1().Pods("kube-system").Create(ctx, pod("a", corev1.ConditionTrue), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "its address", func() bool {
		found, err := services.Get(ctx, "go-echo", metav1.GetOptions{})
		return err == nil && len(found.Status.LoadBalancer.Ingress) == 1 && found.Status.LoadBalancer.Ingress[0].IP == "10.0.0.1"
	})
	if err := services.Delete(ctx, "go-echo", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	until(t, "the DaemonSet to go", func() bool {
		sets, err := client.AppsV1().DaemonSets("kube-system").List(ctx, metav1.ListOptions{})
		return err == nil && len(sets.Items) == 0
	})
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("gave up waiting for %s", what)
		}
	}
}
