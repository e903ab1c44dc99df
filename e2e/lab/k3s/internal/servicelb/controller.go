package servicelb

import (
	"context"
	"errors"
	"fmt"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	servicehelpers "k8s.io/cloud-provider/service/helpers"

	typedcore "k8s.io/client-go/kubernetes/typed/core/v1"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// retryAfter is when a look that failed is repeated.
const retryAfter = 2 * time.Second

// Controller keeps DaemonSets and service addresses as the services ask for. Any change leads to one look at everything:
// a cluster has few such services, and a look costs no request while nothing differs.
type Controller struct {
	client    kubernetes.Interface
	namespace string
	disabled  bool
	factory   informers.SharedInformerFactory
	recorder  record.EventRecorder
	changed   chan struct{}
}

// New makes a controller for sets in namespace. A disabled one only removes what an enabled one made.
func New(client kubernetes.Interface, namespace string, disabled bool) *Controller {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedcore.EventSinkImpl{Interface: client.CoreV1().Events("")})
	return &Controller{
		client:    client,
		namespace: namespace,
		disabled:  disabled,
		factory:   informers.NewSharedInformerFactory(client, 0),
		recorder:  broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "service-controller"}),
		changed:   make(chan struct{}, 1),
	}
}

// Run works until ctx ends.
func (c *Controller) Run(ctx context.Context) error {
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { c.look() },
		UpdateFunc: func(before, now any) { c.lookWhen(matters(before, now)) },
		DeleteFunc: func(any) { c.look() },
	}
	for _, informer := range []cache.SharedIndexInformer{
		c.factory.Core().V1().Services().Informer(),
		c.factory.Core().V1().Nodes().Informer(),
		c.factory.Core().V1().Pods().Informer(),
		c.factory.Apps().V1().DaemonSets().Informer(),
		c.factory.Discovery().V1().EndpointSlices().Informer(),
	} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	c.factory.Start(ctx.Done())
	c.factory.WaitForCacheSync(ctx.Done())
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.changed:
		}
		if err := c.Reconcile(ctx); err != nil {
			if !apierrors.IsConflict(err) {
				journal.Error("servicelb: %v", err)
			}
			time.AfterFunc(retryAfter, c.look)
		}
	}
}

func (c *Controller) look() {
	select {
	case c.changed <- struct{}{}:
	default: // a look is due already
	}
}

func (c *Controller) lookWhen(wanted bool) {
	if wanted {
		c.look()
	}
}

// matters passes over what comes every few seconds and never changes a service: heartbeats, and pods of others.
func matters(before, now any) bool {
	switch now := now.(type) {
	case *corev1.Node:
		old := before.(*corev1.Node)
		return !apiequality.Semantic.DeepEqual(old.Labels, now.Labels) || !apiequality.Semantic.DeepEqual(old.Status.Addresses, now.Status.Addresses)
	case *corev1.Pod:
		return now.Labels[nameLabel] != "" && isReady(before.(*corev1.Pod)) != isReady(now)
	default:
		return true
	}
}

// Reconcile makes the cluster as the services ask for.
func (c *Controller) Reconcile(ctx context.Context) error {
	services, err := c.factory.Core().V1().Services().Lister().List(labels.Everything())
	if err != nil {
		return err
	}
	nodes, someNodesOnly, err := c.nodes()
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	var problems []error
	for _, service := range services {
		if c.disabled || !balanced(service) {
			continue
		}
		wanted[setName(service)] = true
		if err := c.ensureSet(ctx, service, someNodesOnly); err != nil {
			problems = append(problems, fmt.Errorf("%s/%s: %w", service.Namespace, service.Name, err))
		}
		if err := c.updateAddresses(ctx, service, nodes); err != nil {
			problems = append(problems, fmt.Errorf("%s/%s: %w", service.Namespace, service.Name, err))
		}
	}
	return errors.Join(append(problems, c.removeOthers(ctx, wanted))...)
}

// balanced says whether a service is ours: others name another load balancer by class.
func balanced(service *corev1.Service) bool {
	return service.Spec.Type == corev1.ServiceTypeLoadBalancer && service.Spec.LoadBalancerClass == nil && service.DeletionTimestamp == nil
}

