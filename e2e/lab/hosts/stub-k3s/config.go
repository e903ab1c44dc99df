package main

import (
	"net"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type config map[string]string

func (c config) value(key string) string { return c[key] }

// readConfig merges config.yaml, config.yaml.d, the environment and the command line, in k3s's order. Only flat
// `key: value` lines count; lists are of no consequence to a stub.
func readConfig(args []string) config {
	c := config{}
	file := "/etc/rancher/k3s/config.yaml"
	for i, arg := range args {
		if arg == "--config" && i+1 < len(args) {
			file = args[i+1]
		}
	}
	parts, _ := filepath.Glob(file + ".d/*.yaml")
	sort.Strings(parts)
	for _, part := range append([]string{file}, parts...) {
		text, err := os.ReadFile(part)
		if err != nil {
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if key, value, found := strings.Cut(line, ":"); found && !strings.HasPrefix(key, " ") && !strings.HasPrefix(key, "#") {
				c[strings.Trim(key, `"'`)] = strings.Trim(strings.TrimSpace(value), `"'`)
			}
		}
	}
	for key, name := range map[string]string{"token": "K3S_TOKEN", "server": "K3S_URL", "node-name": "K3S_NODE_NAME"} {
		if value := os.Getenv(name); value != "" {
			c[key] = value
		}
	}
	for i := 0; i < len(args); i++ {
		key, value, found := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if !found && i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") {
			i++
			value = args[i]
		}
		c[key] = value
	}
	if c["token"] == "" && c["token-file"] != "" {
		c["token"] = strings.TrimSpace(string(must(os.ReadFile(c["token-file"]))))
	}
	if c["node-name"] == "" {
		c["node-name"] = strings.ToLower(must(os.Hostname()))
	}
	if c["node-ip"] == "" {
		conn := must(net.Dial("udp", "203.0.113.1:9")) // sends nothing: asks which source address would be used
		c["node-ip"] = conn.LocalAddr().(*net.UDPAddr).IP.String()
		conn.Close()
	}
	if c["data-dir"] == "" {
		c["data-dir"] = "/var/lib/rancher/k3s"
	}
	return c
}
