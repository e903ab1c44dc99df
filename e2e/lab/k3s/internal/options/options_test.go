package options

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// config writes files below a folder and gives the path of its config.yaml.
func config(t *testing.T, texts map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "config.yaml")
}

func load(t *testing.T, command string, args ...string) Options {
	t.Helper()
	o, err := Load(command, args)
	if err != nil {
		t.Fatalf("%s %v: %v", command, args, err)
	}
	return o
}

func TestFormsOfTheCommandLine(t *testing.T) {
	none := config(t, nil)
	for _, args := range [][]string{{"--token", "abc"}, {"--token=abc"}, {"-t", "abc"}, {"-t=abc"}, {"--token", "x", "--token", "abc"}} {
		if got := load(t, "agent", append(args, "--config", none)...).Text("token", ""); got != "abc" {
			t.Errorf("%v: %q", args, got)
		}
	}
	o := load(t, "server", "-c", none, "--cluster-init", "--disable-agent=false", "--disable", "traefik,servicelb", "--disable=local-storage")
	if !o.On("cluster-init") || o.On("disable-agent") {
		t.Error("toggles")
	}
	if got := o.List("disable"); !slices.Equal(got, []string{"traefik", "servicelb", "local-storage"}) {
		t.Errorf("disable: %v", got)
	}
}

func TestKubeletArgumentsKeepTheirCommas(t *testing.T) {
	arg := "eviction-hard=imagefs.available<5%,nodefs.available<5%"
	if got := load(t, "agent", "-c", config(t, nil), "--kubelet-arg", arg).List("kubelet-arg"); !slices.Equal(got, []string{arg}) {
		t.Errorf("got %v", got)
	}
}

func TestRefusesAsK3sDoes(t *testing.T) {
	t.Setenv("K3S_CONFIG_FILE", config(t, nil))
	for want, args := range map[string][]string{
		"flag provided but not defined: -nonsense":            {"agent", "--nonsense"},
		"flag provided but not defined: -tls-san":             {"agent", "--tls-san=x"},
		"flag needs an argument: -token":                      {"agent", "--token"},
		`invalid boolean value "maybe" for -selinux`:          {"agent", "--selinux=maybe"},
		"flags are expected after `k3s agent`, not \"start\"": {"agent", "start"},
		"the lab edition of k3s does not have --docker":       {"agent", "--docker"},
	} {
		_, err := Load(args[0], args[1:])
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: got %v, want %s", args, err, want)
		}
	}
}

func TestFilesInOrderAndTheCommandLineWins(t *testing.T) {
	path := config(t, map[string]string{
		"config.yaml":           "token: from-main\nnode-label: [a=1]\ntls-san: one\nhttps-listen-port: 6443\nwrite-kubeconfig-mode: \"0644\"\ncluster-init: true\n",
		"config.yaml.d/20.yaml": "token: from-20\nnode-label+: b=2\n",
		"config.yaml.d/10.yml":  "token: from-10\n",
		"config.yaml.d/99.txt":  "token: from-99\n",
	})
	o := load(t, "server", "-c", path, "--tls-san", "two")
	for name, want := range map[string]string{"token": "from-20", "https-listen-port": "6443", "write-kubeconfig-mode": "0644"} {
		if got := o.Text(name, ""); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := o.List("node-label"); !slices.Equal(got, []string{"a=1", "b=2"}) {
		t.Errorf("node-label: %v", got)
	}
	if got := o.List("tls-san"); !slices.Equal(got, []string{"two"}) {
		t.Errorf("the command line must replace the whole list: %v", got)
	}
	if !o.On("cluster-init") {
		t.Error("cluster-init: true")
	}
}

func TestOnlyDropInsAreEnough(t *testing.T) {
	path := config(t, map[string]string{"config.yaml.d/10.yaml": "token: abc\n"})
	if got := load(t, "agent", "-c", path).Text("token", ""); got != "abc" {
		t.Errorf("got %q", got)
	}
}

func TestUnknownKeyInAFile(t *testing.T) {
	path := config(t, map[string]string{"config.yaml": "notaflag: true\ntoken: abc\n"})
	if got := load(t, "server", "-c", path).Text("token", ""); got != "abc" {
		t.Errorf("a server skips what it does not know: %q", got)
	}
	if _, err := Load("agent", []string{"-c", path}); err == nil || err.Error() != "flag provided but not defined: -notaflag" {
		t.Errorf("an agent refuses: %v", err)
	}
}

func TestBrokenYAMLNamesTheFile(t *testing.T) {
	path := config(t, map[string]string{"config.yaml": "token: [\n"})
	if _, err := Load("agent", []string{"-c", path}); err == nil || !strings.HasPrefix(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

func TestTheEnvironmentStandsIn(t *testing.T) {
	t.Setenv("K3S_TOKEN", "from-env")
	t.Setenv("K3S_URL", "https://10.0.0.1:6443")
	o := load(t, "agent", "-c", config(t, nil))
	if o.Text("token", "") != "from-env" || o.Text("server", "") != "https://10.0.0.1:6443" {
		t.Errorf("got %v", o.values)
	}
	path := config(t, map[string]string{"config.yaml": "token: from-file\n"})
	t.Setenv("K3S_CONFIG_FILE", path)
	if got := load(t, "agent").Text("token", ""); got != "from-file" {
		t.Errorf("a file wins over the environment: %q", got)
	}
}

func TestTokenFile(t *testing.T) {
	secret := config(t, map[string]string{"config.yaml": "abc\n"}) // any file
	if got := load(t, "agent", "-c", config(t, nil), "--token-file", secret).Text("token", ""); got != "abc" {
		t.Errorf("got %q", got)
	}
}

func TestFallbacksAndEmptyValues(t *testing.T) {
	path := config(t, map[string]string{"config.yaml": "data-dir:\nnode-label:\n"})
	o := load(t, "agent", "-c", path)
	if got := o.Text("data-dir", "/var/lib/rancher/k3s"); got != "/var/lib/rancher/k3s" {
		t.Errorf("got %q", got)
	}
	if got := o.List("node-label"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
