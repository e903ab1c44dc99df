package supervisor

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"log"
	"net/http"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// How many nodes may ask at the same time; more get 429 and come again. k3s has these numbers.
const (
	maxReads  = 20
	maxWrites = 10
)

// onlyNodes lets through who shows a join token, or the client certificate of a node.
func (s *Supervisor) onlyNodes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hasToken(r) && !isNode(r) {
			refuse(w, http.StatusUnauthorized, "not authorized")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Supervisor) hasToken(r *http.Request) bool {
	_, password, given := r.BasicAuth()
	return given && (same(password, s.ServerPassword) || same(password, s.AgentPassword))
}

func isNode(r *http.Request) bool {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
		return false
	}
	return slices.Contains(r.TLS.VerifiedChains[0][0].Subject.Organization, "system:nodes")
}

// same compares secrets without telling by its duration where they differ.
func same(given, secret string) bool {
	return secret != "" && subtle.ConstantTimeCompare([]byte(given), []byte(secret)) == 1
}

// limitInFlight turns away what would be too much at once.
func limitInFlight(next http.Handler) http.Handler {
	reads, writes := make(chan struct{}, maxReads), make(chan struct{}, maxWrites)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		places := reads
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			places = writes
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusTooManyRequests, "too many requests, please try again later")
		}
	})
}

// refuse answers as an API server does, with a Status.
func refuse(w http.ResponseWriter, code int, message string) {
	status := metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
		Status:   metav1.StatusFailure,
		Message:  message,
		Code:     int32(code),
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(status) // who does not wait for the answer does not need it
}

// quiet drops the lines that every port scan and every agent with another CA would leave in the journal.
func quiet() *log.Logger { return log.New(handshakeErrors{}, "", 0) }

type handshakeErrors struct{}

func (handshakeErrors) Write(line []byte) (int, error) {
	if !bytes.Contains(line, []byte("TLS handshake error")) {
		journal.Error("supervisor: %s", bytes.TrimSpace(line))
	}
	return len(line), nil
}
