package files

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteReplacesAndSetsTheMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "file")
	for _, text := range []string{"first", "second"} {
		if err := Write(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReadOrMakeMakesOnce(t *testing.T) {
	path, made := filepath.Join(t.TempDir(), "id"), 0
	for range 2 {
		got, err := ReadOrMake(path, 0o600, func() (string, error) { made++; return "abc", nil })
		if err != nil || got != "abc" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times", made)
	}
}

func TestLinkReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "link")
	if err := Write(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Link("/target", path); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.Readlink(path); got != "/target" {
		t.Errorf("link to %q", got)
	}
}
