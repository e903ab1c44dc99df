package pki

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

const (
	authorityYears = 10
	leafDays       = 365
	clockSkew      = time.Hour // a board without a clock battery may be behind the server
)

// Authority is a certificate authority kept as <path>.crt and <path>.key.
type Authority struct {
	// PEM is the certificate file as it stands on disk.
	PEM  []byte
	cert *x509.Certificate
	key  crypto.Signer
}

// Leaf says whom a certificate is for. Names may be host names or addresses; with names it may serve, else it is a client's.
type Leaf struct {
	CommonName    string
	Organizations []string
	Names         []string
}

// LoadOrMakeAuthority gives the authority kept at path; a new one is called <name>@<unix time>, as k3s calls its own.
func LoadOrMakeAuthority(path, name string) (*Authority, error) {
	key, err := LoadOrMakeKey(path + ".key")
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path + ".crt")
	if os.IsNotExist(err) {
		return makeAuthority(path, name, key)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s.crt holds no PEM block", path)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	return &Authority{text, cert, key}, nil
}

func makeAuthority(path, name string, key crypto.Signer) (*Authority, error) {
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: fmt.Sprintf("%s@%d", name, now.Unix())},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.AddDate(authorityYears, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	text := certificatePEM(der)
	return &Authority{text, cert, key}, files.Write(path+".crt", text, 0o644)
}

// Sign gives the leaf's certificate for a public key, followed by the authority's own, in PEM.
func (a *Authority) Sign(public crypto.PublicKey, leaf Leaf) ([]byte, error) {
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: leaf.CommonName, Organization: leaf.Organizations},
		NotBefore:    now.Add(-clockSkew),
		NotAfter:     now.AddDate(0, 0, leafDays),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if len(leaf.Names) > 0 {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	for _, name := range leaf.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, public, a.key)
	if err != nil {
		return nil, err
	}
	return append(certificatePEM(der), a.PEM...), nil
}

// SignRequest is Sign for the key of a request in DER, after checking that the sender holds that key.
func (a *Authority) SignRequest(der []byte, leaf Leaf) ([]byte, error) {
	request, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return nil, err
	}
	if err := request.CheckSignature(); err != nil {
		return nil, err
	}
	return a.Sign(request.PublicKey, leaf)
}

// Issue writes <path>.key, kept when it is there, and a fresh <path>.crt: a restart renews what would expire.
func (a *Authority) Issue(path string, leaf Leaf) error {
	key, err := LoadOrMakeKey(path + ".key")
	if err != nil {
		return err
	}
	text, err := a.Sign(key.Public(), leaf)
	if err != nil {
		return err
	}
	return files.Write(path+".crt", text, 0o600)
}

// Pool holds this authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func serial() *big.Int {
	number, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)) // never fails
	return number
}
