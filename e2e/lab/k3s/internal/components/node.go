package components

import (
	"context"

	"github.com/spf13/cobra"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// RunKubelet runs the kubelet. It takes SIGTERM and SIGINT for itself as well.
func RunKubelet(ctx context.Context, line []string) error {
	return execute(ctx, kubelet.NewKubeletCommand(ctx), line)
}

// RunKubeProxy runs kube-proxy.
func RunKubeProxy(ctx context.Context, line []string) error {
	return execute(ctx, proxy.NewProxyCommand(), line)
}

func execute(ctx context.Context, command *cobra.Command, line []string) error {
	command.SetArgs(line)
	command.SilenceUsage = true
	command.SilenceErrors = true
	return command.ExecuteContext(ctx)
}
