package servicelb

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	utilnet "k8s.io/utils/net"
)

// addresses gives where a service can be reached: the nodes whose load balancer pod is ready, their external addresses
// if any node has one, else the internal ones. hosting limits them to nodes with a pod of the service; nil does not.
func addresses(pods []*corev1.Pod, nodes map[string]*corev1.Node, families []corev1.IPFamily, hosting map[string]bool) []string {
	var external, internal []string
	for _, pod := range pods {
		node := nodes[pod.Spec.NodeName]
		if node == nil || !isReady(pod) || (hosting != nil && !hosting[node.Name]) {
			continue
		}
		for _, address := range node.Status.Addresses {
			switch {
			case !isOf(families, address.Address):
			case address.Type == corev1.NodeExternalIP:
				external = append(external, address.Address)
			case address.Type == corev1.NodeInternalIP:
				internal = append(internal, address.Address)
			}
		}
	}
	found := internal
	if len(external) > 0 {
		found = external
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func isReady(pod *corev1.Pod) bool {
	if pod.Status.PodIP == "" || pod.DeletionTimestamp != nil {
		return false
	}
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func isOf(families []corev1.IPFamily, address string) bool {
	if utilnet.IsIPv6String(address) {
		return slices.Contains(families, corev1.IPv6Protocol)
	}
	return slices.Contains(families, corev1.IPv4Protocol)
}

// hostingNodes are the nodes with a ready pod of the service.
func hostingNodes(slices []*discoveryv1.EndpointSlice) map[string]bool {
	nodes := map[string]bool{}
	for _, slice := range slices {
		for _, endpoint := range slice.Endpoints {
			ready := endpoint.Conditions.Ready != nil && *endpoint.Conditions.Ready
			if ready && endpoint.NodeName != nil && endpoint.TargetRef != nil && endpoint.TargetRef.Kind == "Pod" {
				nodes[*endpoint.NodeName] = true
			}
		}
	}
	return nodes
}

// ingress gives the addresses as a Service's status has them.
func ingress(addresses []string) []corev1.LoadBalancerIngress {
	var all []corev1.LoadBalancerIngress
	for _, address := range addresses {
		vip := corev1.LoadBalancerIPModeVIP // what the API server fills in, so that the next look finds no difference
		all = append(all, corev1.LoadBalancerIngress{IP: address, IPMode: &vip})
	}
	return all
}
