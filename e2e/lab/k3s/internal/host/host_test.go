package host

import "testing"

func TestControllersOfBothVersions(t *testing.T) {
	v1 := fromTable("#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t4\t26\t1\npids\t8\t1\t1\nhugetlb\t0\t1\t0\n")
	if !v1["memory"] || !v1["pids"] || v1["hugetlb"] {
		t.Errorf("v1: %v", v1)
	}
	pi := fromTable("#subsys_name\thierarchy\tnum_cgroups\tenabled\nmemory\t0\t1\t0\npids\t8\t1\t1\n")
	if pi["memory"] {
		t.Error("a Raspberry Pi without cgroup_enable=memory has no memory controller")
	}
	if v2 := fromList("cpuset cpu io memory pids\n"); !v2["memory"] || v2["hugetlb"] {
		t.Errorf("v2: %v", v2)
	}
}

func TestResolversThatPodsCanUse(t *testing.T) {
	for text, want := range map[string]bool{
		"nameserver 192.168.1.1\n":                         true,
		"# none\nsearch lan\n":                             false,
		"nameserver 127.0.0.53\n":                          false,
		"nameserver 192.168.1.1\nnameserver 127.0.0.1\n":   false,
		"search lan\nnameserver 10.0.0.1\noptions edns0\n": true,
		"nameserver not-an-address\n":                      false,
	} {
		if got := usableInPods(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestCapabilities(t *testing.T) {
	all, without := "Name:\tk3s\nCapEff:\t000001ffffffffff\n", "CapEff:\t000001fffeffffff\n"
	if !hasCapability(all, 24) || hasCapability(without, 24) || hasCapability("nonsense", 24) {
		t.Error("CAP_SYS_RESOURCE is bit 24 of CapEff")
	}
}
