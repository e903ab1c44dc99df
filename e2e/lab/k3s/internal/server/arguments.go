package server

import "buzzcrate.dev/e2e/lab/k3s/internal/components"

// apiPort is the API server's own, on loopback; everyone else comes through the supervisor's.
const apiPort = "6444"

func (s *server) apiServerLine(etcd string) []string {
	return components.Args{
		"advertise-address":                  s.advertised(),
		"allow-privileged":                   "true",
		"anonymous-auth":                     "false",
		"api-audiences":                      "https://kubernetes.default.svc." + s.network.domain + ",k3s",
		"authorization-mode":                 "Node,RBAC",
		"bind-address":                       "127.0.0.1",
		"client-ca-file":                     s.pki.path("client-ca.crt"),
		"enable-admission-plugins":           "NodeRestriction",
		"enable-aggregator-routing":          "true",
		"enable-bootstrap-token-auth":        "true",
		"endpoint-reconciler-type":           "none", // it would publish its own port
		"etcd-servers":                       etcd,
		"kubelet-certificate-authority":      s.pki.path("server-ca.crt"),
		"kubelet-client-certificate":         s.pki.path("client-kube-apiserver.crt"),
		"kubelet-client-key":                 s.pki.path("client-kube-apiserver.key"),
		"kubelet-preferred-address-types":    "InternalIP,ExternalIP,Hostname",
		"profiling":                          "false",
		"proxy-client-cert-file":             s.pki.path("client-auth-proxy.crt"),
		"proxy-client-key-file":              s.pki.path("client-auth-proxy.key"),
		"requestheader-allowed-names":        "system:auth-proxy",
		"requestheader-client-ca-file":       s.pki.path("request-header-ca.crt"),
		"requestheader-extra-headers-prefix": "X-Remote-Extra-",
		"requestheader-group-headers":        "X-Remote-Group",
		"requestheader-username-headers":     "X-Remote-User",
		"secure-port":                        apiPort,
		"service-account-issuer":             "https://kubernetes.default.svc." + s.network.domain,
		"service-account-key-file":           s.pki.path("service.key"),
		"service-account-signing-key-file":   s.pki.path("service.key"),
		"service-cluster-ip-range":           s.network.services,
		"service-node-port-range":            s.options.Text("service-node-port-range", "30000-32767"),
		"tls-cert-file":                      s.pki.path("serving-kube-apiserver.crt"),
		"tls-private-key-file":               s.pki.path("serving-kube-apiserver.key"),
	}.With(s.options.List("kube-apiserver-arg"))
}

func (s *server) controllerManagerLine() []string {
	credentials := s.layout.Server("cred", credential("controller"))
	return components.Args{
		"allocate-node-cidrs":              "true",
		"authentication-kubeconfig":        credentials,
		"authorization-kubeconfig":         credentials,
		"bind-address":                     "127.0.0.1",
		"cluster-cidr":                     s.network.pods,
		"cluster-signing-cert-file":        s.pki.path("client-ca.crt"),
		"cluster-signing-key-file":         s.pki.path("client-ca.key"),
		"controllers":                      "*,tokencleaner",
		"kube-api-burst":                   "400", // with upstream's 30 it waits for itself for 3 s while it starts
		"kube-api-qps":                     "200",
		"kubeconfig":                       credentials,
		"leader-elect":                     "false", // there is one server
		"profiling":                        "false",
		"root-ca-file":                     s.pki.path("server-ca.crt"),
		"service-account-private-key-file": s.pki.path("service.key"),
		"service-cluster-ip-range":         s.network.services,
		"use-service-account-credentials":  "true",
	}.With(s.options.List("kube-controller-manager-arg"))
}

func (s *server) schedulerLine() []string {
	credentials := s.layout.Server("cred", credential("scheduler"))
	return components.Args{
		"authentication-kubeconfig": credentials,
		"authorization-kubeconfig":  credentials,
		"bind-address":              "127.0.0.1",
		"kubeconfig":                credentials,
		"leader-elect":              "false",
		"profiling":                 "false",
	}.With(s.options.List("kube-scheduler-arg"))
}
