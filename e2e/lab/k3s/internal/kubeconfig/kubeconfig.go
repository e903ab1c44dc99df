// Package kubeconfig writes kubeconfig files in k3s's two forms.
package kubeconfig

import (
	"io/fs"
	"os"

	"k8s.io/client-go/tools/clientcmd"
	api "k8s.io/client-go/tools/clientcmd/api"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
)

// ByPath names the files of the CA and of the client (<client>.crt, <client>.key): for components on the same host, whose
// certificates are renewed under them.
func ByPath(path, server, caFile, client string) error {
	return write(path, 0o600, &api.Cluster{Server: server, CertificateAuthority: caFile},
		&api.AuthInfo{ClientCertificate: client + ".crt", ClientKey: client + ".key"})
}

// Embedded holds everything in itself: the file that people take away.
func Embedded(path string, mode fs.FileMode, server string, caPEM []byte, client string) error {
	cert, err := os.ReadFile(client + ".crt")
	if err != nil {
		return err
	}
	key, err := os.ReadFile(client + ".key")
	if err != nil {
		return err
	}
	return write(path, mode, &api.Cluster{Server: server, CertificateAuthorityData: caPEM},
		&api.AuthInfo{ClientCertificateData: cert, ClientKeyData: key})
}

// write uses the one name `default` for everything, as k3s does.
func write(path string, mode fs.FileMode, cluster *api.Cluster, user *api.AuthInfo) error {
	config := api.NewConfig()
	config.Clusters["default"] = cluster
	config.AuthInfos["default"] = user
	config.Contexts["default"] = &api.Context{Cluster: "default", AuthInfo: "default"}
	config.CurrentContext = "default"
	text, err := clientcmd.Write(*config)
	if err != nil {
		return err
	}
	return files.Write(path, text, mode)
}
