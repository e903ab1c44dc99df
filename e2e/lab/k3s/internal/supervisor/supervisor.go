// Package supervisor answers on a server's public port 6443: how nodes join, and everything else to the API server.
//
//	/cacerts, /ping                                    anyone
//	/v1-k3s/{config,readyz,apiservers}                 nodes: with the join token, or their own client certificate
//	/v1-k3s/{client-ca,server-ca}.crt                  nodes
//	/v1-k3s/{serving-kubelet,client-kubelet}.crt       nodes, with the headers k3s-Node-{Name,Password,IP}
//	/v1-k3s/{client-kube-proxy,client-k3s-controller}.crt  nodes
//	everything else                                    the API server, which authenticates by itself
//
// It listens before the API server runs, as k3s does: until then the API answers 503.
package supervisor

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
)

// ClusterConfig is what an agent must know about the cluster; k3s calls it control configuration.
type ClusterConfig struct {
	ClusterCIDR      string
	ServiceCIDR      string
	ClusterDNS       string
	ClusterDomain    string
	FlannelBackend   string
	FlannelExternal  bool
	DisableKubeProxy bool
	DisableCCM       bool
	DisableServiceLB bool
}

// NodePasswords remembers the password a node name was first used with.
type NodePasswords interface {
	// Check returns ErrRejected when the name belongs to another node, and another error when it cannot know yet.
	Check(ctx context.Context, node, password string) error
}

// Supervisor holds what joining nodes are given.
type Supervisor struct {
	ServerCA, ClientCA *pki.Authority
	// ServerPassword and AgentPassword are the secrets of the two tokens; they may be equal.
	ServerPassword, AgentPassword string
	// LocalNode needs no password check: it runs in this very process.
	LocalNode, LocalPassword string
	Config                   ClusterConfig
	// APIServers are the addresses (host:port) under which nodes reach API servers.
	APIServers []string
	Passwords  NodePasswords

	api atomic.Pointer[http.Handler]
}

// SetAPI lets requests through to the API server.
func (s *Supervisor) SetAPI(handler http.Handler) { s.api.Store(&handler) }

// Serve answers on listener with the certificate in <serving>.crt and .key until it fails.
func (s *Supervisor) Serve(listener net.Listener, serving string) error {
	cert, err := tls.LoadX509KeyPair(serving+".crt", serving+".key")
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 30 * time.Second,
		ErrorLog:          quiet(),
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{cert},
			ClientAuth:   tls.VerifyClientCertIfGiven,
			ClientCAs:    s.ClientCA.Pool(),
			MinVersion:   tls.VersionTLS12,
		},
	}
	return server.ServeTLS(listener, "", "")
}

// Handler routes requests.
func (s *Supervisor) Handler() http.Handler {
	nodes := http.NewServeMux()
	nodes.HandleFunc("/v1-k3s/config", s.config)
	nodes.HandleFunc("/v1-k3s/readyz", s.readyz)
	nodes.HandleFunc("/v1-k3s/apiservers", s.apiServers)
	nodes.HandleFunc("/v1-k3s/client-ca.crt", pemFile(s.ClientCA.PEM))
	nodes.HandleFunc("/v1-k3s/server-ca.crt", pemFile(s.ServerCA.PEM))
	nodes.HandleFunc("/v1-k3s/serving-kubelet.crt", s.servingKubelet)
	nodes.HandleFunc("/v1-k3s/client-kubelet.crt", s.clientKubelet)
	nodes.HandleFunc("/v1-k3s/client-kube-proxy.crt", s.clientFor("system:kube-proxy"))
	nodes.HandleFunc("/v1-k3s/client-k3s-controller.crt", s.clientFor("system:k3s-controller"))

	mux := http.NewServeMux()
	mux.HandleFunc("/cacerts", pemFile(s.ServerCA.PEM))
	mux.HandleFunc("/ping", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("pong")) })
	mux.Handle("/v1-k3s/", s.onlyNodes(limitInFlight(nodes)))
	mux.HandleFunc("/", s.toAPI)
	return mux
}

func (s *Supervisor) toAPI(w http.ResponseWriter, r *http.Request) {
	if api := s.api.Load(); api != nil {
		(*api).ServeHTTP(w, r)
		return
	}
	refuse(w, http.StatusServiceUnavailable, "apiserver not ready")
}

func (s *Supervisor) config(w http.ResponseWriter, _ *http.Request)     { answerJSON(w, s.Config) }
func (s *Supervisor) apiServers(w http.ResponseWriter, _ *http.Request) { answerJSON(w, s.APIServers) }

func (s *Supervisor) readyz(w http.ResponseWriter, _ *http.Request) {
	if s.api.Load() == nil {
		refuse(w, http.StatusServiceUnavailable, "runtime core not ready")
		return
	}
	_, _ = w.Write([]byte("ok"))
}

func pemFile(content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write(content)
	}
}

func answerJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		journal.Error("Failed to answer: %v", err) // the node went away
	}
}
