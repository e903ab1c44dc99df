package pki

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func authority(t *testing.T) (*Authority, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tls", "server-ca")
	made, err := LoadOrMakeAuthority(path, "k3s-server-ca")
	if err != nil {
		t.Fatal(err)
	}
	return made, path
}

func first(t *testing.T, text []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(text)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestAnAuthoritySurvivesARestart(t *testing.T) {
	made, path := authority(t)
	loaded, err := LoadOrMakeAuthority(path, "k3s-server-ca")
	if err != nil || !bytes.Equal(made.PEM, loaded.PEM) {
		t.Fatalf("another CA after a restart (%v): every token and kubeconfig would be void", err)
	}
	if name := first(t, made.PEM).Subject.CommonName; !strings.HasPrefix(name, "k3s-server-ca@") {
		t.Errorf("called %q", name)
	}
	if info, _ := os.Stat(path + ".key"); info.Mode().Perm() != 0o600 {
		t.Errorf("the key can be read: %v", info.Mode())
	}
}

func TestIssueRenewsTheCertificateAndKeepsTheKey(t *testing.T) {
	ca, _ := authority(t)
	path := filepath.Join(t.TempDir(), "serving")
	leaf := Leaf{CommonName: "kube-apiserver", Names: []string{"board-1", "10.0.0.1"}}
	var keys, certs [2][]byte
	for i := range 2 {
		if err := ca.Issue(path, leaf); err != nil {
			t.Fatal(err)
		}
		keys[i], _ = os.ReadFile(path + ".key")
		certs[i], _ = os.ReadFile(path + ".crt")
	}
	if !bytes.Equal(keys[0], keys[1]) || bytes.Equal(certs[0], certs[1]) {
		t.Error("want the same key and another certificate")
	}
	if _, err := tls.LoadX509KeyPair(path+".crt", path+".key"); err != nil {
		t.Error(err)
	}
	for _, name := range leaf.Names {
		if err := first(t, certs[1]).VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
}

func TestSignRequestTakesOnlyTheKeyFromTheRequest(t *testing.T) {
	ca, _ := authority(t)
	key, err := LoadOrMakeKey(filepath.Join(t.TempDir(), "client.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := SigningRequest(key)
	if err != nil {
		t.Fatal(err)
	}
	text, err := ca.SignRequest(request, Leaf{CommonName: "system:node:board-2", Organizations: []string{"system:nodes"}})
	if err != nil {
		t.Fatal(err)
	}
	cert := first(t, text)
	if cert.Subject.CommonName != "system:node:board-2" || cert.Subject.Organization[0] != "system:nodes" {
		t.Errorf("subject %v", cert.Subject)
	}
	options := x509.VerifyOptions{Roots: ca.Pool(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	if _, err := cert.Verify(options); err != nil {
		t.Error(err)
	}
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if _, err := cert.Verify(options); err == nil {
		t.Error("a client's certificate must not serve")
	}
	if _, err := ca.SignRequest([]byte("nonsense"), Leaf{}); err == nil {
		t.Error("nonsense was signed")
	}
}
