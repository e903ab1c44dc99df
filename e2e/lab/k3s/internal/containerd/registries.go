package containerd

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

// registries is the part of registries.yaml that this edition knows.
type registries struct {
	Mirrors map[string]struct {
		Endpoint []string          `json:"endpoint"`
		Rewrite  map[string]string `json:"rewrite"`
	} `json:"mirrors"`
	Configs map[string]registryConfig `json:"configs"`
}

type registryConfig struct {
	Auth *RegistryAuth `json:"auth"`
	TLS  *struct {
		CA       string `json:"ca_file"`
		Cert     string `json:"cert_file"`
		Key      string `json:"key_file"`
		Insecure bool   `json:"insecure_skip_verify"`
	} `json:"tls"`
}

// RegistryAuth is how to sign in at a registry.
type RegistryAuth struct {
	Username string `json:"username"`
	Password string `json:"password"`
	Auth     string `json:"auth"`
	Token    string `json:"identity_token"`
}

// UseRegistries turns the user's registries.yaml, if there is one, into containerd's settings: mirrors and TLS into one
// folder a registry, passwords into the main file.
func (s *Settings) UseRegistries(path string, noDefault bool) error {
	if err := os.RemoveAll(s.CertsFolder()); err != nil { // of an earlier start
		return err
	}
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var given registries
	if err := yaml.Unmarshal(text, &given); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	s.Auths = map[string]RegistryAuth{}
	for host, config := range given.Configs {
		if config.Auth != nil {
			s.Auths[host] = *config.Auth
		}
	}
	names := map[string]bool{}
	for name, mirror := range given.Mirrors {
		if len(mirror.Rewrite) > 0 {
			return fmt.Errorf("%s: the lab edition of k3s cannot rewrite the names of mirrored images", path)
		}
		names[name] = true
	}
	for name := range given.Configs {
		names[name] = true
	}
	for name := range names {
		hosts, err := hostsFile(name, given, noDefault)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		folder := name
		if name == "*" {
			folder = "_default"
		}
		if err := files.Write(filepath.Join(s.CertsFolder(), folder, "hosts.toml"), []byte(hosts), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// hostsFile writes a registry's hosts.toml: its mirrors in order, and itself last unless that is unwanted.
func hostsFile(name string, given registries, noDefault bool) (string, error) {
	var text strings.Builder
	endpoints := given.Mirrors[name].Endpoint
	if name != "*" && (!noDefault || len(endpoints) == 0) {
		fmt.Fprintf(&text, "server = %q\n", defaultEndpoint(name))
		if _, configured := given.Configs[name]; configured {
			endpoints = append(append([]string{}, endpoints...), defaultEndpoint(name))
		}
	}
	for _, endpoint := range endpoints {
		if !strings.Contains(endpoint, "://") {
			endpoint = "https://" + endpoint
		}
		parsed, err := url.Parse(endpoint)
		if err != nil || parsed.Host == "" {
			return "", fmt.Errorf("%s: %q is no endpoint", name, endpoint)
		}
		if parsed.Path == "" || parsed.Path == "/" {
			parsed.Path = "/v2"
		}
		fmt.Fprintf(&text, "\n[host.%q]\n  capabilities = [\"pull\", \"resolve\"]\n", parsed.String())
		writeTLS(&text, given.Configs[parsed.Host])
	}
	return text.String(), nil
}

func writeTLS(text *strings.Builder, config registryConfig) {
	if config.TLS == nil {
		return
	}
	if config.TLS.CA != "" {
		fmt.Fprintf(text, "  ca = [%q]\n", config.TLS.CA)
	}
	if config.TLS.Cert != "" {
		fmt.Fprintf(text, "  client = [[%q, %q]]\n", config.TLS.Cert, config.TLS.Key)
	}
	if config.TLS.Insecure {
		text.WriteString("  skip_verify = true\n")
	}
}

func defaultEndpoint(name string) string {
	if name == "docker.io" {
		return "https://registry-1.docker.io/v2"
	}
	return "https://" + name + "/v2"
}

// AuthHosts gives the registries with a password, in a fixed order.
func (s Settings) AuthHosts() []string {
	var hosts []string
	for host := range s.Auths {
		hosts = append(hosts, host)
	}
	sort.Strings(hosts)
	return hosts
}
