package server

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/token"
)

var caPEM = []byte("a CA")

func load(t *testing.T, data string, args ...string) options.Options {
	t.Helper()
	t.Setenv("K3S_CONFIG_FILE", filepath.Join(data, "none.yaml"))
	o, err := options.Load("server", append(args, "--data-dir", data))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestATokenIsMadeOnceAndKept(t *testing.T) {
	data := t.TempDir()
	o := load(t, data)
	l := layout.Of(o)
	made, err := loadSecrets(l, o, caPEM)
	if err != nil || len(made.server) != 32 || made.agent != made.server {
		t.Fatalf("%+v %v", made, err)
	}
	for _, name := range []string{"token", "node-token", "agent-token"} {
		if got := read(t, l.Server(name)); got != token.Format(caPEM, "server", made.server) {
			t.Errorf("%s is %q", name, got)
		}
	}
	if info, _ := os.Stat(l.Server("token")); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if again, err := loadSecrets(l, o, caPEM); err != nil || again != made {
		t.Errorf("after a restart: %+v %v", again, err)
	}
}

func TestAGivenTokenInEitherForm(t *testing.T) {
	data := t.TempDir()
	for _, given := range []string{"short", token.Format(caPEM, "server", "short")} {
		o := load(t, data, "--token", given, "--agent-token", "other")
		made, err := loadSecrets(layout.Of(o), o, caPEM)
		if err != nil || made.server != "short" || made.agent != "other" {
			t.Errorf("%s: %+v %v", given, made, err)
		}
		if got := read(t, layout.Of(o).Server("agent-token")); got != token.Format(caPEM, "node", "other") {
			t.Errorf("agent-token %s", got)
		}
	}
	o := load(t, data, "--token", "another")
	if _, err := loadSecrets(layout.Of(o), o, caPEM); err == nil || err.Error() != "bootstrap data already found and encrypted with different token" {
		t.Errorf("another token than at the start of the cluster: %v", err)
	}
	o = load(t, data, "--token", "K10nonsense")
	if _, err := loadSecrets(layout.Of(o), o, caPEM); err == nil || !strings.HasPrefix(err.Error(), "failed to normalize server token") {
		t.Errorf("nonsense: %v", err)
	}
}

func TestClusterNetwork(t *testing.T) {
	n, err := networkOf(load(t, t.TempDir()))
	if err != nil || n.api != "10.43.0.1" || n.dns != "10.43.0.10" || n.pods != "10.42.0.0/16" {
		t.Errorf("%+v %v", n, err)
	}
	n, err = networkOf(load(t, t.TempDir(), "--service-cidr", "172.20.0.0/16"))
	if err != nil || n.api != "172.20.0.1" || n.dns != "172.20.0.10" {
		t.Errorf("DNS moves with the services: %+v %v", n, err)
	}
	for _, args := range [][]string{{"--cluster-cidr", "x"}, {"--service-cidr", "x"}, {"--cluster-dns", "10.99.0.10"}} {
		if _, err := networkOf(load(t, t.TempDir(), args...)); err == nil {
			t.Errorf("%v must be refused", args)
		}
	}
}

func TestCertificateCoversEveryNameOfTheAPI(t *testing.T) {
	data := t.TempDir()
	o := load(t, data, "--tls-san", "k3s.lan,203.0.113.7")
	network, err := networkOf(o)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{options: o, layout: layout.Of(o), network: network, identity: host.Identity{Name: "server-1", IP: "10.0.0.1"}}
	for _, name := range []string{"k3s.lan", "203.0.113.7", "server-1", "10.0.0.1", "10.43.0.1", "127.0.0.1", "kubernetes.default.svc.cluster.local"} {
		if !slices.Contains(s.names(), name) {
			t.Errorf("no %s", name)
		}
	}
	made, err := s.certify()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.certify()
	if err != nil || string(again.server.PEM) != string(made.server.PEM) {
		t.Errorf("a restart makes another CA: %v", err)
	}
	for name := range clients {
		if text := read(t, s.layout.Server("cred", credential(name))); !strings.Contains(text, "client-"+name+".crt") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestKubeconfigModeAndAddress(t *testing.T) {
	data := t.TempDir()
	path := filepath.Join(data, "k3s.yaml")
	o := load(t, data, "--write-kubeconfig", path, "--write-kubeconfig-mode", "644")
	network, err := networkOf(o)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{options: o, layout: layout.Of(o), network: network, identity: host.Identity{Name: "server-1", IP: "10.0.0.1"}, port: "6443"}
	if s.pki, err = s.certify(); err != nil {
		t.Fatal(err)
	}
	if err := s.writeKubeconfig(); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v", info.Mode())
	}
	if text := read(t, path); !strings.Contains(text, "server: https://127.0.0.1:6443") || !strings.Contains(text, "client-certificate-data") {
		t.Errorf("%s", text)
	}
}
