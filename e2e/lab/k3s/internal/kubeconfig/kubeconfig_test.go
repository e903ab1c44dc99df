package kubeconfig

import (
	"os"
	"path/filepath"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

func TestEmbeddedNeedsNoOtherFile(t *testing.T) {
	folder := t.TempDir()
	client := filepath.Join(folder, "client-admin")
	for _, extension := range []string{".crt", ".key"} {
		if err := os.WriteFile(client+extension, []byte("PEM"+extension), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(folder, "k3s.yaml")
	if err := Embedded(path, 0o640, "https://127.0.0.1:6443", []byte("CA"), client); err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cluster, user := config.Clusters["default"], config.AuthInfos["default"]
	if config.CurrentContext != "default" || cluster.Server != "https://127.0.0.1:6443" || string(cluster.CertificateAuthorityData) != "CA" {
		t.Errorf("cluster %+v", cluster)
	}
	if string(user.ClientCertificateData) != "PEM.crt" || string(user.ClientKeyData) != "PEM.key" {
		t.Errorf("user %+v", user)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
}
