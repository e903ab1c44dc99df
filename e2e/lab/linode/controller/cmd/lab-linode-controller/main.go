// A stand-in for Linode's cloud controller in the lab, and nothing else: upstream's node and service controllers
// (k8s.io/cloud-provider) over Linode's own client (linodego). It takes the flags and variables with which the panel starts
// Linode's own controller; where the two differ, Linode's is right.
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/util/wait"
	cloudprovider "k8s.io/cloud-provider"
	"k8s.io/cloud-provider/app"
	"k8s.io/cloud-provider/app/config"
	"k8s.io/cloud-provider/names"
	"k8s.io/cloud-provider/options"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/cli/flag"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	settings, err := options.NewCloudControllerManagerOptions()
	if err != nil {
		return err
	}
	settings.KubeCloudShared.CloudProvider.Name = providerName
	// There are no routes: k3s brings its own network.
	settings.KubeCloudShared.ConfigureCloudRoutes = false
	settings.KubeCloudShared.AllocateNodeCIDRs = false
	cloud := &linodeCloud{}
	sets := flag.NamedFlagSets{}
	own := sets.FlagSet("linode")
	own.StringSliceVar(&cloud.tags, "nodebalancer-tags", nil, "tags of the NodeBalancers that it makes")
	own.StringVar(&cloud.prefix, "nodebalancer-prefix", "ccm", "what labels of its NodeBalancers begin with")
	own.Bool("linodego-debug", false, "taken and ignored")
	own.StringSlice("vpc-names", nil, "taken and ignored: addresses in a VPC are found anyway")
	own.StringSlice("subnet-names", nil, "taken and ignored")
	initializer := func(*config.CompletedConfig) cloudprovider.Interface {
		if err := cloud.connect(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return cloud
	}
	command := app.NewCloudControllerManagerCommand(
		settings, initializer, app.DefaultInitFuncConstructors, names.CCMControllerAliases(), sets, wait.NeverStop,
	)
	command.Use = "lab-linode-controller"
	command.Long = "A stand-in for Linode's cloud controller in BuzzCrate's lab. It is not Linode's cloud controller manager."
	os.Exit(cli.Run(command))
	return nil
}
