package components

import (
	"slices"
	"testing"
)

func TestTheUserReplacesOurSettings(t *testing.T) {
	line := Args{"v": "0", "node-ip": "10.0.0.1"}.With([]string{"v=2", "--max-pods=50", "system-reserved=cpu=100m,memory=1Gi"})
	want := []string{"--max-pods=50", "--node-ip=10.0.0.1", "--system-reserved=cpu=100m,memory=1Gi", "--v=2"}
	if !slices.Equal(line, want) {
		t.Errorf("got %v", line)
	}
}
