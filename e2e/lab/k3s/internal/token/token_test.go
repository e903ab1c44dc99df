package token

import (
	"strings"
	"testing"
)

func TestRoundTrip(t *testing.T) {
	ca := []byte("-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n")
	text := Format(ca, "server", "s3cret:with:colons")
	if fields := strings.SplitN(text, ":", 4); len(fields) != 4 || fields[2] != "server" {
		t.Errorf("tools split the token at its colons and take the fourth field: %q", text)
	}
	parsed, err := Parse(text)
	if err != nil || parsed != (Token{Hash(ca), "server", "s3cret:with:colons"}) {
		t.Fatalf("got %+v, %v", parsed, err)
	}
	if err := parsed.Verify(ca); err != nil {
		t.Error(err)
	}
	if err := parsed.Verify([]byte("another")); err == nil || !strings.HasPrefix(err.Error(), "token CA hash does not match the Cluster CA certificate hash: ") {
		t.Errorf("another cluster: %v", err)
	}
}

func TestShortTokenTrustsAnyCluster(t *testing.T) {
	parsed, err := Parse("just-a-password")
	if err != nil || parsed != (Token{Password: "just-a-password"}) || parsed.Verify([]byte("any")) != nil {
		t.Errorf("got %+v, %v", parsed, err)
	}
}

func TestRefusesWithTheWordsOfK3s(t *testing.T) {
	hash := strings.Repeat("a", 64)
	for text, want := range map[string]string{
		"":                         "token must not be empty",
		"K10abc::server:x":         "invalid token CA hash length",
		"K10" + hash + "::server":  "invalid token format",
		"K10" + hash + "::server:": "invalid token format",
		"K10" + hash:               "invalid token format",
		"K10" + hash + "::":        "invalid token format",
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
