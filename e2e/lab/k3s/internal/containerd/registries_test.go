package containerd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const registriesYAML = `
mirrors:
  docker.io:
    endpoint: ["https://mirror.lan:5000", "http://plain.lan"]
  "*":
    endpoint: ["https://all.lan"]
configs:
  mirror.lan:5000:
    auth: {username: me, password: "s\"ecret"}
    tls: {insecure_skip_verify: true, ca_file: /etc/ca.pem}
`

func TestRegistries(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "registries.yaml")
	if err := os.WriteFile(path, []byte(registriesYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	s := Settings{AgentFolder: filepath.Join(folder, "agent"), BinFolder: "/bin"}
	if err := s.UseRegistries(path, false); err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	hub := read(filepath.Join(s.CertsFolder(), "docker.io", "hosts.toml"))
	want := `server = "https://registry-1.docker.io/v2"

[host."https://mirror.lan:5000/v2"]
  capabilities = ["pull", "resolve"]
  ca = ["/etc/ca.pem"]
  skip_verify = true

[host."http://plain.lan/v2"]
  capabilities = ["pull", "resolve"]
`
	if hub != want {
		t.Errorf("docker.io:\n%s", hub)
	}
	if all := read(filepath.Join(s.CertsFolder(), "_default", "hosts.toml")); strings.Contains(all, "server") || !strings.Contains(all, "https://all.lan/v2") {
		t.Errorf("*:\n%s", all)
	}
	if err := s.writeConfig(); err != nil {
		t.Fatal(err)
	}
	config := read(s.configFile())
	for _, line := range []string{`registry.configs."mirror.lan:5000".auth]`, `password = "s\"ecret"`} {
		if !strings.Contains(config, line) {
			t.Errorf("no %s in\n%s", line, config)
		}
	}
}

func TestNoRegistriesFileIsFine(t *testing.T) {
	s := Settings{AgentFolder: t.TempDir()}
	if err := s.UseRegistries(filepath.Join(t.TempDir(), "none.yaml"), false); err != nil {
		t.Error(err)
	}
}
