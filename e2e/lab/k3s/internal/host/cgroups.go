package host

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// CheckCgroups refuses a host on which containers cannot be limited, with k3s's words: they tell a Raspberry Pi's owner
// what to do.
func CheckCgroups() error {
	available, version, err := controllers()
	if err != nil {
		return err
	}
	if !available["pids"] {
		return errors.New("pids cgroup controller not found")
	}
	if !available["memory"] {
		return fmt.Errorf("failed to find memory cgroup (%s), you may need to add \"cgroup_memory=1 cgroup_enable=memory\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)", version)
	}
	return nil
}

func controllers() (map[string]bool, string, error) {
	var mount unix.Statfs_t
	if err := unix.Statfs("/sys/fs/cgroup", &mount); err != nil {
		return nil, "", err
	}
	if mount.Type == unix.CGROUP2_SUPER_MAGIC {
		text, err := os.ReadFile("/sys/fs/cgroup/cgroup.controllers")
		return fromList(string(text)), "v2", err
	}
	text, err := os.ReadFile("/proc/cgroups")
	return fromTable(string(text)), "v1", err
}

// fromList reads cgroup.controllers.
func fromList(text string) map[string]bool {
	found := map[string]bool{}
	for _, name := range strings.Fields(text) {
		found[name] = true
	}
	return found
}

// fromTable reads /proc/cgroups: name, hierarchy, number, enabled.
func fromTable(text string) map[string]bool {
	found := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if fields := strings.Fields(line); len(fields) == 4 && fields[3] == "1" {
			found[fields[0]] = true
		}
	}
	return found
}
