package main

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func pack(t *testing.T, programs map[string]string) []byte {
	t.Helper()
	var packed bytes.Buffer
	zipped, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(zipped)
	for name, content := range programs {
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))}); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestUnpacksOnceForAll(t *testing.T) {
	folder, packed := t.TempDir(), pack(t, map[string]string{"./k3s": "first", "./runc": "runc"})
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			if bin, err := unpack(folder, "aaa", packed); err != nil || bin != filepath.Join(folder, "data", "aaa", "bin") {
				t.Errorf("%s %v", bin, err)
			}
		}()
	}
	group.Wait()
	if content, _ := os.ReadFile(filepath.Join(folder, "data", "current", "bin", "k3s")); string(content) != "first" {
		t.Errorf("got %q", content)
	}
	entries, _ := os.ReadDir(filepath.Join(folder, "data"))
	if len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestAnUpgradeKeepsThePreviousOne(t *testing.T) {
	folder := t.TempDir()
	for _, hash := range []string{"aaa", "bbb", "ccc"} {
		if _, err := unpack(folder, hash, pack(t, map[string]string{"k3s": hash})); err != nil {
			t.Fatal(err)
		}
	}
	for link, want := range map[string]string{"current": "ccc", "previous": "bbb"} {
		if content, _ := os.ReadFile(filepath.Join(folder, "data", link, "bin", "k3s")); string(content) != want {
			t.Errorf("%s is %q", link, content)
		}
	}
}

func TestDataDir(t *testing.T) {
	for want, args := range map[string][]string{
		"/a":           {"server", "--data-dir=/a"},
		"/b":           {"agent", "-d", "/b"},
		defaultDataDir: {"kubectl", "get", "nodes"},
	} {
		if got := dataDir(args); got != want {
			t.Errorf("%v: %s", args, got)
		}
	}
	t.Setenv("K3S_DATA_DIR", "/c")
	if got := dataDir(nil); got != "/c" {
		t.Errorf("environment: %s", got)
	}
}

func TestOnlyK3sAnswersForTheVersion(t *testing.T) {
	for name, want := range map[string]bool{"/usr/local/bin/k3s": true, "k3s-arm64": true, "/usr/local/bin/kubectl": false} {
		if got := asksForVersion([]string{name, "--version"}); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
