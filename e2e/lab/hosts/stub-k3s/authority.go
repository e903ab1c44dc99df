package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// authority is the cluster's certificate authority with what was signed for this server.
type authority struct {
	caPEM    []byte
	server   tls.Certificate
	pool     *x509.CertPool
	password string
	// agentPassword is the lesser one that agents may join with; the same where none is configured.
	agentPassword string
	token         string
}

func pair(cert []byte, key *ecdsa.PrivateKey) (certPEM, keyPEM []byte) {
	der := must(x509.MarshalECPrivateKey(key))
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}

func newKey() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) }

func template(name string, usage x509.ExtKeyUsage) *x509.Certificate {
	serial := must(rand.Int(rand.Reader, big.NewInt(1<<62)))
	return &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().AddDate(1, 0, 0), ExtKeyUsage: []x509.ExtKeyUsage{usage}, KeyUsage: x509.KeyUsageDigitalSignature}
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	must(rand.Read(b))
	return hex.EncodeToString(b)
}

// newAuthority makes the certificates and k3s's files: token, node-token, server-ca.crt, k3s.yaml. A restart makes them anew
// but for the password, which the configuration or the token file keeps.
func newAuthority(c config) *authority {
	key := newKey()
	ca := template("k3s-server-ca@stub", x509.ExtKeyUsageAny)
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage, ca.ExtKeyUsage = true, true, x509.KeyUsageCertSign, nil
	caDER := must(x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key))
	sign := func(t *x509.Certificate) ([]byte, []byte) {
		own := newKey()
		return pair(must(x509.CreateCertificate(rand.Reader, t, must(x509.ParseCertificate(caDER)), own.Public(), key)), own)
	}
	a := &authority{pool: x509.NewCertPool()}
	a.caPEM, _ = pair(caDER, key)
	a.pool.AppendCertsFromPEM(a.caPEM)

	server := template("k3s", x509.ExtKeyUsageServerAuth)
	server.DNSNames = []string{"kubernetes", "kubernetes.default.svc", "localhost", c["node-name"]}
	server.IPAddresses = []net.IP{net.ParseIP("127.0.0.1"), net.ParseIP("10.43.0.1"), net.ParseIP(c["node-ip"])}
	certPEM, keyPEM := sign(server)
	a.server = must(tls.X509KeyPair(certPEM, keyPEM))

	folder := filepath.Join(c["data-dir"], "server")
	a.password = c["token"]
	if a.password == "" {
		if old, err := os.ReadFile(filepath.Join(folder, "token")); err == nil {
			a.password = strings.TrimSpace(string(old))
		}
	}
	if i := strings.LastIndex(a.password, ":"); i >= 0 {
		a.password = a.password[i+1:]
	}
	if a.password == "" {
		a.password = randomHex(16)
	}
	a.agentPassword = c["agent-token"]
	if a.agentPassword == "" {
		a.agentPassword = a.password
	}
	hash := sha256.Sum256(a.caPEM)
	a.token = fmt.Sprintf("K10%x::server:%s", hash, a.password)
	write(filepath.Join(folder, "token"), []byte(a.token+"\n"), 0o600)
	write(filepath.Join(folder, "agent-token"), []byte(fmt.Sprintf("K10%x::node:%s\n", hash, a.agentPassword)), 0o600)
	_ = os.Remove(filepath.Join(folder, "node-token"))
	must(0, os.Symlink(filepath.Join(folder, "token"), filepath.Join(folder, "node-token")))
	write(filepath.Join(folder, "tls", "server-ca.crt"), a.caPEM, 0o644)

	admin := template("system:admin", x509.ExtKeyUsageClientAuth)
	admin.Subject.Organization = []string{"system:masters"}
	certPEM, keyPEM = sign(admin)
	b64 := base64.StdEncoding.EncodeToString
	write("/etc/rancher/k3s/k3s.yaml", []byte(fmt.Sprintf(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: %s
    server: https://127.0.0.1:6443
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-certificate-data: %s
    client-key-data: %s
`, b64(a.caPEM), b64(certPEM), b64(keyPEM))), 0o600)
	return a
}
