package server

import (
	"errors"
	"os"
	"strings"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/layout"
	"buzzcrate.dev/e2e/lab/k3s/internal/options"
	"buzzcrate.dev/e2e/lab/k3s/internal/pki"
	"buzzcrate.dev/e2e/lab/k3s/internal/token"
)

// secrets are the passwords inside the two join tokens.
type secrets struct {
	server, agent string
}

func (s secrets) forNodes(ca *pki.Authority) string { return token.Format(ca.PEM, "node", s.agent) }

// loadSecrets reads or makes them, and writes server/token, node-token and agent-token. The password a cluster was made
// with stays; being given another one is a mistake that would lock out every node.
func loadSecrets(l layout.Layout, o options.Options, caPEM []byte) (secrets, error) {
	given, err := passwordIn(o.Text("token", ""))
	if err != nil {
		return secrets{}, errors.New("failed to normalize server token; must be in format K10<CA-HASH>::<USERNAME>:<PASSWORD> or <PASSWORD>")
	}
	kept, err := keptPassword(l.Server("token"))
	if err != nil {
		return secrets{}, err
	}
	s := secrets{server: kept}
	switch {
	case kept != "" && given != "" && kept != given:
		return secrets{}, errors.New("bootstrap data already found and encrypted with different token")
	case kept == "" && given != "":
		s.server = given
	case kept == "":
		s.server = pki.RandomHex(16)
	}
	if s.agent, err = passwordIn(o.Text("agent-token", "")); err != nil {
		return secrets{}, err
	}
	return s, s.write(l, caPEM)
}

func (s *secrets) write(l layout.Layout, caPEM []byte) error {
	if err := files.Write(l.Server("token"), []byte(token.Format(caPEM, "server", s.server)+"\n"), 0o600); err != nil {
		return err
	}
	if err := files.Link(l.Server("token"), l.Server("node-token")); err != nil {
		return err
	}
	if s.agent == "" {
		s.agent = s.server
		return files.Link(l.Server("token"), l.Server("agent-token"))
	}
	return files.Write(l.Server("agent-token"), []byte(token.Format(caPEM, "node", s.agent)+"\n"), 0o600)
}

func keptPassword(path string) (string, error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return passwordIn(strings.TrimSpace(string(text)))
}

func passwordIn(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	parsed, err := token.Parse(text)
	return parsed.Password, err
}
