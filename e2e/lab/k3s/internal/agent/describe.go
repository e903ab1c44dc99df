package agent

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/network"
	"buzzcrate.dev/e2e/lab/k3s/internal/nodes"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
)

const (
	argsAnnotation = "k3s.io/node-args"
	envAnnotation  = "k3s.io/node-env"
	hashAnnotation = "k3s.io/node-config-hash"

	registerEvery = 50 * time.Millisecond
)

// describeNode waits until the kubelet has registered the node, then writes on it what only the agent knows: its
// addresses for the cloud provider, its way for the pod network, its settings for people, its labels.
func (a *agent) describeNode(ctx context.Context, config supervisor.ClusterConfig, podNetwork *network.Network) error {
	client, err := a.client("kubelet")
	if err != nil {
		return err
	}
	annotations, err := configAnnotations(os.Args, os.Environ())
	if err != nil {
		return err
	}
	if !config.DisableCCM {
		annotations[nodes.HostnameAnnotation] = a.Identity.Name
		annotations[nodes.InternalIPAnnotation] = a.Identity.IP
		annotations[nodes.ExternalIPAnnotation] = nil // an address that an earlier start had
		if len(a.Identity.ExternalIPs) > 0 {
			annotations[nodes.ExternalIPAnnotation] = strings.Join(a.Identity.ExternalIPs, ",")
		}
	}
	if podNetwork != nil {
		for name, value := range podNetwork.Annotations() {
			annotations[name] = value
		}
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"annotations": annotations, "labels": a.labels()}})
	if err != nil {
		return err
	}
	for {
		err := patchNode(ctx, client, a.Identity.Name, patch)
		switch {
		case err == nil:
			journal.Info("Annotations and labels have been set successfully on node: %s", a.Identity.Name)
			return nil
		case !apierrors.IsNotFound(err):
			journal.Info("Failed to set annotations and labels on node %s: %v", a.Identity.Name, err)
		}
		if err := pause(ctx, registerEvery); err != nil {
			return err
		}
	}
}

func patchNode(ctx context.Context, client kubernetes.Interface, name string, patch []byte) error {
	_, err := client.CoreV1().Nodes().Patch(ctx, name, "application/merge-patch+json", patch, metav1.PatchOptions{})
	return err
}

// labels are those of --node-label; the kubelet sets them only when it registers the node for the first time.
func (a *agent) labels() map[string]string {
	labels := map[string]string{}
	for _, label := range a.Options.List("node-label") {
		key, value, _ := strings.Cut(label, "=")
		labels[key] = value
	}
	return labels
}

// configAnnotations tell what k3s was started with, without its secrets, and a hash that changes with it.
func configAnnotations(args, environment []string) (map[string]any, error) {
	if len(args) < 2 {
		return nil, errors.New("no command")
	}
	shown, err := json.Marshal(withoutSecrets(args[1:]))
	if err != nil {
		return nil, err
	}
	env := map[string]string{}
	for _, each := range environment {
		name, value, _ := strings.Cut(each, "=")
		if !strings.HasPrefix(name, "K3S_") {
			continue
		}
		if isSecret(name) {
			value = hidden
		}
		env[name] = value
	}
	envText, err := json.Marshal(env)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(strings.Join(args, "\x00") + string(envText)))
	return map[string]any{
		argsAnnotation: string(shown),
		envAnnotation:  string(envText),
		hashAnnotation: fmt.Sprintf("%s====", base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])),
	}, nil
}

const hidden = "********"

func withoutSecrets(args []string) []string {
	var shown []string
	hideNext := false
	for _, arg := range args {
		name, _, given := strings.Cut(arg, "=")
		switch {
		case hideNext:
			shown, hideNext = append(shown, hidden), false
		case !strings.HasPrefix(name, "-") || !isSecret(name):
			shown = append(shown, arg)
		case given:
			shown = append(shown, name+"="+hidden)
		default:
			shown, hideNext = append(shown, arg), true
		}
	}
	return shown
}

// isSecret knows --token, -t, --agent-token, K3S_TOKEN and their like; a file's name is no secret.
func isSecret(name string) bool {
	name = strings.ToLower(strings.TrimLeft(name, "-"))
	return name == "t" || strings.HasSuffix(name, "token") || name == "vpn-auth"
}
