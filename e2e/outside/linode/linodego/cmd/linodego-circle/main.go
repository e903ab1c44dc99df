// Goes a whole circle with Linode's own client against the API at LINODE_URL with LINODE_TOKEN: makes one of each thing,
// looks at it, breaks some rules, takes everything away. Ends with status 1 and a sentence at the first surprise.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/linode/linodego"
)

const (
	region = "de-fra-2"
	tag    = "circle-1"
)

func main() {
	client := linodego.NewClient(nil)
	client.SetToken(os.Getenv("LINODE_TOKEN"))
	client.SetPollDelay(20 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, part := range []struct {
		name string
		run  func(context.Context, *linodego.Client) error
	}{
		{"catalogue", catalogue},
		{"network and machine", machines},
		{"balancer", balancer},
		{"volumes and pages", volumes},
		{"refusals", refusals},
		{"clean up", cleanUp},
	} {
		if err := part.run(ctx, &client); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", part.name, err)
			os.Exit(1)
		}
		fmt.Println("ok", part.name)
	}
}

// expect gives an error with a sentence unless it holds.
func expect(holds bool, format string, values ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, values...)
}

func pointer[Value any](value Value) *Value { return &value }

func tagged(value string) *linodego.ListOptions {
	filter := linodego.Filter{}
	filter.AddField(linodego.Contains, "tags", value)
	text, _ := filter.MarshalJSON()
	return linodego.NewListOptions(0, string(text))
}

func catalogue(ctx context.Context, client *linodego.Client) error {
	profile, err := client.GetProfile(ctx)
	if err != nil {
		return err
	}
	regions, err := client.ListRegions(ctx, nil)
	if err != nil {
		return err
	}
	types, err := client.ListTypes(ctx, nil)
	if err != nil {
		return err
	}
	images, err := client.ListImages(ctx, nil)
	if err != nil {
		return err
	}
	prices, err := client.ListNodeBalancerTypes(ctx, nil)
	if err != nil {
		return err
	}
	return errors.Join(
		expect(profile.Username == "circle", "the profile is of %q", profile.Username),
		expect(len(regions) > 2 && regions[0].Status == "ok", "regions: %v", regions),
		expect(len(types) > 2 && types[0].Price.Monthly > 0, "types: %v", types),
		expect(len(images) > 2, "images: %v", images),
		expect(len(prices) > 0 && prices[0].Price.Hourly > 0, "prices of balancers: %v", prices),
	)
}

