package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/linode/linodego"
	v1 "k8s.io/api/core/v1"
)

// GetLoadBalancerName is the label: unlike Linode's own, which has the time in it, it is the same at every attempt, so that
// one that was made unheard is found again.
func (cloud *linodeCloud) GetLoadBalancerName(_ context.Context, _ string, service *v1.Service) string {
	sum := sha256.Sum256([]byte(service.UID))
	return cloud.prefix + "-" + hex.EncodeToString(sum[:])[:12]
}

func (cloud *linodeCloud) balancer(ctx context.Context, cluster string, service *v1.Service) (*linodego.NodeBalancer, error) {
	label := cloud.GetLoadBalancerName(ctx, cluster, service)
	found, err := cloud.client.ListNodeBalancers(ctx, linodego.NewListOptions(0, fmt.Sprintf(`{"label":%q}`, label)))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (cloud *linodeCloud) GetLoadBalancer(ctx context.Context, cluster string, service *v1.Service) (*v1.LoadBalancerStatus, bool, error) {
	found, err := cloud.balancer(ctx, cluster, service)
	if err != nil || found == nil {
		return nil, false, err
	}
	return statusOf(found), true, nil
}

func statusOf(balancer *linodego.NodeBalancer) *v1.LoadBalancerStatus {
	ingress := v1.LoadBalancerIngress{}
	if balancer.IPv4 != nil {
		ingress.IP = *balancer.IPv4
	}
	if balancer.Hostname != nil {
		ingress.Hostname = *balancer.Hostname
	}
	return &v1.LoadBalancerStatus{Ingress: []v1.LoadBalancerIngress{ingress}}
}

func (cloud *linodeCloud) EnsureLoadBalancer(ctx context.Context, cluster string, service *v1.Service, nodes []*v1.Node) (*v1.LoadBalancerStatus, error) {
	found, err := cloud.balancer(ctx, cluster, service)
	if err != nil {
		return nil, err
	}
	if found == nil {
		label := cloud.GetLoadBalancerName(ctx, cluster, service)
		found, err = cloud.client.CreateNodeBalancer(ctx, linodego.NodeBalancerCreateOptions{
			Label: &label, Region: cloud.region, Tags: cloud.tagsOf(cluster),
		})
		if err != nil {
			return nil, err
		}
	}
	if err := cloud.settle(ctx, found.ID, service, nodes); err != nil {
		return nil, err
	}
	return statusOf(found), nil
}

// tagsOf are the cluster's name and the tags of the flag, each once.
func (cloud *linodeCloud) tagsOf(cluster string) []string {
	tags := append([]string{cluster}, cloud.tags...)
	slices.Sort(tags)
	return slices.Compact(tags)
}

func (cloud *linodeCloud) UpdateLoadBalancer(ctx context.Context, cluster string, service *v1.Service, nodes []*v1.Node) error {
	found, err := cloud.balancer(ctx, cluster, service)
	if err != nil || found == nil {
		return err
	}
	return cloud.settle(ctx, found.ID, service, nodes)
}

// settle gives a balancer the ports of its service, each with all nodes behind it.
func (cloud *linodeCloud) settle(ctx context.Context, id int, service *v1.Service, nodes []*v1.Node) error {
	configs, err := cloud.client.ListNodeBalancerConfigs(ctx, id, nil)
	if err != nil {
		return err
	}
	present := map[int]linodego.NodeBalancerConfig{}
	for _, config := range configs {
		present[config.Port] = config
	}
	for _, port := range service.Spec.Ports {
		config, there := present[int(port.Port)]
		delete(present, int(port.Port))
		backends := backendsOf(nodes, port.NodePort)
		if !there {
			_, err = cloud.client.CreateNodeBalancerConfig(ctx, id, linodego.NodeBalancerConfigCreateOptions{
				Port: int(port.Port), Protocol: linodego.ProtocolTCP, Check: linodego.CheckConnection, Nodes: backends,
			})
		} else {
			err = cloud.rebuild(ctx, id, config, backends)
		}
		if err != nil {
			return err
		}
	}
	for _, config := range present {
		if err := cloud.client.DeleteNodeBalancerConfig(ctx, id, config.ID); err != nil {
			return err
		}
	}
	return nil
}

// rebuild keeps nodes that stay: the balancer goes on using them meanwhile.
func (cloud *linodeCloud) rebuild(ctx context.Context, id int, config linodego.NodeBalancerConfig, backends []linodego.NodeBalancerNodeCreateOptions) error {
	known, err := cloud.client.ListNodeBalancerNodes(ctx, id, config.ID, nil)
	if err != nil {
		return err
	}
	ids := map[string]int{}
	for _, node := range known {
		ids[node.Address] = node.ID
	}
	wanted := config.GetRebuildOptions()
	for _, backend := range backends {
		wanted.Nodes = append(wanted.Nodes, linodego.NodeBalancerConfigRebuildNodeOptions{
			NodeBalancerNodeCreateOptions: backend, ID: ids[backend.Address],
		})
	}
	_, err = cloud.client.RebuildNodeBalancerConfig(ctx, id, config.ID, wanted)
	return err
}

func backendsOf(nodes []*v1.Node, port int32) []linodego.NodeBalancerNodeCreateOptions {
	backends := []linodego.NodeBalancerNodeCreateOptions{}
	for _, node := range nodes {
		for _, address := range node.Status.Addresses {
			if address.Type == v1.NodeInternalIP && !strings.Contains(address.Address, ":") {
				backends = append(backends, linodego.NodeBalancerNodeCreateOptions{
					Address: fmt.Sprintf("%s:%d", address.Address, port), Label: node.Name, Mode: linodego.ModeAccept, Weight: 100,
				})
				break
			}
		}
	}
	return backends
}

func (cloud *linodeCloud) EnsureLoadBalancerDeleted(ctx context.Context, cluster string, service *v1.Service) error {
	found, err := cloud.balancer(ctx, cluster, service)
	if err != nil || found == nil {
		return err
	}
	err = cloud.client.DeleteNodeBalancer(ctx, found.ID)
	if linodego.IsNotFound(err) {
		return nil
	}
	return err
}
