// Package server is `k3s server`: the control plane, the port where nodes join, and an agent on the same host.
package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/version"

	"buzzcrate.dev/e2e/lab/k3s/internal/agent"
	"buzzcrate.dev/e2e/lab/k3s/internal/components"
	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/life"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
	"buzzcrate.dev/e2e/lab/k3s/internal/systemd"
)

// server is a running `k3s server`.
type server struct {
	life     *life.Group
	options  options.Options
	layout   layout.Layout
	identity host.Identity
	network  clusterNetwork
	port     string
	pki      *authorities
	secrets  secrets

	supervisor *supervisor.Supervisor
	client     atomic.Pointer[kubernetes.Clientset]
	config     *rest.Config
}

// Start starts the server; what runs in the background lives in group. It tells notifier as soon as the API answers.
func Start(group *life.Group, o options.Options, notifier systemd.Notifier) error {
	if o.Text("server", "") != "" {
		return errors.New("the lab edition of k3s has one server: --server is for agents")
	}
	journal.Info("Starting k3s %s", version.Get().GitVersion)
	if err := host.CheckCgroups(); err != nil && !o.On("disable-agent") {
		return err
	}
	s := &server{life: group, options: o, layout: layout.Of(o), port: o.Text("https-listen-port", "6443")}
	if err := s.prepare(); err != nil {
		return fmt.Errorf("starting kubernetes: preparing server: %w", err)
	}
	group.Once(func(ctx context.Context) error {
		if err := s.startControlPlane(ctx); err != nil {
			return fmt.Errorf("starting kubernetes: %w", err)
		}
		journal.Info("k3s is up and running")
		return notifier.Ready()
	})
	if o.On("disable-agent") {
		return nil
	}
	return agent.Start(group, agent.Settings{
		Options:       o,
		Layout:        s.layout,
		Identity:      s.identity,
		ServerURL:     "https://127.0.0.1:" + s.port,
		Token:         s.secrets.forNodes(s.pki.server),
		Local:         true,
		BeforeKubelet: waitForControllers,
	})
}

// prepare makes the files that a server keeps, and listens: from here on nodes can ask for the CA.
func (s *server) prepare() error {
	var err error
	if err := os.MkdirAll(s.layout.Server(), 0o700); err != nil {
		return err
	}
	if s.identity, err = host.Identify(s.options); err != nil {
		return err
	}
	if s.network, err = networkOf(s.options); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(s.options.Text("bind-address", ""), s.port))
	if err != nil {
		return fmt.Errorf("init cluster datastore and https: %w", err)
	}
	if s.pki, err = s.certify(); err != nil {
		return err
	}
	if s.secrets, err = loadSecrets(s.layout, s.options, s.pki.server.PEM); err != nil {
		return err
	}
	s.supervisor = &supervisor.Supervisor{
		ServerCA:       s.pki.server,
		ClientCA:       s.pki.client,
		ServerPassword: s.secrets.server,
		AgentPassword:  s.secrets.agent,
		LocalNode:      s.identity.Name,
		LocalPassword:  s.identity.Password,
		Config:         s.clusterConfig(),
		APIServers:     []string{net.JoinHostPort(s.advertised(), s.port)},
		Passwords:      &supervisor.SecretPasswords{Client: s.kubernetes},
	}
	s.life.Go("supervisor", func(context.Context) error {
		return s.supervisor.Serve(listener, s.pki.path("serving-kube-apiserver"))
	})
	return nil
}

// kubernetes gives nil until the API server is ready.
func (s *server) kubernetes() kubernetes.Interface {
	if client := s.client.Load(); client != nil {
		return client
	}
	return nil
}

// advertised is the address under which nodes and pods reach the API.
func (s *server) advertised() string {
	if len(s.identity.ExternalIPs) > 0 && s.options.On("flannel-external-ip") {
		return s.options.Text("advertise-address", s.identity.ExternalIPs[0])
	}
	return s.options.Text("advertise-address", s.identity.IP)
}

func (s *server) clusterConfig() supervisor.ClusterConfig {
	return supervisor.ClusterConfig{
		ClusterCIDR:      s.network.pods,
		ServiceCIDR:      s.network.services,
		ClusterDNS:       s.network.dns,
		ClusterDomain:    s.network.domain,
		FlannelBackend:   s.options.Text("flannel-backend", "vxlan"),
		FlannelExternal:  s.options.On("flannel-external-ip"),
		DisableKubeProxy: s.options.On("disable-kube-proxy"),
		DisableCCM:       s.options.On("disable-cloud-controller"),
		DisableServiceLB: s.disabled("servicelb"),
	}
}

func (s *server) startControlPlane(ctx context.Context) error {
	etcd, err := components.StartEtcd(ctx, s.layout.Server("db"))
	if err != nil {
		return err
	}
	s.life.OnStop(etcd.Close)
	s.life.Go("etcd", etcd.Wait)
	if err := s.startAPIServer(ctx, etcd.Endpoint); err != nil {
		return err
	}
	s.life.Go("kube-controller-manager", func(ctx context.Context) error {
		return components.RunControllerManager(ctx, s.controllerManagerLine())
	})
	s.life.Go("kube-scheduler", func(ctx context.Context) error {
		return components.RunScheduler(ctx, s.schedulerLine())
	})
	if err := s.publishAPI(ctx); err != nil {
		return err
	}
	if err := s.writeKubeconfig(); err != nil {
		return err
	}
	return s.startControllers(ctx)
}
