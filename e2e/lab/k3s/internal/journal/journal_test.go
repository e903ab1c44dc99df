package journal

import (
	"testing"
	"time"
)

func TestEntryLooksLikeK3s(t *testing.T) {
	at := time.Date(2026, 5, 1, 10, 0, 0, 0, time.FixedZone("CEST", 2*3600))
	for message, want := range map[string]string{
		"k3s is up and running": `time="2026-05-01T08:00:00Z" level=info msg="k3s is up and running"` + "\n",
		"ready":                 `time="2026-05-01T08:00:00Z" level=info msg=ready` + "\n",
		`a "quoted" word`:       `time="2026-05-01T08:00:00Z" level=info msg="a \"quoted\" word"` + "\n",
	} {
		if got := entry(at, "info", message); got != want {
			t.Errorf("got %swant %s", got, want)
		}
	}
}
