package server

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

const (
	controllersHealth = "https://127.0.0.1:10257/healthz?verbose"
	// lastBuilt is listed in the answer once all controllers are built.
	lastBuilt           = "persistentvolume-attach-detach-controller"
	controllersTimeout  = 20 * time.Second
	controllersAskEvery = 50 * time.Millisecond
)

// waitForControllers returns when kube-controller-manager has built its controllers. Kubernetes keeps the name of the
// node for CSI in a variable of the whole process (pkg/volume/csi, nim), and each controller that knows volumes sets it
// to nothing: a kubelet that came first tries for two and a half minutes to write about a node without a name. Where the
// user's arguments leave the volumes' controllers out or move the port, the kubelet goes on after a while.
func waitForControllers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, controllersTimeout)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // it makes its certificate by itself, and is this process
		DisableKeepAlives: true,
	}}
	for {
		if strings.Contains(controllersSay(ctx, client), lastBuilt) {
			return nil
		}
		select {
		case <-ctx.Done():
			journal.Error("kube-controller-manager does not say that its volume controllers are there; going on without")
			return nil
		case <-time.After(controllersAskEvery):
		}
	}
}

// controllersSay gives the words of the health page, or nothing while there is none.
func controllersSay(ctx context.Context, client *http.Client) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, controllersHealth, nil)
	if err != nil {
		return ""
	}
	response, err := client.Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	words, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return ""
	}
	return string(words)
}
