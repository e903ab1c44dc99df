package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"
)

type object = map[string]any

// store is a very small API server: objects by path, lists, watches. No admission, no controllers, no validation.
type store struct {
	mu      sync.Mutex
	version int
	objects map[string]object
	changed chan struct{}
	events  []event
}

type event struct {
	version int
	path    string
	Type    string `json:"type"`
	Object  object `json:"object"`
}

var kinds = map[string]string{"nodes": "Node", "pods": "Pod", "namespaces": "Namespace", "events": "Event", "services": "Service", "deployments": "Deployment",
	"daemonsets": "DaemonSet", "replicasets": "ReplicaSet", "statefulsets": "StatefulSet", "jobs": "Job", "configmaps": "ConfigMap", "secrets": "Secret",
	"serviceaccounts": "ServiceAccount", "endpointslices": "EndpointSlice", "persistentvolumeclaims": "PersistentVolumeClaim", "leases": "Lease"}

func (s *store) put(path string, o object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.version++
	_, exists := s.objects[path]
	metadata, _ := o["metadata"].(object)
	metadata["resourceVersion"] = fmt.Sprint(s.version)
	s.objects[path] = o
	s.publish(event{s.version, path, map[bool]string{true: "MODIFIED", false: "ADDED"}[exists], o})
}

func (s *store) publish(e event) {
	s.events = append(s.events, e)
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *store) remove(path string) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[path]
	if o != nil {
		s.version++
		delete(s.objects, path)
		s.publish(event{s.version, path, "DELETED", o})
	}
	return o
}

// within says whether an object's path belongs to a list's: the namespaced list, or the list over all namespaces.
func within(path, list string) bool {
	i := strings.LastIndex(path, "/")
	if path[:i] == list {
		return true
	}
	before, resource, found := strings.Cut(path[:i], "/namespaces/")
	if !found {
		return false
	}
	_, resource, _ = strings.Cut(resource, "/")
	return before+"/"+resource == list
}

func node(name, ip, image string) object {
	now := time.Now().UTC().Format(time.RFC3339)
	return object{"apiVersion": "v1", "kind": "Node", "metadata": object{"name": name, "uid": randomHex(16), "creationTimestamp": now,
		"labels": object{"kubernetes.io/hostname": name, "kubernetes.io/arch": runtime.GOARCH, "kubernetes.io/os": "linux", "node.kubernetes.io/instance-type": "k3s"}},
		"spec": object{"providerID": "k3s://" + name},
		"status": object{"addresses": []object{{"type": "InternalIP", "address": ip}, {"type": "Hostname", "address": name}},
			"capacity": object{"cpu": fmt.Sprint(runtime.NumCPU()), "memory": "1Gi", "pods": "110"}, "allocatable": object{"cpu": fmt.Sprint(runtime.NumCPU()), "memory": "1Gi", "pods": "110"},
			"conditions": []object{{"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "this is a stub", "lastHeartbeatTime": now, "lastTransitionTime": now}},
			"nodeInfo": object{"kubeletVersion": version, "kubeProxyVersion": version, "osImage": image, "operatingSystem": "linux", "architecture": runtime.GOARCH,
				"kernelVersion": "stub", "containerRuntimeVersion": "stub://0", "machineID": "", "systemUUID": "", "bootID": ""}}}
}

// serve listens on 6443 and returns once it does.
func serve(c config) *authority {
	a := newAuthority(c)
	s := &store{objects: map[string]object{}, changed: make(chan struct{})}
	for _, name := range []string{"default", "kube-system"} {
		s.put("/api/v1/namespaces/"+name, object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": name}, "status": object{"phase": "Active"}})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cacerts", func(w http.ResponseWriter, _ *http.Request) { w.Write(a.caPEM) })
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("pong")) })
	mux.HandleFunc("POST /v1-k3s/stub-join", func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != a.password && password != a.agentPassword {
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
			return
		}
		n := node(r.FormValue("name"), r.FormValue("ip"), r.FormValue("os"))
		if r.FormValue("name") == c["node-name"] {
			n["metadata"].(object)["labels"].(object)["node-role.kubernetes.io/control-plane"] = "true"
		}
		s.put("/api/v1/nodes/"+r.FormValue("name"), n)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 {
			reply(w, http.StatusUnauthorized, object{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Unauthorized", "code": 401})
			return
		}
		s.answer(w, r)
	})
	listener := must(net.Listen("tcp", ":6443"))
	server := &http.Server{Handler: mux, ErrorLog: log.New(discard{}, "", 0), TLSConfig: &tls.Config{Certificates: []tls.Certificate{a.server}, ClientCAs: a.pool, ClientAuth: tls.VerifyClientCertIfGiven}}
	go func() { fail(server.ServeTLS(listener, "", "").Error()) }()
	return a
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func reply(w http.ResponseWriter, code int, o any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(o)
}
