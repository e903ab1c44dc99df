package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// join registers this node as k3s's agents do: fetch the CA, compare it with the token's hash, then ask with the password.
func join(c config, server, token string) {
	if server == "" || token == "" {
		fail("--server and --token are required")
	}
	password := "/etc/rancher/node/password"
	if _, err := os.Stat(password); err != nil {
		write(password, []byte(randomHex(16)+"\n"), 0o600)
	}
	must(0, os.MkdirAll(filepath.Join(c["data-dir"], "agent"), 0o755))
	for {
		err := register(c, server, token)
		if err == nil {
			return
		}
		fmt.Fprintf(os.Stderr, "level=error msg=%q\n", "Failed to retrieve agent configuration: "+err.Error())
		time.Sleep(200 * time.Millisecond)
	}
}

func register(c config, server, token string) error {
	unchecked := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	response, err := unchecked.Get(server + "/cacerts")
	if err != nil {
		return err
	}
	ca, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return err
	}
	secret := token
	if rest, found := strings.CutPrefix(token, "K10"); found {
		hash, credentials, _ := strings.Cut(rest, "::")
		sum := sha256.Sum256(ca)
		if hash != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %x", hash, sum)
		}
		_, secret, _ = strings.Cut(credentials, ":")
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	checked := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	form := url.Values{"name": {c["node-name"]}, "ip": {c["node-ip"]}, "os": {osImage()}}
	request := must(http.NewRequest("POST", server+"/v1-k3s/stub-join", strings.NewReader(form.Encode())))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth("node", secret)
	response, err = checked.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", request.URL.Host, response.Status, strings.TrimSpace(string(body)))
	}
	write(filepath.Join(c["data-dir"], "agent", "server-ca.crt"), ca, 0o644)
	return nil
}

func osImage() string {
	text, _ := os.ReadFile("/etc/os-release")
	for _, line := range strings.Split(string(text), "\n") {
		if name, found := strings.CutPrefix(line, "PRETTY_NAME="); found {
			return strings.Trim(name, `"`)
		}
	}
	return "Linux"
}
