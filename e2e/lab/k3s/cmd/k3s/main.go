// Command k3s is the lab edition of k3s: k3s's contract with the outside (command line, files, units, token, join, images)
// around the real upstream Kubernetes components. It lets a lab that cannot reach k3s's releases run real clusters.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"k8s.io/component-base/cli"
	"k8s.io/component-base/version"
	kubectl "k8s.io/kubectl/pkg/cmd"

	"buzzcrate.dev/e2e/lab/k3s/internal/agent"
	"buzzcrate.dev/e2e/lab/k3s/internal/components"
	"buzzcrate.dev/e2e/lab/k3s/internal/containerd"
	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/life"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/server"
	"buzzcrate.dev/e2e/lab/k3s/internal/systemd"
)

const usage = `NAME:
   k3s - Kubernetes, but small and simple (lab edition: upstream Kubernetes inside)

USAGE:
   k3s [global options] command [command options] [arguments...]

COMMANDS:
   server    Run management server
   agent     Run node agent
   kubectl   Run kubectl
   ctr       Run ctr

GLOBAL OPTIONS:
   --help, -h     show help
   --version, -v  print the version
`

// commands by name; each gets the arguments after its name.
var commands = map[string]func(args []string){
	"server":  func(args []string) { run("server", args, server.Start) },
	"agent":   func(args []string) { run("agent", args, agent.Main) },
	"kubectl": runKubectl,
	"ctr":     runCtr,
	"crictl":  func([]string) { missing("crictl: use `k3s ctr`") },
	"token":   func([]string) { missing("token") },
}

func main() {
	name, args := commandOf(os.Args)
	switch name {
	case "", "help", "--help", "-h":
		fmt.Print(usage)
	case "--version", "-v":
		printVersion()
	default:
		command, known := commands[name]
		if !known {
			fmt.Fprintf(os.Stderr, "No help topic for '%s'\n", name)
			os.Exit(3)
		}
		command(args)
	}
}

// commandOf takes the command from the program's name (kubectl → k3s) or from the first argument.
func commandOf(argv []string) (string, []string) {
	if name := filepath.Base(argv[0]); commands[name] != nil {
		return name, argv[1:]
	}
	if len(argv) < 2 {
		return "", nil
	}
	return argv[1], argv[2:]
}

func printVersion() {
	v := version.Get()
	fmt.Printf("k3s version %s (%.8s)\ngo version %s\n", v.GitVersion, v.GitCommit, runtime.Version())
}

func missing(what string) {
	fmt.Fprintf(os.Stderr, "the lab edition of k3s does not have %s\n", what)
	os.Exit(1)
}

// run starts a server or an agent and keeps it until it fails or is asked to end. Containers live on either way.
func run(command string, args []string, start func(*life.Group, options.Options, systemd.Notifier) error) {
	notifier := systemd.TakeNotifier()
	settings, err := options.Load(command, args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "Incorrect Usage: %v\n\n", err)
		journal.Fatal("%v", err)
	}
	if os.Geteuid() != 0 {
		journal.Fatal("%s requires additional privilege: not running as root", command)
	}
	if err := components.Prepare(settings.Text("v", "0")); err != nil {
		journal.Fatal("%v", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	group := life.New(ctx)
	if err := start(group, settings, notifier); err != nil {
		journal.Fatal("%v", err)
	}
	if err := group.Wait(); err != nil {
		// as k3s says it when one of its parts ends: no fatal line
		journal.Error("Shutdown request received: %q", err.Error())
		os.Exit(1)
	}
	os.Exit(0) // some components would take their time
}

func runKubectl(args []string) {
	if os.Getenv("KUBECONFIG") == "" && files.Exists(layout.Kubeconfig) {
		if err := os.Setenv("KUBECONFIG", layout.Kubeconfig); err != nil {
			journal.Fatal("%v", err)
		}
	}
	os.Args = append([]string{"kubectl"}, args...)
	os.Exit(cli.Run(kubectl.NewDefaultKubectlCommand()))
}

// runCtr becomes ctr, set up for the images and containers of Kubernetes; flags and variables of the user win.
func runCtr(args []string) {
	bin, err := layout.Bin()
	if err != nil {
		journal.Fatal("%v", err)
	}
	for name, value := range map[string]string{"CONTAINERD_ADDRESS": containerd.Socket, "CONTAINERD_NAMESPACE": "k8s.io"} {
		if _, given := os.LookupEnv(name); !given {
			if err := os.Setenv(name, value); err != nil {
				journal.Fatal("%v", err)
			}
		}
	}
	err = syscall.Exec(filepath.Join(bin, "ctr"), append([]string{"ctr"}, args...), os.Environ())
	journal.Fatal("%v", err)
}
