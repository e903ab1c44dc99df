package agent

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"

	"buzzcrate.dev/e2e/lab/k3s/internal/host"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
	"buzzcrate.dev/e2e/lab/k3s/internal/supervisor"
	"buzzcrate.dev/e2e/lab/k3s/internal/token"
)

// cluster is a server's joining part, real from the TLS handshake to the certificates.
type cluster struct {
	*supervisor.Supervisor
	url, token string
}

func startCluster(t *testing.T) cluster {
	t.Helper()
	folder := t.TempDir()
	ca := func(name string) *pki.Authority {
		made, err := pki.LoadOrMakeAuthority(filepath.Join(folder, name), "k3s-"+name)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	secrets := fake.NewClientset()
	s := &supervisor.Supervisor{
		ServerCA: ca("server-ca"), ClientCA: ca("client-ca"),
		ServerPassword: "secret", AgentPassword: "secret",
		Config:    supervisor.ClusterConfig{ClusterDNS: "10.43.0.10", FlannelBackend: "vxlan"},
		Passwords: &supervisor.SecretPasswords{Client: func() kubernetes.Interface { return secrets }},
	}
	serving := filepath.Join(folder, "serving")
	if err := s.ServerCA.Issue(serving, pki.Leaf{CommonName: "kube-apiserver", Names: []string{"127.0.0.1"}}); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(listener, serving) }()
	t.Cleanup(func() { _ = listener.Close() })
	return cluster{s, "https://" + listener.Addr().String(), token.Format(s.ServerCA.PEM, "server", "secret")}
}

// node is an agent with a data folder of its own.
func node(t *testing.T, args ...string) *agent {
	t.Helper()
	data := t.TempDir()
	t.Setenv("K3S_CONFIG_FILE", filepath.Join(data, "none.yaml"))
	o, err := options.Load("agent", append(args, "--data-dir", data))
	if err != nil {
		t.Fatal(err)
	}
	identity := host.Identity{Name: "board-2", Password: "mine", IP: "10.0.0.2"}
	return &agent{Settings: Settings{Options: o, Layout: layout.Of(o), Identity: identity}}
}

func (a *agent) tryAll(ctx context.Context, c cluster, text string) (supervisor.ClusterConfig, error) {
	secret, err := token.Parse(text)
	if err != nil {
		return supervisor.ClusterConfig{}, err
	}
	a.ServerURL = c.url
	server, err := tryConnect(ctx, c.url, secret, a.Layout)
	if err != nil {
		return supervisor.ClusterConfig{}, err
	}
	return a.tryJoin(ctx, server)
}

func TestJoinLeavesCertificatesAndKubeconfigs(t *testing.T) {
	c, a := startCluster(t), node(t)
	config, err := a.tryAll(context.Background(), c, c.token)
	if err != nil || config.ClusterDNS != "10.43.0.10" {
		t.Fatalf("%+v %v", config, err)
	}
	for _, name := range []string{"serving-kubelet", "client-kubelet", "client-kube-proxy", "client-k3s-controller"} {
		if _, err := tls.LoadX509KeyPair(a.Layout.Agent(name+".crt"), a.Layout.Agent(name+".key")); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"kubelet", "kubeproxy", "k3scontroller"} {
		if _, err := os.Stat(a.Layout.Agent(name + ".kubeconfig")); err != nil {
			t.Error(err)
		}
	}
	if _, err := a.tryAll(context.Background(), c, token.Format(c.ServerCA.PEM, "node", "another password")); err != nil {
		t.Errorf("a node's certificate stands for the token at its next start: %v", err)
	}
}

func TestJoinFailsWithTheWordsOfK3s(t *testing.T) {
	c := startCluster(t)
	if _, err := node(t).tryAll(context.Background(), c, "K10"+strings.Repeat("0", 64)+"::server:secret"); err == nil ||
		!strings.HasPrefix(err.Error(), "token CA hash does not match the Cluster CA certificate hash: 000") {
		t.Errorf("another cluster's token: %v", err)
	}
	if _, err := node(t).tryAll(context.Background(), c, "wrong"); err == nil ||
		!strings.HasSuffix(err.Error(), "/v1-k3s/config: 401 Unauthorized") {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := node(t).tryAll(context.Background(), c, c.token); err != nil {
		t.Fatal(err)
	}
	double := node(t)
	double.Identity.Password = "not theirs"
	if _, err := double.tryAll(context.Background(), c, c.token); err == nil ||
		!strings.Contains(err.Error(), "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password'") {
		t.Errorf("a duplicate host name: %v", err)
	}
}

func TestBalancerPassesBothEnds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(append([]byte("got "), body...))
	}))
	defer server.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() { _ = balance(listener, server.Listener.Addr().String()) }()
	answer, err := http.Post("http://"+listener.Addr().String(), "text/plain", strings.NewReader("this"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); string(body) != "got this" {
		t.Errorf("%q", body)
	}
}

func TestTaints(t *testing.T) {
	taints, err := parseTaints([]string{"dedicated=gpu:NoSchedule", "CriticalAddonsOnly:NoExecute"})
	if err != nil || len(taints) != 2 || taints[0].Value != "gpu" || taints[1].Key != "CriticalAddonsOnly" {
		t.Errorf("%v %v", taints, err)
	}
	for _, broken := range []string{"key", "key=value", ":NoSchedule", "key:Sometimes"} {
		if _, err := parseTaints([]string{broken}); err == nil {
			t.Errorf("%s must be refused", broken)
		}
	}
}

func TestSettingsAreShownWithoutSecrets(t *testing.T) {
	args := []string{"k3s", "agent", "--token", "s3cret", "--agent-token=s3cret", "-t", "s3cret", "--token-file", "/etc/token", "--node-label", "a=b"}
	annotations, err := configAnnotations(args, []string{"K3S_TOKEN=s3cret", "K3S_URL=https://x:6443", "HOME=/root"})
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(annotations)
	if strings.Contains(string(text), "s3cret") || strings.Contains(string(text), "HOME") {
		t.Errorf("shows too much: %s", text)
	}
	var shown []string
	if err := json.Unmarshal([]byte(annotations[argsAnnotation].(string)), &shown); err != nil {
		t.Fatal(err)
	}
	want := []string{"agent", "--token", hidden, "--agent-token=" + hidden, "-t", hidden, "--token-file", "/etc/token", "--node-label", "a=b"}
	if !slices.Equal(shown, want) {
		t.Errorf("%v", shown)
	}
}
