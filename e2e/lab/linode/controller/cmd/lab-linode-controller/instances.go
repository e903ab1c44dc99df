package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linode/linodego"
	v1 "k8s.io/api/core/v1"
	cloudprovider "k8s.io/cloud-provider"
)

const (
	scheme = "linode://"
	// As Linode's own: every look lists all machines of the account, which counts against its limit of lists.
	cacheTime = 15 * time.Second
)

func (cloud *linodeCloud) instances(ctx context.Context) ([]linodego.Instance, error) {
	cloud.known.Lock()
	defer cloud.known.Unlock()
	if time.Since(cloud.listedAt) < cacheTime {
		return cloud.listed, nil
	}
	listed, err := cloud.client.ListInstances(ctx, &linodego.ListOptions{PageSize: 500})
	if err != nil {
		return nil, err
	}
	cloud.listed, cloud.listedAt = listed, time.Now()
	return listed, nil
}

// find looks by provider id first, then by label, as Linode's own does.
func (cloud *linodeCloud) find(ctx context.Context, node *v1.Node) (*linodego.Instance, error) {
	listed, err := cloud.instances(ctx)
	if err != nil {
		return nil, err
	}
	id := 0
	if text, ours := strings.CutPrefix(node.Spec.ProviderID, scheme); ours {
		if id, err = strconv.Atoi(text); err != nil {
			return nil, fmt.Errorf("the provider id %q of node %s has no number", node.Spec.ProviderID, node.Name)
		}
	}
	for _, one := range listed {
		if one.ID == id || (id == 0 && one.Label == node.Name) {
			return &one, nil
		}
	}
	return nil, cloudprovider.InstanceNotFound
}

func (cloud *linodeCloud) InstanceExists(ctx context.Context, node *v1.Node) (bool, error) {
	_, err := cloud.find(ctx, node)
	if err == cloudprovider.InstanceNotFound {
		return false, nil
	}
	return err == nil, err
}

func (cloud *linodeCloud) InstanceShutdown(ctx context.Context, node *v1.Node) (bool, error) {
	found, err := cloud.find(ctx, node)
	if err != nil {
		return false, err
	}
	return found.Status == linodego.InstanceOffline || found.Status == linodego.InstanceShuttingDown, nil
}

func (cloud *linodeCloud) InstanceMetadata(ctx context.Context, node *v1.Node) (*cloudprovider.InstanceMetadata, error) {
	found, err := cloud.find(ctx, node)
	if err != nil {
		return nil, err
	}
	all, err := cloud.client.GetInstanceIPAddresses(ctx, found.ID)
	if err != nil {
		return nil, err
	}
	addresses := []v1.NodeAddress{{Type: v1.NodeHostName, Address: found.Label}}
	add := func(kind v1.NodeAddressType, some []string) {
		for _, one := range some {
			if one != "" {
				addresses = append(addresses, v1.NodeAddress{Type: kind, Address: one})
			}
		}
	}
	add(v1.NodeExternalIP, addressesOf(all.IPv4.Public))
	add(v1.NodeInternalIP, addressesOf(all.IPv4.Private))
	for _, one := range all.IPv4.VPC {
		if one.Address != nil {
			add(v1.NodeInternalIP, []string{*one.Address})
		}
	}
	return &cloudprovider.InstanceMetadata{
		ProviderID:       scheme + strconv.Itoa(found.ID),
		InstanceType:     found.Type,
		NodeAddresses:    addresses,
		Region:           found.Region,
		AdditionalLabels: map[string]string{"node.k8s.linode.com/host-uuid": found.HostUUID},
	}, nil
}

func addressesOf(some []*linodego.InstanceIP) []string {
	found := []string{}
	for _, one := range some {
		found = append(found, one.Address)
	}
	slices.Sort(found)
	return found
}
