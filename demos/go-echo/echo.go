package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

//go:embed page
var pageFiles embed.FS

//go:embed image.json
var imageFile []byte

var page = template.Must(template.ParseFS(pageFiles, "page/page.html"))

// place is where this copy of the server runs; a field may be empty.
type place struct{ pod, node string }

// about is what is said of this copy, on the page and as JSON.
type about struct {
	Version      string `json:"version"`
	Architecture string `json:"architecture"`
	Pod          string `json:"pod"`
	Node         string `json:"node"`
}

// aboutPlace takes the version from image.json, as the image's name does.
func aboutPlace(where place) about {
	var image struct{ Version string }
	if err := json.Unmarshal(imageFile, &image); err != nil {
		panic(err) // compiled in, and read by the tests
	}
	return about{image.Version, runtime.GOARCH, where.pod, where.node}
}

// echo answers requests. While draining, /healthz says 503 so that no new traffic comes.
type echo struct {
	log      *slog.Logger
	about    about
	draining atomic.Bool
	mux      *http.ServeMux
}

func newEcho(log *slog.Logger, where place) *echo {
	e := &echo{log: log, about: aboutPlace(where), mux: http.NewServeMux()}
	e.mux.HandleFunc("GET /healthz", e.health)
	e.mux.HandleFunc("GET /json", e.json)
	for _, name := range []string{"page.css", "page.js"} {
		e.mux.HandleFunc("GET /page/"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, pageFiles, "page/"+name)
		})
	}
	e.mux.HandleFunc("GET /", e.answer)
	return e
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff") // the query is the visitor's text: never let a browser run it
	header.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store") // every reload shows the pod that really answered
	setIfKnown(header, "X-Pod", e.about.Pod)
	setIfKnown(header, "X-Node", e.about.Node)
	e.mux.ServeHTTP(w, r)
}

func (e *echo) health(w http.ResponseWriter, _ *http.Request) {
	plain(w)
	if e.draining.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "draining\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

func (e *echo) json(w http.ResponseWriter, _ *http.Request) {
	anew(w)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(e.about)
}

func (e *echo) answer(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	if r.URL.RawQuery == "" {
		e.greet(w, r)
	} else {
		plain(w)
		_, _ = io.WriteString(w, readable(r.URL.RawQuery)+"\n")
	}
	e.log.Info("request", "path", r.URL.Path, "query", r.URL.RawQuery, "from", r.RemoteAddr,
		"tookMs", float64(time.Since(started).Microseconds())/1000)
}

// greet is what a person sees who opens the address without a query: a page in a browser, text elsewhere.
func (e *echo) greet(w http.ResponseWriter, r *http.Request) {
	anew(w)
	shown := e.about
	shown.Pod, shown.Node = orUnknown(shown.Pod), orUnknown(shown.Node)
	w.Header().Set("Vary", "Accept")
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, struct {
			about
			Host string
		}{shown, r.Host})
		return
	}
	plain(w)
	_, _ = fmt.Fprintf(w, "go-echo %s is running.\n\npod   %s\nnode  %s\narch  %s\n\nIt answers with what you ask: http://%s/?hello\n",
		shown.Version, shown.Pod, shown.Node, shown.Architecture, r.Host)
}

// anew lets the next request come over another connection: a Service chooses a pod for each connection, so that only then
// a reload may show another one.
func anew(w http.ResponseWriter) { w.Header().Set("Connection", "close") }

func plain(w http.ResponseWriter) { w.Header().Set("Content-Type", "text/plain; charset=utf-8") }

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
