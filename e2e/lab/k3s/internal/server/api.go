package server

import (
	"context"
	"fmt"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"buzzcrate.dev/e2e/lab/k3s/internal/components"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

const (
	apiStartTimeout = 3 * time.Minute
	apiAskEvery     = 50 * time.Millisecond
)

// startAPIServer starts kube-apiserver, waits until it is ready, and lets requests through to it.
func (s *server) startAPIServer(ctx context.Context, etcd string) error {
	api, err := components.NewAPIServer(ctx, s.apiServerLine(etcd))
	if err != nil {
		return fmt.Errorf("kube-apiserver: %w", err)
	}
	s.life.Go("kube-apiserver", api.Run)
	s.config, err = clientcmd.BuildConfigFromFlags("", s.layout.Server("cred", credential("supervisor")))
	if err != nil {
		return err
	}
	s.config.QPS = -1 // the API server itself keeps its clients in order
	client, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return err
	}
	if err := waitUntilReady(ctx, client); err != nil {
		return err
	}
	journal.Info("Kube API server is now running")
	s.client.Store(client)
	s.supervisor.SetAPI(api.Handler)
	return nil
}

func waitUntilReady(ctx context.Context, client kubernetes.Interface) error {
	ctx, cancel := context.WithTimeout(ctx, apiStartTimeout)
	defer cancel()
	for {
		_, err := client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("apiserver is not ready: %w", err)
		case <-time.After(apiAskEvery):
		}
	}
}

// publishAPI points the service `kubernetes` at this server's public port, in both forms that clients read.
func (s *server) publishAPI(ctx context.Context) error {
	port, err := strconv.ParseInt(s.options.Text("advertise-port", s.port), 10, 32)
	if err != nil {
		return fmt.Errorf("invalid advertise-port: %w", err)
	}
	number, name, protocol := int32(port), "https", corev1.ProtocolTCP
	labels := map[string]string{discoveryv1.LabelServiceName: "kubernetes"}
	slice := &discoveryv1.EndpointSlice{
		ObjectMeta:  metav1.ObjectMeta{Name: "kubernetes", Namespace: metav1.NamespaceDefault, Labels: labels},
		AddressType: discoveryv1.AddressTypeIPv4,
		Endpoints:   []discoveryv1.Endpoint{{Addresses: []string{s.advertised()}}},
		Ports:       []discoveryv1.EndpointPort{{Name: &name, Port: &number, Protocol: &protocol}},
	}
	slices := s.kubernetes().DiscoveryV1().EndpointSlices(metav1.NamespaceDefault)
	if _, err = slices.Create(ctx, slice, metav1.CreateOptions{}); apierrors.IsAlreadyExists(err) {
		_, err = slices.Update(ctx, slice, metav1.UpdateOptions{})
	}
	if err != nil {
		return err
	}
	// The older form; the label keeps it from being mirrored into a second slice.
	endpoints := &corev1.Endpoints{ //nolint:staticcheck // clients of before 1.33 read it
		ObjectMeta: metav1.ObjectMeta{Name: "kubernetes", Namespace: metav1.NamespaceDefault, Labels: map[string]string{discoveryv1.LabelSkipMirror: "true"}},
		Subsets: []corev1.EndpointSubset{{ //nolint:staticcheck // as above
			Addresses: []corev1.EndpointAddress{{IP: s.advertised()}},                        //nolint:staticcheck // as above
			Ports:     []corev1.EndpointPort{{Name: name, Port: number, Protocol: protocol}}, //nolint:staticcheck // as above
		}},
	}
	all := s.kubernetes().CoreV1().Endpoints(metav1.NamespaceDefault)
	if _, err = all.Create(ctx, endpoints, metav1.CreateOptions{}); apierrors.IsAlreadyExists(err) {
		_, err = all.Update(ctx, endpoints, metav1.UpdateOptions{})
	}
	return err
}
