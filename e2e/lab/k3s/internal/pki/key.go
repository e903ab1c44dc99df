// Package pki makes the keys and certificates of a cluster: three authorities, and leaves for every component.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

// LoadOrMakeKey gives the private key kept at path (PEM, 0600), made when it is not there yet.
func LoadOrMakeKey(path string) (crypto.Signer, error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return makeKey(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", path)
	}
	key, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}

func makeKey(path string) (crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, files.Write(path, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), 0o600)
}

// SigningRequest is what an agent sends to get a certificate for its own key: a PKCS #10 request in DER. Its names are
// empty, since the server decides who the agent is.
func SigningRequest(key crypto.Signer) ([]byte, error) {
	return x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
}

// RandomHex gives n random bytes in hex: passwords and identifiers.
func RandomHex(n int) string {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes) // never fails, crypto/rand says
	return hex.EncodeToString(bytes)
}
