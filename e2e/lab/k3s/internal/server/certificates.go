package server

import (
	"buzzcrate.dev/e2e/lab/k3s/internal/kubeconfig"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
)

// authorities are the cluster's: for servers, for clients, and for proxies that speak in the name of clients.
type authorities struct {
	layout                layout.Layout
	server, client, proxy *pki.Authority
}

func (a *authorities) path(name string) string { return a.layout.Server("tls", name) }

// components with a kubeconfig in server/cred, and who they are.
var clients = map[string]pki.Leaf{
	"admin":      {CommonName: "system:admin", Organizations: []string{"system:masters"}},
	"controller": {CommonName: "system:kube-controller-manager"},
	"scheduler":  {CommonName: "system:kube-scheduler"},
	"supervisor": {CommonName: "system:k3s-supervisor", Organizations: []string{"system:masters"}},
}

// certify makes what is missing and renews the rest, at every start.
func (s *server) certify() (*authorities, error) {
	a := &authorities{layout: s.layout}
	for name, authority := range map[string]**pki.Authority{"server-ca": &a.server, "client-ca": &a.client, "request-header-ca": &a.proxy} {
		made, err := pki.LoadOrMakeAuthority(a.path(name), "k3s-"+name)
		if err != nil {
			return nil, err
		}
		*authority = made
	}
	if _, err := pki.LoadOrMakeKey(a.path("service.key")); err != nil { // signs the tokens of service accounts
		return nil, err
	}
	if err := a.server.Issue(a.path("serving-kube-apiserver"), pki.Leaf{CommonName: "kube-apiserver", Names: s.names()}); err != nil {
		return nil, err
	}
	if err := a.proxy.Issue(a.path("client-auth-proxy"), pki.Leaf{CommonName: "system:auth-proxy"}); err != nil {
		return nil, err
	}
	apiserver := pki.Leaf{CommonName: "kube-apiserver", Organizations: []string{"system:masters"}}
	if err := a.client.Issue(a.path("client-kube-apiserver"), apiserver); err != nil {
		return nil, err
	}
	for name, leaf := range clients {
		if err := a.client.Issue(a.path("client-"+name), leaf); err != nil {
			return nil, err
		}
		file := s.layout.Server("cred", credential(name))
		if err := kubeconfig.ByPath(file, "https://127.0.0.1:"+apiPort, a.path("server-ca.crt"), a.path("client-"+name)); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func credential(name string) string { return name + ".kubeconfig" }

// names are all under which the API is called; a client that uses another one gets a certificate error.
func (s *server) names() []string {
	names := []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc." + s.network.domain,
		"localhost", "127.0.0.1", "::1", s.network.api, s.identity.Name, s.identity.IP, s.advertised(),
	}
	names = append(names, s.identity.ExternalIPs...)
	return append(names, s.options.List("tls-san")...)
}
