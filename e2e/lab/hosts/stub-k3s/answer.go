package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

func notFound(path string) object {
	return object{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "message": path + " not found (this is a stub)", "code": 404}
}

func (s *store) answer(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	switch path {
	case "/readyz", "/livez", "/healthz":
		_, _ = w.Write([]byte("ok"))
		return
	case "/version":
		reply(w, http.StatusOK, object{"major": "1", "minor": "36", "gitVersion": version, "gitCommit": "stub", "platform": "linux"})
		return
	case "/api":
		reply(w, http.StatusOK, object{"kind": "APIVersions", "versions": []string{"v1"}})
		return
	case "/apis":
		reply(w, http.StatusOK, object{"kind": "APIGroupList", "apiVersion": "v1", "groups": []object{}})
		return
	}
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if kind, isList := kinds[last]; isList && (len(parts) < 3 || parts[len(parts)-2] != "namespaces") {
		s.answerList(w, r, path, kind)
		return
	}
	s.answerObject(w, r, path)
}

func (s *store) answerList(w http.ResponseWriter, r *http.Request, path, kind string) {
	switch {
	case r.Method == http.MethodPost:
		o := object{}
		if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
			reply(w, http.StatusBadRequest, notFound(path))
			return
		}
		reply(w, http.StatusCreated, s.create(path, kind, o))
	case r.Method == http.MethodGet && r.URL.Query().Get("watch") != "" && r.URL.Query().Get("watch") != "false":
		s.watch(w, r, path)
	case r.Method == http.MethodGet:
		reply(w, http.StatusOK, s.list(path, kind))
	default:
		reply(w, http.StatusOK, object{"kind": "Status", "apiVersion": "v1", "status": "Success"})
	}
}

func (s *store) create(path, kind string, o object) object {
	metadata, ok := o["metadata"].(object)
	if !ok {
		metadata = object{}
		o["metadata"] = metadata
	}
	metadata["uid"], metadata["creationTimestamp"] = randomHex(16), time.Now().UTC().Format(time.RFC3339)
	if generate, ok := metadata["generateName"].(string); ok && metadata["name"] == nil {
		metadata["name"] = generate + randomHex(3)
	}
	name, _ := metadata["name"].(string)
	if _, after, found := strings.Cut(path, "/namespaces/"); found && metadata["namespace"] == nil {
		metadata["namespace"], _, _ = strings.Cut(after, "/")
	}
	if kind == "Pod" {
		o["status"] = podStatus(o)
	}
	s.put(path+"/"+name, o)
	return o
}

// podStatus: nothing runs, so a pod that is to end has ended well, and any other is running and ready.
func podStatus(pod object) object {
	spec, _ := pod["spec"].(object)
	if policy, _ := spec["restartPolicy"].(string); policy == "Never" || policy == "OnFailure" {
		return object{"phase": "Succeeded"}
	}
	return object{"phase": "Running", "conditions": []object{{"type": "Ready", "status": "True"}}}
}

func (s *store) list(path, kind string) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := []object{}
	for key, o := range s.objects {
		if within(key, path) {
			items = append(items, o)
		}
	}
	group := "v1"
	if rest, found := strings.CutPrefix(path, "/apis/"); found {
		group = strings.Join(strings.SplitN(rest, "/", 3)[:2], "/")
	}
	return object{"kind": kind + "List", "apiVersion": group, "metadata": object{"resourceVersion": itoa(s.version)}, "items": items}
}

func (s *store) watch(w http.ResponseWriter, r *http.Request, path string) {
	from := atoi(r.URL.Query().Get("resourceVersion"))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	next := 0
	for {
		s.mu.Lock()
		pending := s.events[next:]
		next = len(s.events)
		changed := s.changed
		s.mu.Unlock()
		for _, e := range pending {
			if e.version > from && within(e.path, path) {
				if json.NewEncoder(w).Encode(e) != nil {
					return
				}
			}
		}
		if f, ok := w.(http.Flusher); ok {
			f.Flush()
		}
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

func (s *store) answerObject(w http.ResponseWriter, r *http.Request, path string) {
	s.mu.Lock()
	o, exists := s.objects[path]
	s.mu.Unlock()
	switch {
	case strings.HasSuffix(path, "/log"):
		_, _ = w.Write([]byte("this is a stub: nothing ran\n"))
	case r.Method == http.MethodDelete && exists:
		s.remove(path)
		reply(w, http.StatusOK, o)
	case r.Method == http.MethodPut, r.Method == http.MethodPatch:
		// Server-side apply and merge patches alike: the stub keeps what it is sent, where JSON can be read at all.
		body, _ := io.ReadAll(r.Body)
		sent := object{}
		if json.Unmarshal(body, &sent) == nil && !exists {
			i := strings.LastIndex(path, "/")
			list := path[:i]
			reply(w, http.StatusOK, s.create(list, kinds[list[strings.LastIndex(list, "/")+1:]], sent))
			return
		}
		if !exists {
			reply(w, http.StatusNotFound, notFound(path))
			return
		}
		reply(w, http.StatusOK, o)
	case exists:
		reply(w, http.StatusOK, o)
	default:
		reply(w, http.StatusNotFound, notFound(path))
	}
}
