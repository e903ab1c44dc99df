package agent

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/life"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
)

const dialTimeout = 10 * time.Second

// startBalancer listens on loopback and passes connections on to the server, so that everything on the node has one
// address for the API whatever becomes of the server's. It gives the URL to use instead of the server's.
func startBalancer(group *life.Group, o options.Options, l layout.Layout, server string) (string, error) {
	parsed, err := url.Parse(server)
	if err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		return "", &url.Error{Op: "only https:// URLs are supported, invalid scheme", URL: server, Err: err}
	}
	if o.On("disable-apiserver-lb") {
		return server, nil
	}
	target := parsed.Host
	if parsed.Port() == "" {
		target = net.JoinHostPort(parsed.Hostname(), "443")
	}
	address := net.JoinHostPort("127.0.0.1", o.Text("lb-server-port", "6444"))
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", err
	}
	state, err := json.Marshal(map[string]any{"ServerURL": server, "ServerAddresses": []string{target}})
	if err != nil {
		return "", err
	}
	if err := files.Write(l.Agent("etc", "k3s-agent-load-balancer.json"), state, 0o600); err != nil {
		return "", err
	}
	journal.Info("Running load balancer k3s-agent-load-balancer %s -> [%s]", address, target)
	group.Go("load balancer", func(context.Context) error { return balance(listener, target) })
	return "https://" + address, nil
}

// balance serves until the listener fails.
func balance(listener net.Listener, target string) error {
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		go pass(client, target)
	}
}

// pass connects a client with the target, in both directions, and hands on each side's end.
func pass(client net.Conn, target string) {
	defer client.Close()
	server, err := net.DialTimeout("tcp", target, dialTimeout)
	if err != nil {
		return // the client sees a closed connection and comes again
	}
	defer server.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		copyAndClose(server, client)
	}()
	copyAndClose(client, server)
	<-done
}

func copyAndClose(to, from net.Conn) {
	_, _ = io.Copy(to, from) // ends with either side
	if half, canHalf := to.(*net.TCPConn); canHalf {
		_ = half.CloseWrite()
	}
}
