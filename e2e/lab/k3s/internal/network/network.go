// Package network connects the pods of all nodes, as the flannel inside k3s does: a bridge cni0 on every node, and between
// nodes VXLAN (flannel.1, UDP 8472) or plain routes (host-gw). Device, chain and annotation names are flannel's own, so
// that whatever cleans up after k3s cleans up here.
package network

import (
	"context"
	"fmt"
	"net"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// Settings are the network of one node.
type Settings struct {
	NodeName    string
	NodeIP      string
	PublicIP    string // under which other nodes reach this one, where that is not NodeIP
	ClusterCIDR string
	Backend     string // vxlan, host-gw or none
	CNIFolder   string
	// Client may list and watch nodes.
	Client kubernetes.Interface
}

// backend carries packets to other nodes.
type backend interface {
	// annotations tell other nodes how to reach this one.
	annotations() map[string]string
	mtu() int
	// useSubnet is told the node's own pods' addresses, once.
	useSubnet(own *net.IPNet) error
	// connect makes the peers reachable, and drops the routes to all others.
	connect(peers []peer) error
}

// peer is another node.
type peer struct {
	ip          net.IP
	subnet      *net.IPNet
	annotations map[string]string
}

// Network is a node's part of the pod network.
type Network struct {
	settings Settings
	backend  backend
}

// Prepare makes what is needed before the node joins. It returns nil for the backend none: then the user brings a CNI.
func Prepare(s Settings) (*Network, error) {
	uplink, err := uplinkOf(s.NodeIP)
	if err != nil {
		return nil, err
	}
	switch s.Backend {
	case "none":
		return nil, nil
	case "vxlan":
		made, err := newVXLAN(uplink, net.ParseIP(s.NodeIP))
		if err != nil {
			return nil, fmt.Errorf("flannel exited: failed to create vxlanDevice: %w", err)
		}
		return &Network{s, made}, nil
	case "host-gw":
		return &Network{s, newHostGateway(uplink, net.ParseIP(s.NodeIP))}, nil
	default:
		return nil, fmt.Errorf("flannel exited: the lab edition of k3s does not have the flannel backend %q", s.Backend)
	}
}

// Annotations are to be put on the node's object.
func (n *Network) Annotations() map[string]string {
	all := n.backend.annotations()
	if n.settings.PublicIP != "" {
		all[publicIPAnnotation] = n.settings.PublicIP
	}
	return all
}

// Run keeps the network as the nodes' objects say, until ctx ends or it cannot go on.
func (n *Network) Run(ctx context.Context) error {
	factory := informers.NewSharedInformerFactory(n.settings.Client, 0)
	nodes := factory.Core().V1().Nodes()
	changed := make(chan struct{}, 1)
	_, err := nodes.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { signal(changed) },
		UpdateFunc: func(before, now any) { signalWhen(matters(before, now), changed) },
		DeleteFunc: func(any) { signal(changed) },
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	started := false
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
		own, peers := split(n.settings.NodeName, nodes.Informer().GetStore().List())
		if own == nil {
			continue // the controller manager has not given this node its range yet
		}
		if !started {
			if err := n.start(own); err != nil {
				return fmt.Errorf("flannel exited: %w", err)
			}
			started = true
		}
		if err := n.backend.connect(peers); err != nil {
			journal.Error("Pod network: %v", err) // a node that comes or goes is the next chance
		}
	}
}

// start makes this node's pods possible; the CNI configuration comes last, since with it the node turns Ready.
func (n *Network) start(own *net.IPNet) error {
	if err := n.backend.useSubnet(own); err != nil {
		return err
	}
	if err := masquerade(n.settings.ClusterCIDR, own); err != nil {
		return err
	}
	if err := writeSubnetEnv(n.settings.ClusterCIDR, own, n.backend.mtu()); err != nil {
		return err
	}
	journal.Info("Pod network %s of this node over %s", own, n.settings.Backend)
	return writeCNI(n.settings.CNIFolder, own, n.backend.mtu())
}

// split gives this node's pod range (nil while it has none) and the other nodes that have one.
func split(name string, objects []any) (own *net.IPNet, peers []peer) {
	for _, object := range objects {
		node, isNode := object.(*corev1.Node)
		if !isNode || node.Spec.PodCIDR == "" {
			continue
		}
		_, subnet, err := net.ParseCIDR(node.Spec.PodCIDR)
		if err != nil {
			journal.Error("Node %s has an unreadable pod range %q", node.Name, node.Spec.PodCIDR)
			continue
		}
		if node.Name == name {
			own = subnet
		} else if ip := addressOf(node); ip != nil {
			peers = append(peers, peer{ip, subnet, node.Annotations})
		}
	}
	return own, peers
}

// addressOf is where a node's packets go: what it says itself, else its internal address.
func addressOf(node *corev1.Node) net.IP {
	if ip := net.ParseIP(node.Annotations[publicIPAnnotation]); ip != nil {
		return ip
	}
	for _, address := range node.Status.Addresses {
		if address.Type == corev1.NodeInternalIP {
			return net.ParseIP(address.Address)
		}
	}
	return nil
}

// matters says whether a changed node changes the network. Heartbeats do not.
func matters(before, now any) bool {
	old, _ := before.(*corev1.Node)
	node, _ := now.(*corev1.Node)
	if old == nil || node == nil {
		return true
	}
	return old.Spec.PodCIDR != node.Spec.PodCIDR || !addressOf(old).Equal(addressOf(node)) ||
		old.Annotations[backendDataAnnotation] != node.Annotations[backendDataAnnotation]
}

func signalWhen(wanted bool, changed chan<- struct{}) {
	if wanted {
		signal(changed)
	}
}

func signal(changed chan<- struct{}) {
	select {
	case changed <- struct{}{}:
	default: // a look at everything is due already
	}
}
