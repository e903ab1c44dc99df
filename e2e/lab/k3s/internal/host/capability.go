package host

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// MayProtectFromOOM says whether this process may make others less likely to be killed when memory runs out. Root in
// some containers may not, and then runc must not try.
func MayProtectFromOOM() bool {
	status, err := os.ReadFile("/proc/self/status")
	return err == nil && hasCapability(string(status), unix.CAP_SYS_RESOURCE)
}

func hasCapability(status string, capability int) bool {
	for _, line := range strings.Split(status, "\n") {
		if value, found := strings.CutPrefix(line, "CapEff:"); found {
			set, err := strconv.ParseUint(strings.TrimSpace(value), 16, 64)
			return err == nil && set&(1<<capability) != 0
		}
	}
	return false
}
