// Package servicelb is k3s's service load balancer: for every Service of type LoadBalancer a DaemonSet in kube-system
// whose pods listen on the service's ports of their node and pass connections on; the nodes where they are ready become
// the service's addresses.
package servicelb

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	servicehelpers "k8s.io/cloud-provider/service/helpers"
	"k8s.io/utils/ptr"
)

// Image is what passes connections on; it comes with the release.
const Image = "rancher/klipper-lb:v0.4.13"

const (
	labelPrefix        = "svccontroller.k3s.cattle.io/"
	nameLabel          = labelPrefix + "svcname"
	namespaceLabel     = labelPrefix + "svcnamespace"
	selectorLabel      = labelPrefix + "nodeselector"
	enableLabel        = labelPrefix + "enablelb"
	poolLabel          = labelPrefix + "lbpool"
	priorityAnnotation = labelPrefix + "priorityclassname"
	specAnnotation     = labelPrefix + "spec-hash"
	serviceAccount     = "svclb"
	defaultPriority    = "system-node-critical"
)

// setName is k3s's: the service's name, and the start of its UID, since names repeat in other namespaces.
func setName(service *corev1.Service) string {
	return fmt.Sprintf("svclb-%s-%.8s", service.Name, service.UID)
}

// daemonSet gives the set a service should have. someNodesOnly says whether nodes are chosen by label.
func daemonSet(service *corev1.Service, namespace string, someNodesOnly bool) (*appsv1.DaemonSet, error) {
	ranges, err := servicehelpers.GetLoadBalancerSourceRanges(service)
	if err != nil {
		return nil, err
	}
	name := setName(service)
	labels := map[string]string{nameLabel: service.Name, namespaceLabel: service.Namespace}
	pod := corev1.PodSpec{
		PriorityClassName:            priority(service),
		ServiceAccountName:           serviceAccount,
		AutomountServiceAccountToken: ptr.To(false),
		NodeSelector:                 nodeSelector(service, someNodesOnly),
		Tolerations: []corev1.Toleration{
			{Key: "node-role.kubernetes.io/master", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule},
			{Key: "node-role.kubernetes.io/control-plane", Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule},
			{Key: "CriticalAddonsOnly", Operator: corev1.TolerationOpExists},
		},
	}
	for _, port := range service.Spec.Ports {
		pod.Containers = append(pod.Containers, container(service, port, strings.Join(ranges.StringSlice(), ",")))
	}
	set := &appsv1.DaemonSet{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, Labels: with(labels, selectorLabel, strconv.FormatBool(someNodesOnly))},
		Spec: appsv1.DaemonSetSpec{
			Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: with(labels, "app", name)}, Spec: pod},
			UpdateStrategy: appsv1.DaemonSetUpdateStrategy{
				Type:          appsv1.RollingUpdateDaemonSetStrategyType,
				RollingUpdate: &appsv1.RollingUpdateDaemonSet{MaxUnavailable: ptr.To(intstr.FromInt32(1))},
			},
		},
	}
	set.Annotations = map[string]string{specAnnotation: hash(set.Spec)}
	return set, nil
}

// container listens on one port of the node. With externalTrafficPolicy Local it hands over to the service's port on the
// same node, which only answers where a pod of the service runs.
func container(service *corev1.Service, port corev1.ServicePort, sources string) corev1.Container {
	name := fmt.Sprintf("lb-%s-%d", strings.ToLower(string(port.Protocol)), port.Port)
	toPort, to := port.Port, corev1.EnvVar{Name: "DEST_IPS", Value: strings.Join(service.Spec.ClusterIPs, ",")}
	if servicehelpers.RequestsOnlyLocalTraffic(service) {
		toPort = port.NodePort
		to = corev1.EnvVar{Name: "DEST_IPS", ValueFrom: &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: "status.hostIPs"}}}
	}
	return corev1.Container{
		Name:            name,
		Image:           Image,
		ImagePullPolicy: corev1.PullIfNotPresent,
		Ports:           []corev1.ContainerPort{{Name: name, ContainerPort: port.Port, HostPort: port.Port, Protocol: port.Protocol}},
		Env: []corev1.EnvVar{
			{Name: "SRC_PORT", Value: strconv.Itoa(int(port.Port))},
			{Name: "SRC_RANGES", Value: sources},
			{Name: "DEST_PROTO", Value: string(port.Protocol)},
			{Name: "DEST_PORT", Value: strconv.Itoa(int(toPort))},
			to,
		},
	}
}

// nodeSelector limits a service to labelled nodes once any node carries the label, and to a pool it names.
func nodeSelector(service *corev1.Service, someNodesOnly bool) map[string]string {
	if !someNodesOnly {
		return nil
	}
	selector := map[string]string{enableLabel: "true"}
	if pool := service.Labels[poolLabel]; pool != "" {
		selector[poolLabel] = pool
	}
	return selector
}

func priority(service *corev1.Service) string {
	if given, set := service.Annotations[priorityAnnotation]; set {
		return given
	}
	return defaultPriority
}

func with(labels map[string]string, key, value string) map[string]string {
	all := map[string]string{key: value}
	for k, v := range labels {
		all[k] = v
	}
	return all
}

func hash(spec appsv1.DaemonSetSpec) string {
	text, _ := json.Marshal(spec) // a plain API object
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
