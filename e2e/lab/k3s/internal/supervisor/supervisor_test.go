package supervisor

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"

	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
)

type world struct {
	*Supervisor
	url    string
	client *http.Client
	folder string
}

func serve(t *testing.T) world {
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
	s := &Supervisor{
		ServerCA: ca("server-ca"), ClientCA: ca("client-ca"),
		ServerPassword: "server-secret", AgentPassword: "agent-secret",
		LocalNode: "server-1", LocalPassword: "local",
		Config:     ClusterConfig{ClusterCIDR: "10.42.0.0/16", ClusterDNS: "10.43.0.10"},
		APIServers: []string{"10.0.0.1:6443"},
		Passwords:  &SecretPasswords{Client: func() kubernetes.Interface { return secrets }},
	}
	serving := filepath.Join(folder, "serving")
	if err := s.ServerCA.Issue(serving, pki.Leaf{CommonName: "kube-apiserver", Names: []string{"127.0.0.1"}}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	cert, err := tls.LoadX509KeyPair(serving+".crt", serving+".key")
	if err != nil {
		t.Fatal(err)
	}
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: s.ClientCA.Pool()}
	server.StartTLS()
	t.Cleanup(server.Close)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.ServerCA.Pool()}}
	return world{s, server.URL, &http.Client{Transport: transport}, folder}
}

// ask sends a request with a password ("" for none) and gives status and body.
func (w world) ask(t *testing.T, method, path, password string, body []byte, header ...string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequest(method, w.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if password != "" {
		request.SetBasicAuth("node", password)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := w.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, text
}

func (w world) request(t *testing.T) []byte {
	t.Helper()
	key, err := pki.LoadOrMakeKey(filepath.Join(w.folder, "node.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := pki.SigningRequest(key)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestAnyoneMayAskForTheCA(t *testing.T) {
	w := serve(t)
	if code, body := w.ask(t, "GET", "/cacerts", "", nil); code != 200 || !bytes.Equal(body, w.ServerCA.PEM) {
		t.Errorf("/cacerts: %d %s", code, body)
	}
	if code, body := w.ask(t, "GET", "/ping", "", nil); code != 200 || string(body) != "pong" {
		t.Errorf("/ping: %d %s", code, body)
	}
}

func TestJoiningNeedsAToken(t *testing.T) {
	w := serve(t)
	for password, want := range map[string]int{"": 401, "wrong": 401, "server-secret": 200, "agent-secret": 200} {
		if code, _ := w.ask(t, "GET", "/v1-k3s/config", password, nil); code != want {
			t.Errorf("password %q: %d, want %d", password, code, want)
		}
	}
	_, body := w.ask(t, "GET", "/v1-k3s/config", "agent-secret", nil)
	var config ClusterConfig
	if err := json.Unmarshal(body, &config); err != nil || config != w.Config {
		t.Errorf("config %s, %v", body, err)
	}
}

func TestTheAPIAnswersOnceItIsThere(t *testing.T) {
	w := serve(t)
	for _, path := range []string{"/api", "/v1-k3s/readyz"} {
		if code, _ := w.ask(t, "GET", path, "agent-secret", nil); code != 503 {
			t.Errorf("%s before: %d", path, code)
		}
	}
	w.SetAPI(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "API "+r.URL.Path) }))
	if code, body := w.ask(t, "GET", "/api/v1/nodes", "", nil); code != 200 || string(body) != "API /api/v1/nodes" {
		t.Errorf("after: %d %s", code, body)
	}
	if code, body := w.ask(t, "GET", "/v1-k3s/readyz", "agent-secret", nil); code != 200 || string(body) != "ok" {
		t.Errorf("readyz: %d %s", code, body)
	}
}

func TestANodeGetsItsCertificatesAndKeepsItsName(t *testing.T) {
	w := serve(t)
	names := []string{"k3s-Node-Name", "Board-2", "k3s-Node-Password", "mine", "k3s-Node-IP", "10.0.0.2"}
	code, body := w.ask(t, "POST", "/v1-k3s/client-kubelet.crt", "agent-secret", w.request(t), names...)
	if code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	cert := firstCertificate(t, body)
	if cert.Subject.CommonName != "system:node:board-2" {
		t.Errorf("client of %s", cert.Subject)
	}
	code, body = w.ask(t, "POST", "/v1-k3s/serving-kubelet.crt", "agent-secret", w.request(t), names...)
	if code != 200 || firstCertificate(t, body).VerifyHostname("10.0.0.2") != nil {
		t.Errorf("serving: %d", code)
	}
	names[3] = "another node of that name"
	if code, _ = w.ask(t, "POST", "/v1-k3s/client-kubelet.crt", "agent-secret", w.request(t), names...); code != 403 {
		t.Errorf("a duplicate host name: %d, want 403", code)
	}
	if code, _ = w.ask(t, "POST", "/v1-k3s/client-kubelet.crt", "agent-secret", w.request(t)); code != 401 {
		t.Errorf("without a name: %d", code)
	}
	names[3], names[5] = "mine", "10.0.0.999"
	if code, _ = w.ask(t, "POST", "/v1-k3s/serving-kubelet.crt", "agent-secret", w.request(t), names...); code != 400 {
		t.Errorf("a wrong address: %d", code)
	}
}

func TestANodeCertificateStandsForTheToken(t *testing.T) {
	w := serve(t)
	client := filepath.Join(w.folder, "client")
	for organization, want := range map[string]int{"system:nodes": 200, "system:masters": 401} {
		if err := w.ClientCA.Issue(client, pki.Leaf{CommonName: "system:node:x", Organizations: []string{organization}}); err != nil {
			t.Fatal(err)
		}
		cert, err := tls.LoadX509KeyPair(client+".crt", client+".key")
		if err != nil {
			t.Fatal(err)
		}
		config := &tls.Config{RootCAs: w.ServerCA.Pool(), Certificates: []tls.Certificate{cert}}
		w.client = &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
		if code, _ := w.ask(t, "GET", "/v1-k3s/config", "", nil); code != want {
			t.Errorf("%s: %d, want %d", organization, code, want)
		}
	}
}

func firstCertificate(t *testing.T, text []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(text)
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
