// Package systemd speaks the one word of sd_notify(3) that a unit of Type=notify needs.
package systemd

import (
	"net"
	"os"
)

// Notifier tells systemd that the unit has started. Without a NOTIFY_SOCKET it does nothing.
type Notifier struct{ socket string }

// TakeNotifier remembers NOTIFY_SOCKET and removes it from the environment, so that no child speaks in our name.
func TakeNotifier() Notifier {
	defer os.Unsetenv("NOTIFY_SOCKET")
	return Notifier{os.Getenv("NOTIFY_SOCKET")}
}

// Ready reports the unit as started.
func (n Notifier) Ready() error {
	if n.socket == "" {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"})
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Write([]byte("READY=1\n"))
	return err
}
