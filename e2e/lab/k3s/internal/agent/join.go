package agent

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/kubeconfig"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
)

// join gets the cluster's settings and the node's certificates; it asks until it is let in.
func (a *agent) join(ctx context.Context, server *connection) (supervisor.ClusterConfig, error) {
	for {
		config, err := a.tryJoin(ctx, server)
		if err == nil {
			return config, nil
		}
		journal.Info("Waiting to retrieve agent configuration; server is not ready: %v", err)
		if err := pause(ctx, jittered(joinEvery)); err != nil {
			return config, err
		}
	}
}

func (a *agent) tryJoin(ctx context.Context, server *connection) (supervisor.ClusterConfig, error) {
	var config supervisor.ClusterConfig
	text, err := server.get(ctx, "config")
	if err != nil {
		return config, fmt.Errorf("failed to retrieve configuration from server: %w", err)
	}
	if err := json.Unmarshal(text, &config); err != nil {
		return config, err
	}
	for _, name := range []string{"client-ca.crt", "server-ca.crt"} {
		authority, err := server.get(ctx, name)
		if err != nil {
			return config, err
		}
		if err := files.Write(a.Layout.Agent(name), authority, 0o600); err != nil {
			return config, err
		}
	}
	for _, name := range []string{"serving-kubelet", "client-kubelet", "client-kube-proxy", "client-k3s-controller"} {
		if err := a.certify(ctx, server, name); err != nil {
			return config, err
		}
	}
	return config, a.writeKubeconfigs()
}

// certify gets a certificate for a key that never leaves the node.
func (a *agent) certify(ctx context.Context, server *connection, name string) error {
	path := a.Layout.Agent(name)
	key, err := pki.LoadOrMakeKey(path + ".key")
	if err != nil {
		return err
	}
	request, err := pki.SigningRequest(key)
	if err != nil {
		return err
	}
	cert, err := server.post(ctx, name+".crt", request, map[string]string{
		"k3s-Node-Name":     a.Identity.Name,
		"k3s-Node-Password": a.Identity.Password,
		"k3s-Node-IP":       strings.Join(append([]string{a.Identity.IP}, a.Identity.ExternalIPs...), ","),
	})
	var refused statusError
	if errors.As(err, &refused) && refused.code == http.StatusForbidden {
		return fmt.Errorf("%s.crt: Node password rejected, duplicate hostname or contents of '%s' may not match server node-passwd entry, try enabling a unique node name with the --with-node-id flag", path, host.PasswordFile)
	}
	if err != nil {
		return fmt.Errorf("%s.crt: %w", path, err)
	}
	return files.Write(path+".crt", cert, 0o600)
}

func (a *agent) writeKubeconfigs() error {
	for name, client := range map[string]string{"kubelet": "client-kubelet", "kubeproxy": "client-kube-proxy", "k3scontroller": "client-k3s-controller"} {
		err := kubeconfig.ByPath(a.Layout.Agent(name+".kubeconfig"), a.ServerURL, a.Layout.Agent("server-ca.crt"), a.Layout.Agent(client))
		if err != nil {
			return err
		}
	}
	return nil
}
