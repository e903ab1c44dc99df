// Package nodes does on the server what a node's object needs: the part of a cloud provider, the role of servers, names
// in cluster DNS, and forgetting a node that was deleted.
package nodes

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
)

// retryAfter is when a look that failed is repeated.
const retryAfter = time.Second

// Controller looks at all nodes whenever one changes.
type Controller struct {
	Client kubernetes.Interface
	// Server is the node that runs the control plane; "" when the server runs no agent.
	Server string
	// Cloud says whether this process plays the cloud provider; else an external one must.
	Cloud bool
	// DNS says whether CoreDNS is ours to tell about nodes.
	DNS bool
}

// Run works until ctx ends.
func (c *Controller) Run(ctx context.Context) error {
	factory := informers.NewSharedInformerFactory(c.Client, 0)
	informer := factory.Core().V1().Nodes().Informer()
	changed := make(chan struct{}, 1)
	look := func() {
		select {
		case changed <- struct{}{}:
		default: // a look is due already
		}
	}
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { look() },
		UpdateFunc: func(any, any) { look() },
		DeleteFunc: func(object any) {
			c.forget(ctx, object)
			look()
		},
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	hosts := ""
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
		list := all(informer.GetStore().List())
		err := c.reconcile(ctx, list)
		if c.DNS {
			hosts, err = c.tellDNS(ctx, list, hosts, err)
		}
		if err != nil {
			if !apierrors.IsConflict(err) && !apierrors.IsNotFound(err) {
				journal.Error("nodes: %v", err)
			}
			time.AfterFunc(retryAfter, look)
		}
	}
}

func (c *Controller) tellDNS(ctx context.Context, list []*corev1.Node, before string, problem error) (string, error) {
	now := hostsFile(list)
	if now == before {
		return before, problem
	}
	if err := writeHosts(ctx, c.Client, now); err != nil {
		return before, errors.Join(problem, err)
	}
	return now, problem
}

func (c *Controller) reconcile(ctx context.Context, list []*corev1.Node) error {
	var problems []error
	for _, node := range list {
		if c.Cloud && uninitialized(node) {
			problems = append(problems, initialize(ctx, c.Client, node))
		}
		if node.Name == c.Server && node.Labels[controlPlaneLabel] != "true" {
			problems = append(problems, c.labelServer(ctx, node.Name))
		}
	}
	return errors.Join(problems...)
}

const controlPlaneLabel = "node-role.kubernetes.io/control-plane"

func (c *Controller) labelServer(ctx context.Context, name string) error {
	patch := []byte(`{"metadata":{"labels":{"` + controlPlaneLabel + `":"true"}}}`)
	_, err := c.Client.CoreV1().Nodes().Patch(ctx, name, "application/merge-patch+json", patch, metav1.PatchOptions{})
	if err == nil {
		journal.Info("Labels and annotations have been set successfully on node: %s", name)
	}
	return err
}

// forget deletes the password of a node that was deleted, so that another host may take its name.
func (c *Controller) forget(ctx context.Context, object any) {
	if unknown, isUnknown := object.(cache.DeletedFinalStateUnknown); isUnknown {
		object = unknown.Obj
	}
	node, isNode := object.(*corev1.Node)
	if !isNode {
		return
	}
	err := c.Client.CoreV1().Secrets(metav1.NamespaceSystem).Delete(ctx, supervisor.SecretName(node.Name), metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		journal.Error("Removing the password of node %s: %v", node.Name, err)
	}
}

func all(objects []any) []*corev1.Node {
	var list []*corev1.Node
	for _, object := range objects {
		if node, isNode := object.(*corev1.Node); isNode {
			list = append(list, node)
		}
	}
	return list
}
