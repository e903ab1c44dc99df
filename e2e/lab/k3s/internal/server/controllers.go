package server

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/kubeconfig"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/manifests"
	"buzzcrate.dev/e2e/lab/k3s/internal/nodes"
	"buzzcrate.dev/e2e/lab/k3s/internal/servicelb"
)

func (s *server) disabled(component string) bool {
	return slices.Contains(s.options.List("disable"), component)
}

// startControllers starts what k3s has beyond Kubernetes.
func (s *server) startControllers(ctx context.Context) error {
	if !s.options.On("disable-agent") { // its password could not be checked while the API was not there
		if err := s.supervisor.Passwords.Check(ctx, s.identity.Name, s.identity.Password); err != nil {
			journal.Error("Remembering the password of node %s: %v", s.identity.Name, err)
		}
	}
	deployer, err := manifests.NewDeployer(s.layout.Server("manifests"), s.config, s.kubernetes())
	if err != nil {
		return err
	}
	values := manifests.Values{
		ClusterDNS:       s.network.dns,
		ClusterDomain:    s.network.domain,
		LocalStoragePath: s.options.Text("default-local-storage-path", s.layout.Storage()),
	}
	s.life.Go("deploy controller", func(ctx context.Context) error {
		return deployer.Run(ctx, values, s.options.List("disable"))
	})
	controller := &nodes.Controller{
		Client: s.kubernetes(),
		Cloud:  !s.options.On("disable-cloud-controller"),
		DNS:    !s.disabled("coredns"),
	}
	if !s.options.On("disable-agent") {
		controller.Server = s.identity.Name
	}
	s.life.Go("node controller", controller.Run)
	namespace := s.options.Text("servicelb-namespace", metav1.NamespaceSystem)
	if err := s.ensureServiceAccount(ctx, namespace); err != nil {
		return err
	}
	s.life.Go("service load balancer", servicelb.New(s.kubernetes(), namespace, s.disabled("servicelb")).Run)
	return nil
}

// ensureServiceAccount makes the account of the load balancer's pods, which may do nothing.
func (s *server) ensureServiceAccount(ctx context.Context, namespace string) error {
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "svclb"}}
	_, err := s.kubernetes().CoreV1().ServiceAccounts(namespace).Create(ctx, account, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

// writeKubeconfig writes the administrator's kubeconfig. A mode or group that makes no sense is reported and left out.
func (s *server) writeKubeconfig() error {
	path := s.options.Text("write-kubeconfig", layout.Kubeconfig)
	mode := fs.FileMode(0o600)
	if given := s.options.Text("write-kubeconfig-mode", ""); given != "" {
		parsed, err := strconv.ParseUint(given, 8, 32)
		if err != nil {
			journal.Error("Failed to set %s to mode %s: %v", path, given, err)
		} else {
			mode = fs.FileMode(parsed)
		}
	}
	address := "127.0.0.1"
	if bound := s.options.Text("bind-address", ""); bound != "" && bound != "0.0.0.0" {
		address = bound
	}
	server := fmt.Sprintf("https://%s:%s", address, s.port)
	if err := kubeconfig.Embedded(path, mode, server, s.pki.server.PEM, s.pki.path("client-admin")); err != nil {
		return err
	}
	if given := s.options.Text("write-kubeconfig-group", ""); given != "" {
		if err := giveTo(path, given); err != nil {
			journal.Error("Failed to give %s to group %s: %v", path, given, err)
		}
	}
	journal.Info("Wrote kubeconfig %s", path)
	return nil
}

func giveTo(path, group string) error {
	id, err := strconv.Atoi(group)
	if err != nil {
		found, err := user.LookupGroup(group)
		if err != nil {
			return err
		}
		if id, err = strconv.Atoi(found.Gid); err != nil {
			return err
		}
	}
	return os.Chown(path, -1, id)
}
