package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
)

const maxRequestBytes = 64 << 10

// passwordTimeout bounds the question to the API server whether a node name is free.
const passwordTimeout = 10 * time.Second

// servingKubelet signs the certificate under which a node's kubelet answers exec, logs and port-forward.
func (s *Supervisor) servingKubelet(w http.ResponseWriter, r *http.Request) {
	node, allowed := s.knownNode(w, r)
	if !allowed {
		return
	}
	names := []string{node, "localhost", "127.0.0.1"}
	for _, address := range strings.Split(r.Header.Get("k3s-Node-IP"), ",") {
		if net.ParseIP(address) == nil {
			refuse(w, http.StatusBadRequest, fmt.Sprintf("invalid node IP address %s", address))
			return
		}
		names = append(names, address)
	}
	sign(w, r, s.ServerCA, pki.Leaf{CommonName: node, Names: names})
}

// clientKubelet signs the certificate that makes a kubelet the node it says it is.
func (s *Supervisor) clientKubelet(w http.ResponseWriter, r *http.Request) {
	if node, allowed := s.knownNode(w, r); allowed {
		sign(w, r, s.ClientCA, pki.Leaf{CommonName: "system:node:" + node, Organizations: []string{"system:nodes"}})
	}
}

func (s *Supervisor) clientFor(user string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { sign(w, r, s.ClientCA, pki.Leaf{CommonName: user}) }
}

// knownNode gives the name of the asking node, once its password shows that the name is its own.
func (s *Supervisor) knownNode(w http.ResponseWriter, r *http.Request) (string, bool) {
	node, password := strings.ToLower(r.Header.Get("k3s-Node-Name")), r.Header.Get("k3s-Node-Password")
	if node == "" || password == "" {
		refuse(w, http.StatusUnauthorized, "node name or password not set")
		return "", false
	}
	if node == s.LocalNode && same(password, s.LocalPassword) {
		return node, true
	}
	ctx, cancel := context.WithTimeout(r.Context(), passwordTimeout)
	defer cancel()
	switch err := s.Passwords.Check(ctx, node, password); {
	case err == nil:
		return node, true
	case errors.Is(err, ErrRejected):
		journal.Error("Node password rejected for %s: it belongs to another node of the cluster", node)
		refuse(w, http.StatusForbidden, err.Error())
	default:
		refuse(w, http.StatusServiceUnavailable, err.Error())
	}
	return "", false
}

// sign answers a signing request with a certificate and its CA.
func sign(w http.ResponseWriter, r *http.Request, ca *pki.Authority, leaf pki.Leaf) {
	if r.Method != http.MethodPost {
		refuse(w, http.StatusMethodNotAllowed, "post a certificate signing request")
		return
	}
	request, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBytes))
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	cert, err := ca.SignRequest(request, leaf)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write(cert)
}
