package nodes

import (
	"context"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	cloudproviderapi "k8s.io/cloud-provider/api"
)

// What an agent says of itself on its node, for the cloud provider to read.
const (
	HostnameAnnotation   = "k3s.io/hostname"
	InternalIPAnnotation = "k3s.io/internal-ip"
	ExternalIPAnnotation = "k3s.io/external-ip"
)

const instanceType = "k3s"

func uninitialized(node *corev1.Node) bool {
	for _, taint := range node.Spec.Taints {
		if taint.Key == cloudproviderapi.TaintExternalCloudProvider {
			return true
		}
	}
	return false
}

// initialize does what a cloud provider does for a new node: its addresses, its provider id, its type, and last the taint
// that kept pods away. It waits for the agent's annotations.
func initialize(ctx context.Context, client kubernetes.Interface, node *corev1.Node) error {
	if node.Annotations[InternalIPAnnotation] == "" {
		return nil // the annotations come as another change
	}
	nodes := client.CoreV1().Nodes()
	addressed := node.DeepCopy()
	addressed.Status.Addresses = addresses(node)
	addressed, err := nodes.UpdateStatus(ctx, addressed, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	addressed = addressed.DeepCopy()
	if addressed.Spec.ProviderID == "" {
		addressed.Spec.ProviderID = "k3s://" + node.Name
	}
	if addressed.Labels == nil {
		addressed.Labels = map[string]string{}
	}
	addressed.Labels[corev1.LabelInstanceTypeStable] = instanceType
	addressed.Labels[corev1.LabelInstanceType] = instanceType
	addressed.Spec.Taints = without(addressed.Spec.Taints, cloudproviderapi.TaintExternalCloudProvider)
	_, err = nodes.Update(ctx, addressed, metav1.UpdateOptions{})
	return err
}

func addresses(node *corev1.Node) []corev1.NodeAddress {
	var list []corev1.NodeAddress
	add := func(kind corev1.NodeAddressType, annotation string) {
		for _, address := range strings.Split(node.Annotations[annotation], ",") {
			if address != "" {
				list = append(list, corev1.NodeAddress{Type: kind, Address: address})
			}
		}
	}
	add(corev1.NodeInternalIP, InternalIPAnnotation)
	add(corev1.NodeExternalIP, ExternalIPAnnotation)
	add(corev1.NodeHostName, HostnameAnnotation)
	return list
}

func without(taints []corev1.Taint, key string) []corev1.Taint {
	var left []corev1.Taint
	for _, taint := range taints {
		if taint.Key != key {
			left = append(left, taint)
		}
	}
	return left
}
