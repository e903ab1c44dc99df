package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// place is where this copy of the server runs; a field may be empty.
type place struct{ pod, node string }

// echo answers requests. While draining, /healthz says 503 so that no new traffic comes.
type echo struct {
	log      *slog.Logger
	where    place
	draining atomic.Bool
	mux      *http.ServeMux
}

func newEcho(log *slog.Logger, where place) *echo {
	e := &echo{log: log, where: where, mux: http.NewServeMux()}
	e.mux.HandleFunc("GET /healthz", e.health)
	e.mux.HandleFunc("GET /", e.answer)
	return e
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff") // the query is the visitor's text: never let a browser run it
	header.Set("Cache-Control", "no-store")         // every reload shows the pod that really answered
	setIfKnown(header, "X-Pod", e.where.pod)
	setIfKnown(header, "X-Node", e.where.node)
	e.mux.ServeHTTP(w, r)
}

func (e *echo) health(w http.ResponseWriter, _ *http.Request) {
	if e.draining.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "draining\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

func (e *echo) answer(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	if r.URL.RawQuery == "" {
		e.greet(w, r.Host)
	} else {
		_, _ = io.WriteString(w, readable(r.URL.RawQuery)+"\n")
	}
	e.log.Info("request", "path", r.URL.Path, "query", r.URL.RawQuery, "from", r.RemoteAddr,
		"tookMs", float64(time.Since(started).Microseconds())/1000)
}

// greet is what a person sees who opens the address without a query.
func (e *echo) greet(w io.Writer, host string) {
	_, _ = fmt.Fprintf(w, "go-echo is running.\n\npod   %s\nnode  %s\n\nIt answers with what you ask: http://%s/?hello\n",
		orUnknown(e.where.pod), orUnknown(e.where.node), host)
}

// readable decodes a query; one that is not valid percent-encoding is given back as it came.
func readable(rawQuery string) string {
	text, err := url.QueryUnescape(rawQuery)
	if err != nil {
		return rawQuery
	}
	return text
}

func setIfKnown(header http.Header, key, value string) {
	if value != "" {
		header.Set(key, value)
	}
}

func orUnknown(name string) string {
	if name == "" {
		return "unknown"
	}
	return name
}
