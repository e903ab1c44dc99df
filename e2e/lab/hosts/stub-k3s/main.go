// Command k3s (STUB) is not Kubernetes. It has k3s's size, files, ports and start-up behaviour and joins at once, so that a
// bench can time an installer alone. Nodes are Ready because they say so, pods run nothing. It answers to no real client's
// full needs and must never leave the lab.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

const version = "v1.36.1+k3s98"

func main() {
	args := os.Args[1:]
	if name := filepath.Base(os.Args[0]); name == "kubectl" || name == "crictl" || name == "ctr" {
		args = append([]string{name}, args...)
	}
	if len(args) == 0 {
		fail("usage: k3s (stub) server | agent | kubectl | --version")
	}
	switch args[0] {
	case "--version", "-v":
		fmt.Printf("k3s version %s (stub)\ngo version stub\n", version)
	case "server":
		c := readConfig(args[1:])
		ca := serve(c)
		join(c, "https://127.0.0.1:6443", ca.token)
		ready()
	case "agent":
		c := readConfig(args[1:])
		join(c, c.value("server"), c.value("token"))
		ready()
	case "kubectl":
		kubectl(args[1:])
	case "crictl", "ctr":
		// No containers, so nothing to list.
	default:
		fail("k3s (stub): no such command: " + args[0])
	}
}

func fail(message string) {
	fmt.Fprintf(os.Stderr, "level=fatal msg=%q\n", message)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		fail(err.Error())
	}
	return value
}

// ready tells systemd that the unit has started and waits to be stopped.
func ready() {
	if socket := os.Getenv("NOTIFY_SOCKET"); socket != "" {
		conn := must(net.Dial("unixgram", strings.Replace(socket, "@", "\x00", 1)))
		must(conn.Write([]byte("READY=1\n")))
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}

func write(file string, data []byte, mode os.FileMode) {
	must(0, os.MkdirAll(filepath.Dir(file), 0o755))
	must(0, os.WriteFile(file, data, mode))
}
