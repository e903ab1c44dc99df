package components

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

const etcdStartTimeout = time.Minute

// Etcd is a running etcd of one member, reached through a socket in its folder.
type Etcd struct {
	// Endpoint is what an API server calls it.
	Endpoint string
	server   *embed.Etcd
}

// StartEtcd starts etcd on the data in folder and waits until it answers.
func StartEtcd(ctx context.Context, folder string) (*Etcd, error) {
	socket := filepath.Join(folder, "etcd.sock")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) { // left by a process that was killed
		return nil, err
	}
	client := url.URL{Scheme: "unix", Path: socket}
	peer := url.URL{Scheme: "http", Host: "127.0.0.1:2380"}
	config := embed.NewConfig()
	config.Dir = filepath.Join(folder, "etcd")
	config.LogLevel = "error"
	config.UnsafeNoFsync = true // lab hosts share the machine's kernel: what was written outlives them
	config.ListenClientUrls = []url.URL{client}
	config.AdvertiseClientUrls = []url.URL{{Scheme: "http", Host: "127.0.0.1:2379"}} // must have a port; nobody listens there
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	server, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	select {
	case <-server.Server.ReadyNotify():
		return &Etcd{Endpoint: client.String(), server: server}, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-time.After(etcdStartTimeout):
		err = fmt.Errorf("etcd did not start within %s", etcdStartTimeout)
	}
	server.Close()
	return nil, err
}

// Wait blocks until etcd ends by itself, or ctx does.
func (e *Etcd) Wait(ctx context.Context) error {
	select {
	case err := <-e.server.Err():
		return err
	case <-e.server.Server.StopNotify():
		return errors.New("etcd stopped")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close stops etcd.
func (e *Etcd) Close() { e.server.Close() }
