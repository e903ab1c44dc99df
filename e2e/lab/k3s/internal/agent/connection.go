package agent

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/token"
)

const (
	requestTimeout = 10 * time.Second
	// k3s's: between two tries to reach a server, and between two to be let in, plus up to as much again by chance.
	connectEvery = 2 * time.Second
	joinEvery    = 5 * time.Second
	readyEvery   = 100 * time.Millisecond
)

// connection is how an agent speaks to a server it trusts.
type connection struct {
	url      string
	password string
	client   *http.Client
}

// statusError is an answer that is no success.
type statusError struct {
	url    string
	status string
	code   int
}

func (e statusError) Error() string { return e.url + ": " + e.status }

// connect waits for a server whose CA is the one in the token.
func connect(ctx context.Context, url string, secret token.Token, l layout.Layout) (*connection, error) {
	for {
		made, err := tryConnect(ctx, url, secret, l)
		if err == nil {
			return made, nil
		}
		journal.Error("Failed to validate connection to cluster at %s: %v", url, err)
		if err := pause(ctx, connectEvery); err != nil {
			return nil, err
		}
	}
}

func tryConnect(ctx context.Context, url string, secret token.Token, l layout.Layout) (*connection, error) {
	// the CA may be read by anyone and from anyone: its hash in the token says whether it is the right one
	blind := &http.Client{Timeout: requestTimeout, Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		DisableKeepAlives: true,
	}}
	ca, err := ask(ctx, blind, http.MethodGet, url+"/cacerts", nil, nil)
	if err != nil {
		return nil, fmt.Errorf("failed to get CA certs: %w", err)
	}
	if err := secret.Verify(ca); err != nil {
		return nil, err
	}
	if secret.CAHash == "" {
		journal.Warn("Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server's node-token file to enable Cluster CA validation.")
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	config := &tls.Config{RootCAs: pool}
	client := l.Agent("client-kubelet")
	if cert, err := tls.LoadX509KeyPair(client+".crt", client+".key"); err == nil { // a node that starts again
		config.Certificates = []tls.Certificate{cert}
	}
	trusting := &http.Client{Timeout: requestTimeout, Transport: &http.Transport{TLSClientConfig: config}}
	if _, err := ask(ctx, trusting, http.MethodGet, url+"/cacerts", nil, nil); err != nil {
		return nil, fmt.Errorf("CA cert validation failed: %w", err)
	}
	return &connection{url: url, password: secret.Password, client: trusting}, nil
}

// get asks the server for something below /v1-k3s.
func (c *connection) get(ctx context.Context, path string) ([]byte, error) {
	return ask(ctx, c.client, http.MethodGet, c.url+"/v1-k3s/"+path, nil, c.authorize)
}

// post sends the server something.
func (c *connection) post(ctx context.Context, path string, body []byte, header map[string]string) ([]byte, error) {
	return ask(ctx, c.client, http.MethodPost, c.url+"/v1-k3s/"+path, body, func(r *http.Request) {
		c.authorize(r)
		for name, value := range header {
			r.Header.Set(name, value)
		}
	})
}

func (c *connection) authorize(r *http.Request) {
	if c.password != "" {
		r.SetBasicAuth("node", c.password)
	}
}

// waitUntilReady waits until the API server behind the server answers.
func (c *connection) waitUntilReady(ctx context.Context) error {
	for {
		if _, err := c.get(ctx, "readyz"); err == nil {
			return nil
		}
		if err := pause(ctx, readyEvery); err != nil {
			return err
		}
	}
}

func ask(ctx context.Context, client *http.Client, method, url string, body []byte, prepare func(*http.Request)) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if prepare != nil {
		prepare(request)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, statusError{url, response.Status, response.StatusCode}
	}
	return answer, nil
}

func pause(ctx context.Context, duration time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(duration):
		return nil
	}
}

// jittered keeps a classroom of nodes from asking in step.
func jittered(duration time.Duration) time.Duration {
	return duration + rand.N(duration)
}
