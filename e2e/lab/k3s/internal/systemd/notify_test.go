package systemd

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

func TestReadyReachesTheSocketAndChildrenDoNotInheritIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	notifier := TakeNotifier()
	if value, set := os.LookupEnv("NOTIFY_SOCKET"); set {
		t.Errorf("NOTIFY_SOCKET is still %q", value)
	}
	if err := notifier.Ready(); err != nil {
		t.Fatal(err)
	}
	word := make([]byte, 64)
	n, err := socket.Read(word)
	if err != nil || string(word[:n]) != "READY=1\n" {
		t.Errorf("got %q, %v", word[:n], err)
	}
}

func TestWithoutASocketNothingHappens(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := TakeNotifier().Ready(); err != nil {
		t.Error(err)
	}
}
