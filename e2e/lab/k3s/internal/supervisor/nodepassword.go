package supervisor

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/scrypt"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// ErrRejected means that a node name is taken by another node.
var ErrRejected = errors.New("hash does not match")

// k3s's format is $1:<salt>:<log2 N>:<r>:<p>:<hash>, with 15 for N; a lab with twenty nodes on one machine cannot spend
// 100 ms of CPU on each, and the format says which N was used.
const (
	logN     = 12
	r        = 8
	p        = 1
	keyBytes = 64
)

// SecretPasswords keeps hashes of node passwords in Secrets <node>.node-password.k3s in kube-system.
type SecretPasswords struct {
	// Client gives nil while the API server does not answer yet.
	Client func() kubernetes.Interface

	verified sync.Map // node → password found right before, so that a join computes one hash, not two
}

// SecretName is the Secret of a node.
func SecretName(node string) string { return strings.ToLower(node) + ".node-password.k3s" }

// Check accepts a name's first password for ever, until its Secret is deleted.
func (s *SecretPasswords) Check(ctx context.Context, node, password string) error {
	client := s.Client()
	if client == nil {
		return errors.New("runtime core not ready")
	}
	secrets := client.CoreV1().Secrets(metav1.NamespaceSystem)
	secret, err := secrets.Get(ctx, SecretName(node), metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return s.remember(ctx, client, node, password)
	}
	if err != nil {
		return err
	}
	hash := string(secret.Data["hash"])
	if before, found := s.verified.Load(node); found && before == hash+password {
		return nil
	}
	if err := verifyPassword(hash, password); err != nil {
		return err
	}
	s.verified.Store(node, hash+password)
	return nil
}

func (s *SecretPasswords) remember(ctx context.Context, client kubernetes.Interface, node, password string) error {
	salt := make([]byte, 8)
	_, _ = rand.Read(salt) // never fails
	hash, err := hashPassword(password, salt)
	if err != nil {
		return err
	}
	immutable := true
	secret := &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: SecretName(node)},
		Immutable:  &immutable,
		Data:       map[string][]byte{"hash": []byte(hash)},
	}
	_, err = client.CoreV1().Secrets(metav1.NamespaceSystem).Create(ctx, secret, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) { // two nodes of this name at the same moment: one of them was first
		return s.Check(ctx, node, password)
	}
	if err == nil {
		s.verified.Store(node, hash+password)
	}
	return err
}

func hashPassword(password string, salt []byte) (string, error) {
	key, err := scrypt.Key([]byte(password), salt, 1<<logN, r, p, keyBytes)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("$1:%s:%d:%d:%d:%s", hex.EncodeToString(salt), logN, r, p, base64.RawStdEncoding.EncodeToString(key)), nil
}

func verifyPassword(hash, password string) error {
	parts := strings.Split(hash, ":")
	if len(parts) != 6 {
		return fmt.Errorf("unable to locate hash data: %w", ErrRejected)
	}
	salt, err := hex.DecodeString(parts[1])
	if err != nil {
		return err
	}
	again, err := hashPassword(password, salt)
	if err != nil {
		return err
	}
	if !same(again, hash) {
		return ErrRejected
	}
	return nil
}