func (c *Controller) nodes() (map[string]*corev1.Node, bool, error) {
	list, err := c.factory.Core().V1().Nodes().Lister().List(labels.Everything())
	if err != nil {
		return nil, false, err
	}
	nodes, someNodesOnly := map[string]*corev1.Node{}, false
	for _, node := range list {
		nodes[node.Name] = node
		_, labelled := node.Labels[enableLabel]
		someNodesOnly = someNodesOnly || labelled
	}
	return nodes, someNodesOnly, nil
}

func (c *Controller) ensureSet(ctx context.Context, service *corev1.Service, someNodesOnly bool) error {
	wanted, err := daemonSet(service, c.namespace, someNodesOnly)
	if err != nil {
		return err
	}
	sets := c.client.AppsV1().DaemonSets(c.namespace)
	found, err := c.factory.Apps().V1().DaemonSets().Lister().DaemonSets(c.namespace).Get(wanted.Name)
	switch {
	case apierrors.IsNotFound(err):
		_, err = sets.Create(ctx, wanted, metav1.CreateOptions{})
		if apierrors.IsAlreadyExists(err) {
			return nil // the informer has not seen it yet
		}
	case err != nil || found.Annotations[specAnnotation] == wanted.Annotations[specAnnotation]:
		return err
	default:
		updated := found.DeepCopy()
		updated.Spec, updated.Labels, updated.Annotations = wanted.Spec, wanted.Labels, wanted.Annotations
		_, err = sets.Update(ctx, updated, metav1.UpdateOptions{})
	}
	if err == nil {
		c.recorder.Eventf(service, corev1.EventTypeNormal, "AppliedDaemonSet", "Applied LoadBalancer DaemonSet %s/%s", c.namespace, wanted.Name)
	}
	return err
}

func (c *Controller) updateAddresses(ctx context.Context, service *corev1.Service, nodes map[string]*corev1.Node) error {
	own := labels.Set{nameLabel: service.Name, namespaceLabel: service.Namespace}.AsSelector()
	pods, err := c.factory.Core().V1().Pods().Lister().Pods(c.namespace).List(own)
	if err != nil {
		return err
	}
	var hosting map[string]bool
	if servicehelpers.RequestsOnlyLocalTraffic(service) {
		own := labels.Set{discoveryv1.LabelServiceName: service.Name}.AsSelector()
		slices, err := c.factory.Discovery().V1().EndpointSlices().Lister().EndpointSlices(service.Namespace).List(own)
		if err != nil {
			return err
		}
		hosting = hostingNodes(slices)
	}
	wanted := ingress(addresses(pods, nodes, service.Spec.IPFamilies, hosting))
	if apiequality.Semantic.DeepEqual(wanted, service.Status.LoadBalancer.Ingress) {
		return nil
	}
	updated := service.DeepCopy()
	updated.Status.LoadBalancer.Ingress = wanted
	if _, err := c.client.CoreV1().Services(service.Namespace).UpdateStatus(ctx, updated, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if len(wanted) == 0 {
		c.recorder.Event(service, corev1.EventTypeWarning, "UnAvailableLoadBalancer", "There are no available nodes for LoadBalancer")
	} else {
		c.recorder.Eventf(service, corev1.EventTypeNormal, "UpdatedLoadBalancer", "Updated LoadBalancer with new IPs: %v -> %v",
			texts(service.Status.LoadBalancer.Ingress), texts(wanted))
	}
	return nil
}

// removeOthers deletes sets whose service is gone, or no longer asks for one.
func (c *Controller) removeOthers(ctx context.Context, wanted map[string]bool) error {
	ours, err := labels.Parse(nameLabel)
	if err != nil {
		return err
	}
	sets, err := c.factory.Apps().V1().DaemonSets().Lister().DaemonSets(c.namespace).List(ours)
	if err != nil {
		return err
	}
	var problems []error
	for _, set := range sets {
		if !wanted[set.Name] && set.DeletionTimestamp == nil {
			problems = append(problems, c.remove(ctx, set))
		}
	}
	return errors.Join(problems...)
}

func (c *Controller) remove(ctx context.Context, set *appsv1.DaemonSet) error {
	err := c.client.AppsV1().DaemonSets(set.Namespace).Delete(ctx, set.Name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func texts(ingress []corev1.LoadBalancerIngress) []string {
	all := []string{}
	for _, each := range ingress {
		all = append(all, each.IP)
	}
	return all
}
