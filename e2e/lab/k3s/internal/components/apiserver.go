package components

import (
	"context"
	"net/http"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/client-go/rest"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// APIServer is a kube-apiserver that has been put together and can answer.
type APIServer struct {
	// Handler answers requests of another listener in this process: it authenticates, authorises and serves them, with
	// the client certificates that listener has verified.
	Handler http.Handler
	run     func(context.Context) error
}

// NewAPIServer puts a kube-apiserver together; etcd must be there.
func NewAPIServer(ctx context.Context, line []string) (*APIServer, error) {
	settings := options.NewServerRunOptions()
	if err := parse("kube-apiserver", settings.Flags(), line); err != nil {
		return nil, err
	}
	rest.SetDefaultWarningHandler(rest.NoWarnings{}) // its own clients need no advice
	completed, err := settings.Complete(ctx)
	if err != nil {
		return nil, err
	}
	if problems := completed.Validate(); len(problems) > 0 {
		return nil, utilerrors.NewAggregate(problems)
	}
	config, err := app.NewConfig(completed)
	if err != nil {
		return nil, err
	}
	ready, err := config.Complete()
	if err != nil {
		return nil, err
	}
	chain, err := app.CreateServerChain(ready)
	if err != nil {
		return nil, err
	}
	prepared, err := chain.PrepareRun()
	if err != nil {
		return nil, err
	}
	return &APIServer{Handler: chain.GenericAPIServer.Handler, run: prepared.Run}, nil
}

// Run serves on its own port until ctx ends.
func (s *APIServer) Run(ctx context.Context) error { return s.run(ctx) }
