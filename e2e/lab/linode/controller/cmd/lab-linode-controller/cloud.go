package main

import (
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/linode/linodego"
	cloudprovider "k8s.io/cloud-provider"
)

const providerName = "linode"

// linodeCloud is what upstream's controllers ask of a cloud, answered by Linode's API.
type linodeCloud struct {
	tags   []string
	prefix string
	region string
	client linodego.Client

	known    sync.Mutex
	listed   []linodego.Instance
	listedAt time.Time
}

var _ cloudprovider.Interface = (*linodeCloud)(nil)

// connect reads the token and region that Linode's own controller is given, and LINODE_URL for the address of the API.
func (cloud *linodeCloud) connect() error {
	token := os.Getenv("LINODE_API_TOKEN")
	if file := os.Getenv("LINODE_API_TOKEN_FILE"); token == "" && file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		token = strings.TrimSpace(string(text))
	}
	cloud.region = os.Getenv("LINODE_REGION")
	if token == "" || cloud.region == "" {
		return errors.New("LINODE_API_TOKEN and LINODE_REGION must be set")
	}
	cloud.client = linodego.NewClient(nil)
	cloud.client.SetToken(token)
	return nil
}

func (cloud *linodeCloud) Initialize(cloudprovider.ControllerClientBuilder, <-chan struct{}) {}

func (cloud *linodeCloud) ProviderName() string { return providerName }

func (cloud *linodeCloud) HasClusterID() bool { return true }

func (cloud *linodeCloud) InstancesV2() (cloudprovider.InstancesV2, bool) { return cloud, true }

func (cloud *linodeCloud) LoadBalancer() (cloudprovider.LoadBalancer, bool) { return cloud, true }

func (cloud *linodeCloud) Instances() (cloudprovider.Instances, bool) { return nil, false }

func (cloud *linodeCloud) Zones() (cloudprovider.Zones, bool) { return nil, false }

func (cloud *linodeCloud) Clusters() (cloudprovider.Clusters, bool) { return nil, false }

func (cloud *linodeCloud) Routes() (cloudprovider.Routes, bool) { return nil, false }
