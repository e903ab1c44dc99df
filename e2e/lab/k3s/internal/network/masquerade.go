package network

import (
	"net"

	"k8s.io/kubernetes/pkg/util/iptables"
)

// masquerade lets pods out under the node's address, keeps their own between nodes, and lets forwarded packets through
// where the host's policy is DROP.
func masquerade(cluster string, own *net.IPNet) error {
	tables := iptables.New(iptables.ProtocolIPv4)
	rules := []struct {
		table iptables.Table
		from  iptables.Chain
		chain iptables.Chain
		rules [][]string
	}{
		{iptables.TableNAT, iptables.ChainPostrouting, "FLANNEL-POSTRTG", [][]string{
			{"-s", cluster, "-d", cluster, "-j", "RETURN"},
			{"-s", cluster, "!", "-d", "224.0.0.0/4", "-j", "MASQUERADE"},
			{"!", "-s", cluster, "-d", own.String(), "-j", "RETURN"},
			{"!", "-s", cluster, "-d", cluster, "-j", "MASQUERADE"},
		}},
		{iptables.TableFilter, iptables.ChainForward, "FLANNEL-FWD", [][]string{
			{"-s", cluster, "-j", "ACCEPT"},
			{"-d", cluster, "-j", "ACCEPT"},
		}},
	}
	for _, each := range rules {
		if _, err := tables.EnsureChain(each.table, each.chain); err != nil {
			return err
		}
		if err := tables.FlushChain(each.table, each.chain); err != nil { // another range, after the node was deleted
			return err
		}
		for _, rule := range each.rules {
			rule = append([]string{"-m", "comment", "--comment", "flanneld masq"}, rule...)
			if _, err := tables.EnsureRule(iptables.Append, each.table, each.chain, rule...); err != nil {
				return err
			}
		}
		jump := []string{"-m", "comment", "--comment", "flanneld", "-j", string(each.chain)}
		if _, err := tables.EnsureRule(iptables.Append, each.table, each.from, jump...); err != nil {
			return err
		}
	}
	return nil
}