func machines(ctx context.Context, client *linodego.Client) error {
	firewall, err := client.CreateFirewall(ctx, linodego.FirewallCreateOptions{
		Label: "circle-firewall",
		Tags:  []string{tag},
		Rules: linodego.FirewallRuleSet{
			Inbound: []linodego.FirewallRule{{
				Action: "ACCEPT", Label: "ssh", Ports: "22", Protocol: linodego.TCP,
				Addresses: linodego.NetworkAddresses{IPv4: &[]string{"192.0.2.0/24"}},
			}},
			InboundPolicy:  "DROP",
			OutboundPolicy: "ACCEPT",
		},
	})
	if err != nil {
		return err
	}
	rules, err := client.GetFirewallRules(ctx, firewall.ID)
	if err != nil {
		return err
	}
	rules.Inbound[0].Ports = "22,6443"
	if rules, err = client.UpdateFirewallRules(ctx, firewall.ID, *rules); err != nil {
		return err
	}
	vpc, err := client.CreateVPC(ctx, linodego.VPCCreateOptions{
		Label: "circle-network", Region: region, Description: "buzzcrate " + tag,
		Subnets: []linodego.VPCSubnetCreateOptions{{Label: "nodes", IPv4: "10.7.0.0/24"}},
	})
	if err != nil {
		return err
	}
	machine, err := client.CreateInstance(ctx, linodego.InstanceCreateOptions{
		Label: "circle-1", Region: region, Type: "g6-nanode-1", Image: "linode/arch",
		RootPass: "a-Long-and-random-1-password", AuthorizedKeys: []string{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFake panel"},
		PrivateIP: true, FirewallID: firewall.ID, Tags: []string{"buzzcrate", tag},
		InterfaceGeneration: linodego.GenerationLegacyConfig,
		Metadata:            &linodego.InstanceMetadataOptions{UserData: "I2Nsb3VkLWNvbmZpZwo="},
	})
	if err != nil {
		return err
	}
	if machine, err = client.WaitForInstanceStatus(ctx, machine.ID, linodego.InstanceRunning, 20); err != nil {
		return err
	}
	addresses, err := client.GetInstanceIPAddresses(ctx, machine.ID)
	if err != nil {
		return err
	}
	guards, err := client.ListInstanceFirewalls(ctx, machine.ID, nil)
	if err != nil {
		return err
	}
	second, err := client.CreateInstance(ctx, linodego.InstanceCreateOptions{
		Label: "circle-2", Region: region, Type: "g6-nanode-1", Image: "linode/debian12",
		AuthorizedKeys: []string{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFake panel"}, Tags: []string{tag},
		InterfaceGeneration: linodego.GenerationLinode,
		LinodeInterfaces: []linodego.LinodeInterfaceCreateOptions{{
			FirewallID: pointer(firewall.ID),
			VPC:        &linodego.VPCInterfaceCreateOptions{SubnetID: vpc.Subnets[0].ID},
		}},
	})
	if err != nil {
		return err
	}
	found, err := client.ListInstances(ctx, tagged(tag))
	if err != nil {
		return err
	}
	inUse := client.DeleteVPC(ctx, vpc.ID)
	if err := shutDown(ctx, client, machine.ID); err != nil {
		return err
	}
	return errors.Join(
		expect(rules.Inbound[0].Ports == "22,6443" && rules.Version == 2, "rules: %+v", rules),
		expect(machine.HasUserData && machine.Image == "linode/arch", "machine: %+v", machine),
		expect(machine.Created != nil, "the time of its creation was not understood"),
		expect(len(addresses.IPv4.Private) == 1 && len(addresses.IPv4.Public) == 1, "addresses: %+v", addresses.IPv4),
		expect(len(guards) == 1 && guards[0].ID == firewall.ID, "firewalls of the machine: %+v", guards),
		expect(second.InterfaceGeneration == linodego.GenerationLinode, "generation: %s", second.InterfaceGeneration),
		expect(len(found) == 2, "%d machines have the tag", len(found)),
		expect(linodego.ErrHasStatus(inUse, 400), "a VPC in use was deleted: %v", inUse),
	)
}

// shutDown switches a machine off, follows its event, and switches it on again.
func shutDown(ctx context.Context, client *linodego.Client, id int) error {
	poller, err := client.NewEventPoller(ctx, id, linodego.EntityLinode, linodego.ActionLinodeShutdown)
	if err != nil {
		return err
	}
	if err := client.ShutdownInstance(ctx, id); err != nil {
		return err
	}
	if _, err := poller.WaitForFinished(ctx, 20); err != nil {
		return err
	}
	if _, err := client.WaitForInstanceStatus(ctx, id, linodego.InstanceOffline, 20); err != nil {
		return err
	}
	if err := client.BootInstance(ctx, id, 0); err != nil {
		return err
	}
	_, err = client.WaitForInstanceStatus(ctx, id, linodego.InstanceRunning, 20)
	return err
}

// balancer does what Linode's cloud controller does for a service.
func balancer(ctx context.Context, client *linodego.Client) error {
	made, err := client.CreateNodeBalancer(ctx, linodego.NodeBalancerCreateOptions{
		Label: pointer("ccm-1a2b3c4d5e6f"), Region: region, Tags: []string{tag}, ClientConnThrottle: pointer(0),
		Configs: []*linodego.NodeBalancerConfigCreateOptions{{
			Port: 81, Protocol: linodego.ProtocolTCP, Check: linodego.CheckConnection,
			Nodes: []linodego.NodeBalancerNodeCreateOptions{
				{Address: "192.168.130.2:30081", Label: "circle-1", Mode: linodego.ModeAccept, Weight: 100},
			},
		}},
	})
	if err != nil {
		return err
	}
	configs, err := client.ListNodeBalancerConfigs(ctx, made.ID, nil)
	if err != nil || len(configs) != 1 {
		return fmt.Errorf("configs: %v, %w", configs, err)
	}
	nodes, err := client.ListNodeBalancerNodes(ctx, made.ID, configs[0].ID, nil)
	if err != nil || len(nodes) != 1 {
		return fmt.Errorf("nodes: %v, %w", nodes, err)
	}
	kept := linodego.NodeBalancerConfigRebuildNodeOptions{NodeBalancerNodeCreateOptions: nodes[0].GetCreateOptions(), ID: nodes[0].ID}
	more := linodego.NodeBalancerConfigRebuildNodeOptions{NodeBalancerNodeCreateOptions: linodego.NodeBalancerNodeCreateOptions{
		Address: "192.168.130.3:30081", Label: "circle-2", Mode: linodego.ModeAccept,
	}}
	rebuild := configs[0].GetRebuildOptions()
	rebuild.Nodes = []linodego.NodeBalancerConfigRebuildNodeOptions{kept, more}
	rebuilt, err := client.RebuildNodeBalancerConfig(ctx, made.ID, configs[0].ID, rebuild)
	if err != nil {
		return err
	}
	again, err := client.ListNodeBalancerNodes(ctx, made.ID, rebuilt.ID, nil)
	if err != nil {
		return err
	}
	extra, err := client.CreateNodeBalancerConfig(ctx, made.ID, linodego.NodeBalancerConfigCreateOptions{Port: 443, Protocol: linodego.ProtocolTCP})
	if err != nil {
		return err
	}
	node, err := client.CreateNodeBalancerNode(ctx, made.ID, extra.ID, linodego.NodeBalancerNodeCreateOptions{Address: "192.168.130.2:30443", Label: "circle-1"})
	if err != nil {
		return err
	}
	if node, err = client.UpdateNodeBalancerNode(ctx, made.ID, extra.ID, node.ID, linodego.NodeBalancerNodeUpdateOptions{Mode: linodego.ModeDrain}); err != nil {
		return err
	}
	if err := client.DeleteNodeBalancerNode(ctx, made.ID, extra.ID, node.ID); err != nil {
		return err
	}
	if err := client.DeleteNodeBalancerConfig(ctx, made.ID, extra.ID); err != nil {
		return err
	}
	twice := client.DeleteNodeBalancerConfig(ctx, made.ID, extra.ID)
	renamed, err := client.UpdateNodeBalancer(ctx, made.ID, linodego.NodeBalancerUpdateOptions{Label: pointer("ccm-renamed")})
	if err != nil {
		return err
	}
	found, err := client.ListNodeBalancers(ctx, tagged(tag))
	if err != nil {
		return err
	}
	guards, err := client.ListNodeBalancerFirewalls(ctx, made.ID, nil)
	if err != nil {
		return err
	}
	return errors.Join(
		expect(made.IPv4 != nil && *made.IPv4 != "" && made.Hostname != nil, "balancer: %+v", made),
		expect(len(again) == 2 && again[0].ID == nodes[0].ID, "a node that was kept has another id: %+v", again),
		expect(node.Mode == linodego.ModeDrain, "mode: %s", node.Mode),
		expect(linodego.IsNotFound(twice), "a config was deleted twice: %v", twice),
		expect(*renamed.Label == "ccm-renamed", "label: %s", *renamed.Label),
		expect(len(found) == 1 && found[0].ID == made.ID, "balancers with the tag: %+v", found),
		expect(len(guards) == 0, "firewalls of the balancer: %+v", guards),
	)
}

func volumes(ctx context.Context, client *linodego.Client) error {
	for number := range 26 {
		volume, err := client.CreateVolume(ctx, linodego.VolumeCreateOptions{
			Label: fmt.Sprintf("pvc-%d", number), Region: region, Size: 10, Tags: []string{tag},
		})
		if err != nil {
			return err
		}
		if _, err := client.WaitForVolumeStatus(ctx, volume.ID, linodego.VolumeActive, 20); err != nil {
			return err
		}
	}
	all, err := client.ListVolumes(ctx, &linodego.ListOptions{PageSize: 25})
	if err != nil {
		return err
	}
	found, err := client.ListInstances(ctx, tagged(tag))
	if err != nil {
		return err
	}
	attached, err := client.AttachVolume(ctx, all[0].ID, &linodego.VolumeAttachOptions{LinodeID: found[0].ID})
	if err != nil {
		return err
	}
	held := client.DeleteVolume(ctx, all[0].ID)
	if err := client.DetachVolume(ctx, all[0].ID); err != nil {
		return err
	}
	if _, err := client.WaitForVolumeLinodeID(ctx, all[0].ID, nil, 20); err != nil {
		return err
	}
	return errors.Join(
		expect(len(all) == 26, "%d of 26 volumes were listed", len(all)),
		expect(attached.LinodeID != nil && *attached.LinodeID == found[0].ID, "volume: %+v", attached),
		expect(linodego.ErrHasStatus(held, 400), "an attached volume was deleted: %v", held),
	)
}

func refusals(ctx context.Context, client *linodego.Client) error {
	_, twice := client.CreateInstance(ctx, linodego.InstanceCreateOptions{Label: "circle-1", Region: region, Type: "g6-nanode-1"})
	_, nowhere := client.CreateInstance(ctx, linodego.InstanceCreateOptions{Label: "circle-9", Region: "nowhere", Type: "g6-nanode-1"})
	_, filter := client.ListImages(ctx, linodego.NewListOptions(0, `{"foo":"bar"}`))
	_, missing := client.GetInstance(ctx, 7)
	stranger := linodego.NewClient(nil)
	stranger.SetToken("nobody's")
	_, unknown := stranger.GetProfile(ctx)
	var refused *linodego.Error
	return errors.Join(
		expect(linodego.ErrHasStatus(twice, 400), "a label was used twice: %v", twice),
		expect(errors.As(nowhere, &refused) && refused.Code == 400, "a machine was made nowhere: %v", nowhere),
		expect(linodego.ErrHasStatus(filter, 400), "a filter on foo was taken: %v", filter),
		expect(linodego.IsNotFound(missing), "machine 7: %v", missing),
		expect(linodego.ErrHasStatus(unknown, 401), "a stranger was let in: %v", unknown),
	)
}

func cleanUp(ctx context.Context, client *linodego.Client) error {
	balancers, err := client.ListNodeBalancers(ctx, tagged(tag))
	if err != nil {
		return err
	}
	for _, one := range balancers {
		if err := client.DeleteNodeBalancer(ctx, one.ID); err != nil {
			return err
		}
	}
	instances, err := client.ListInstances(ctx, tagged(tag))
	if err != nil {
		return err
	}
	for _, one := range instances {
		if err := client.DeleteInstance(ctx, one.ID); err != nil {
			return err
		}
	}
	all, err := client.ListVolumes(ctx, tagged(tag))
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := client.DeleteVolume(ctx, one.ID); err != nil {
			return err
		}
	}
	firewalls, err := client.ListFirewalls(ctx, tagged(tag))
	if err != nil {
		return err
	}
	for _, one := range firewalls {
		if err := client.DeleteFirewall(ctx, one.ID); err != nil {
			return err
		}
	}
	vpcs, err := client.ListVPCs(ctx, linodego.NewListOptions(0, `{"label":"circle-network"}`))
	if err != nil {
		return err
	}
	for _, one := range vpcs {
		if err := client.DeleteVPC(ctx, one.ID); err != nil {
			return err
		}
	}
	return expect(
		len(balancers) == 1 && len(instances) == 2 && len(all) == 26 && len(firewalls) == 1 && len(vpcs) == 1,
		"found to delete: %d balancers, %d machines, %d volumes, %d firewalls, %d VPCs",
		len(balancers), len(instances), len(all), len(firewalls), len(vpcs),
	)
}
