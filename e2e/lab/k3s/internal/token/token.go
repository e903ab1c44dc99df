// Package token reads and writes k3s's join tokens.
//
// The secure form is K10<sha256 of the cluster CA's PEM, hex>::<user>:<password>; the hash lets an agent trust a server
// it has never met. The short form is the password alone, and trusts whatever CA the server shows.
package token

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

const prefix = "K10"

// Token is a join token taken apart. CAHash is empty in the short form.
type Token struct {
	CAHash   string
	User     string
	Password string
}

// Parse takes a token apart, with k3s's words when it cannot.
func Parse(text string) (Token, error) {
	if text == "" {
		return Token{}, errors.New("token must not be empty")
	}
	rest, secure := strings.CutPrefix(text, prefix)
	if !secure {
		return Token{Password: text}, nil
	}
	hash, credentials, found := strings.Cut(rest, "::")
	if !found {
		hash, credentials = "", rest
	}
	if hash != "" && len(hash) != sha256.Size*2 {
		return Token{}, errors.New("invalid token CA hash length")
	}
	user, password, found := strings.Cut(credentials, ":")
	if !found || password == "" {
		return Token{}, errors.New("invalid token format")
	}
	return Token{CAHash: hash, User: user, Password: password}, nil
}

// Format writes the secure form of a token for the cluster with this CA.
func Format(caPEM []byte, user, password string) string {
	return prefix + Hash(caPEM) + "::" + user + ":" + password
}

// Hash is the part of a token that names the cluster: the SHA-256 of the CA file as it is served under /cacerts.
func Hash(caPEM []byte) string {
	sum := sha256.Sum256(caPEM)
	return hex.EncodeToString(sum[:])
}

// Verify says whether the server that showed caPEM is the one the token is for.
func (t Token) Verify(caPEM []byte) error {
	if hash := Hash(caPEM); t.CAHash != "" && t.CAHash != hash {
		return fmt.Errorf("token CA hash does not match the Cluster CA certificate hash: %s != %s", t.CAHash, hash)
	}
	return nil
}
