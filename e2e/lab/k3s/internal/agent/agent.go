// Package agent is `k3s agent`, and the agent inside `k3s server`: it joins the cluster and runs containerd, kubelet,
// kube-proxy and the pod network.
package agent

import (
	"context"
	"errors"
	"fmt"
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/version"

	"buzzcrate.dev/e2e/lab/k3s/internal/components"
	"buzzcrate.dev/e2e/lab/k3s/internal/containerd"
	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/life"
	"buzzcrate.dev/e2e/lab/k3s/internal/network"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
	"buzzcrate.dev/e2e/lab/k3s/internal/systemd"
	"buzzcrate.dev/e2e/lab/k3s/internal/token"
)

// Settings are what an agent needs.
type Settings struct {
	Options   options.Options
	Layout    layout.Layout
	Identity  host.Identity
	ServerURL string
	Token     string
	// Local says that the server is in this very process.
	Local bool
	// BeforeKubelet, where there is one, is waited for before the kubelet starts.
	BeforeKubelet func(context.Context) error
	// Notifier is told once the node is part of the cluster; a server tells its own.
	Notifier systemd.Notifier
}

// Main is `k3s agent`.
func Main(group *life.Group, o options.Options, notifier systemd.Notifier) error {
	server, secret := o.Text("server", ""), o.Text("token", "")
	l := layout.Of(o)
	if secret == "" && !files.Exists(l.Agent("client-kubelet.crt")) { // who is a node already needs no token
		return errors.New("--token is required")
	}
	if server == "" {
		return errors.New("--server is required")
	}
	journal.Info("Starting k3s agent %s", version.Get().GitVersion)
	if err := host.CheckCgroups(); err != nil {
		return err
	}
	identity, err := host.Identify(o)
	if err != nil {
		return err
	}
	url, err := startBalancer(group, o, l, server)
	if err != nil {
		return err
	}
	return Start(group, Settings{Options: o, Layout: l, Identity: identity, ServerURL: url, Token: secret, Notifier: notifier})
}

// Start joins the cluster in the background; what runs lives in group.
func Start(group *life.Group, s Settings) error {
	if err := os.MkdirAll(s.Layout.Agent(), 0o700); err != nil {
		return err
	}
	var parsed token.Token
	if s.Token != "" {
		var err error
		if parsed, err = token.Parse(s.Token); err != nil {
			return err
		}
	}
	bin, err := layout.Bin()
	if err != nil {
		return err
	}
	// containers and the kubelet look for their helpers beside this program first, and where Debian keeps its own
	if err := os.Setenv("PATH", bin+":"+os.Getenv("PATH")+":/usr/sbin:/sbin"); err != nil {
		return err
	}
	a := &agent{Settings: s, life: group, token: parsed, bin: bin}
	group.Once(a.run)
	return nil
}

type agent struct {
	Settings
	life  *life.Group
	token token.Token
	bin   string
}

// run goes from a bare host to a node; it returns when everything is started.
func (a *agent) run(ctx context.Context) error {
	server, err := connect(ctx, a.ServerURL, a.token, a.Layout)
	if err != nil {
		return err
	}
	// what needs no word from the server runs beside the waiting for it
	runtime := make(chan error, 1)
	go func() { runtime <- a.startRuntime(ctx) }()
	config, err := a.join(ctx, server)
	if err != nil {
		return err
	}
	host.PrepareKernel()
	podNetwork, err := a.prepareNetwork(config)
	if err != nil {
		return err
	}
	if err := server.waitUntilReady(ctx); err != nil {
		return err
	}
	if err := <-runtime; err != nil {
		return err
	}
	if a.BeforeKubelet != nil {
		if err := a.BeforeKubelet(ctx); err != nil {
			return err
		}
	}
	if err := a.startKubelet(config); err != nil {
		return err
	}
	if !config.DisableKubeProxy {
		line := a.proxyLine(config)
		a.life.Go("kube-proxy", func(ctx context.Context) error { return components.RunKubeProxy(ctx, line) })
	}
	if err := a.describeNode(ctx, config, podNetwork); err != nil {
		return fmt.Errorf("failed to start networking: %w", err)
	}
	if podNetwork != nil {
		a.life.Go("flannel", podNetwork.Run)
	}
	if a.Local {
		return nil
	}
	journal.Info("k3s agent is up and running")
	return a.Notifier.Ready()
}

// startRuntime starts containerd and loads the images that lie on the node.
func (a *agent) startRuntime(ctx context.Context) error {
	snapshotter, err := host.Snapshotter(a.Options, a.Layout.Agent())
	if err != nil {
		return err
	}
	settings := containerd.Settings{
		AgentFolder: a.Layout.Agent(),
		BinFolder:   a.bin,
		PauseImage:  a.Options.Text("pause-image", "rancher/mirrored-pause:3.6"),
		Snapshotter: snapshotter,
		RestrictOOM: !host.MayProtectFromOOM(),
		Debug:       a.Options.On("debug"),
	}
	registries := a.Options.Text("private-registry", "/etc/rancher/k3s/registries.yaml")
	if err := settings.UseRegistries(registries, a.Options.On("disable-default-registry-endpoint")); err != nil {
		return err
	}
	process, err := containerd.Start(ctx, settings)
	if err != nil {
		return err
	}
	a.life.OnStop(process.Stop)
	a.life.Go("containerd", process.Wait)
	importer := containerd.NewImporter(settings)
	importer.ImportAll(ctx)
	a.life.Go("image watcher", importer.Watch)
	return nil
}

func (a *agent) prepareNetwork(config supervisor.ClusterConfig) (*network.Network, error) {
	client, err := a.client("k3scontroller")
	if err != nil {
		return nil, err
	}
	address := a.Identity.IP
	public := ""
	if config.FlannelExternal && len(a.Identity.ExternalIPs) > 0 {
		public = a.Identity.ExternalIPs[0]
	}
	return network.Prepare(network.Settings{
		NodeName:    a.Identity.Name,
		NodeIP:      address,
		PublicIP:    public,
		ClusterCIDR: config.ClusterCIDR,
		Backend:     config.FlannelBackend,
		CNIFolder:   a.Layout.Agent("etc", "cni", "net.d"),
		Client:      client,
	})
}

// client speaks to the API with one of the node's kubeconfigs.
func (a *agent) client(name string) (kubernetes.Interface, error) {
	config, err := clientcmd.BuildConfigFromFlags("", a.Layout.Agent(name+".kubeconfig"))
	if err != nil {
		return nil, err
	}
	return kubernetes.NewForConfig(config)
}
