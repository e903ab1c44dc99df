package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

func ask(t *testing.T, handler http.Handler, method, target string) *http.Response {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(method, target, nil))
	return recorder.Result()
}

func text(t *testing.T, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAnswersWithTheQuery(t *testing.T) {
	e := newEcho(silent(), place{pod: "go-echo-1", node: "board-2"})
	for target, want := range map[string]string{
		"/?hello":           "hello\n",
		"/any/path?hello":   "hello\n",
		"/?hello%20world":   "hello world\n",
		"/?hello+world":     "hello world\n",
		"/?a=1&b=2":         "a=1&b=2\n",
		"/?gr%C3%BC%C3%9Fe": "grüße\n",
		"/?100%":            "100%\n",
		"/?%3Cscript%3E":    "<script>\n",
	} {
		response := ask(t, e, "GET", target)
		if got := text(t, response); response.StatusCode != 200 || got != want {
			t.Errorf("%s: got %d %q, want %q", target, response.StatusCode, got, want)
		}
	}
}

func TestSaysWhereItRuns(t *testing.T) {
	response := ask(t, newEcho(silent(), place{pod: "go-echo-1", node: "board-2"}), "GET", "/")
	if pod, node := response.Header.Get("X-Pod"), response.Header.Get("X-Node"); pod != "go-echo-1" || node != "board-2" {
		t.Errorf("X-Pod %q, X-Node %q", pod, node)
	}
	if body := text(t, response); !strings.Contains(body, "board-2") || !strings.Contains(body, "/?hello") {
		t.Errorf("greeting: %q", body)
	}
	bare := ask(t, newEcho(silent(), place{}), "GET", "/")
	if _, has := bare.Header["X-Node"]; has || !strings.Contains(text(t, bare), "unknown") {
		t.Error("an unknown node must leave out the header")
	}
}

func TestShowsABrowserAPage(t *testing.T) {
	request := httptest.NewRequest("GET", "/", nil)
	request.Header.Set("Accept", "text/html,application/xhtml+xml")
	request.Host = `evil"><script>`
	recorder := httptest.NewRecorder()
	newEcho(silent(), place{pod: "<b>", node: "board-2"}).ServeHTTP(recorder, request)
	body := recorder.Body.String()
	for _, want := range []string{"board-2", "&lt;b&gt;", runtime.GOARCH, "/page/page.js"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	if strings.Contains(body, `"><script>`) || recorder.Header().Get("Connection") != "close" {
		t.Errorf("page: %v %s", recorder.Header(), body)
	}
	for _, file := range []string{"/page/page.js", "/page/page.css"} {
		if response := ask(t, newEcho(silent(), place{}), "GET", file); response.StatusCode != 200 || text(t, response) == "" {
			t.Errorf("%s: %d", file, response.StatusCode)
		}
	}
}

func TestSaysAllAsJSON(t *testing.T) {
	response := ask(t, newEcho(silent(), place{pod: "go-echo-1", node: "board-2"}), "GET", "/json")
	var got about
	if err := json.Unmarshal([]byte(text(t, response)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version == "" || got != (about{got.Version, runtime.GOARCH, "go-echo-1", "board-2"}) {
		t.Errorf("got %+v", got)
	}
	if response.Header.Get("Content-Type") != "application/json" || response.Header.Get("Connection") != "close" {
		t.Errorf("headers: %v", response.Header)
	}
}

func TestNeverLetsABrowserRunTheQuery(t *testing.T) {
	header := ask(t, newEcho(silent(), place{}), "GET", "/?%3Cscript%3Ealert(1)%3C/script%3E").Header
	if header.Get("Content-Type") != "text/plain; charset=utf-8" || header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", header)
	}
}

func TestRefusesOtherMethods(t *testing.T) {
	if code := ask(t, newEcho(silent(), place{}), "DELETE", "/?x").StatusCode; code != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", code)
	}
}

func TestHealthTurnsWhileDraining(t *testing.T) {
	e := newEcho(silent(), place{})
	if code := ask(t, e, "GET", "/healthz").StatusCode; code != 200 {
		t.Errorf("healthy: %d", code)
	}
	e.draining.Store(true)
	if code := ask(t, e, "GET", "/healthz").StatusCode; code != 503 {
		t.Errorf("draining: %d", code)
	}
}

func TestLogsOneLineARequest(t *testing.T) {
	var out bytes.Buffer
	ask(t, newEcho(slog.New(slog.NewJSONHandler(&out, nil)), place{}), "GET", "/?hello")
	var line struct{ Msg, Query string }
	if err := json.Unmarshal(out.Bytes(), &line); err != nil || line.Msg != "request" || line.Query != "hello" {
		t.Errorf("log: %s (%v)", out.String(), err)
	}
}

func TestPort(t *testing.T) {
	for in, want := range map[string]int{"": 8080, "81": 81, "65535": 65535} {
		if got, err := portFrom(in); err != nil || got != want {
			t.Errorf("%q: %d %v", in, got, err)
		}
	}
	for _, in := range []string{"0", "-1", "65536", "http", "80 "} {
		if _, err := portFrom(in); err == nil {
			t.Errorf("%q must be refused", in)
		}
	}
}

func TestPlaceComesFromTheEnvironment(t *testing.T) {
	set := map[string]string{"POD_NAME": "p", "NODE_NAME": "n"}
	if got := whereFrom(func(k string) string { return set[k] }); got != (place{"p", "n"}) {
		t.Errorf("got %+v", got)
	}
	if got := whereFrom(func(string) string { return "" }); got.pod == "" || got.node != "" {
		t.Errorf("without settings: %+v", got)
	}
}

// gate is a log that holds every request until it is opened: the handler is then under way for as long as the test likes.
type gate struct {
	slog.Handler
	reached chan struct{}
	open    chan struct{}
}

func (g gate) Handle(_ context.Context, record slog.Record) error {
	if record.Message == "request" {
		close(g.reached)
		<-g.open
	}
	return nil
}

func (g gate) Enabled(context.Context, slog.Level) bool { return true }

// A request under way when SIGTERM comes must still be answered, and new ones must be refused.
func TestFinishesRequestsUnderWay(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	hold := gate{slog.DiscardHandler, make(chan struct{}), make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, slog.New(hold), listener, place{}) }()

	answered := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String() + "/?slow")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answered <- string(body)
	}()
	<-hold.reached
	stop()
	waitFor(t, "new connections to be refused", func() bool {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
	close(hold.open)
	if got := <-answered; got != "slow\n" {
		t.Errorf("answer %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("serve: %v", err)
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("gave up waiting for %s", what)
		}
	}
}
