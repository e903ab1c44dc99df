package containerd

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// fakeCtr stands in for containerd's client: it writes what it is fed into <folder>/loaded/<n>.
func fakeCtr(t *testing.T) Settings {
	t.Helper()
	folder := t.TempDir()
	s := Settings{AgentFolder: filepath.Join(folder, "agent"), BinFolder: filepath.Join(folder, "bin")}
	for _, each := range []string{s.BinFolder, filepath.Join(folder, "loaded"), filepath.Join(s.AgentFolder, "images")} {
		if err := os.MkdirAll(each, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script := "#!/bin/sh\nf=$(mktemp " + folder + "/loaded/XXXXXX)\ncat >$f\ngrep -q broken $f && { rm $f; echo 'unrecognized archive' >&2; exit 1; }\nexit 0\n"
	if err := os.WriteFile(filepath.Join(s.BinFolder, "ctr"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, i *Importer, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(i.Folder, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func loaded(t *testing.T, s Settings) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(s.AgentFolder, "..", "loaded", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var contents []string
	for _, path := range found {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, string(content))
	}
	return contents
}

func zst(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	writer, err := zstd.NewWriter(&packed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(writer, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestImportsEveryArchiveOnce(t *testing.T) {
	s := fakeCtr(t)
	i := NewImporter(s)
	put(t, i, "a.tar", []byte("first"))
	put(t, i, "b.tar.zst", zst(t, "second"))
	put(t, i, "list.txt", []byte("not an archive"))
	put(t, i, ".c.tar", []byte("half an archive"))
	put(t, i, "d.tar", []byte("broken"))
	i.ImportAll(context.Background())
	if got := strings.Join(loaded(t, s), " "); !strings.Contains(got, "first") || !strings.Contains(got, "second") || len(loaded(t, s)) != 2 {
		t.Fatalf("loaded %q", got)
	}
	NewImporter(s).ImportAll(context.Background())
	if got := loaded(t, s); len(got) != 2 {
		t.Errorf("a restart loads again: %q", got)
	}
	put(t, i, "a.tar", []byte("changed"))
	NewImporter(s).ImportAll(context.Background())
	if got := loaded(t, s); len(got) != 3 {
		t.Errorf("a changed archive is not loaded: %q", got)
	}
}

func TestWatchImportsWhatComesLater(t *testing.T) {
	s := fakeCtr(t)
	i := NewImporter(s)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- i.Watch(ctx) }()
	for n, name := range []string{"later.tar", "latest.tar"} { // the second one surely comes while it watches
		put(t, i, name, []byte(name))
		for deadline := time.Now().Add(10 * time.Second); len(loaded(t, s)) <= n; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(name, "was not loaded")
			}
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestConfigNamesTheFoldersOfThisNode(t *testing.T) {
	s := Settings{AgentFolder: t.TempDir(), BinFolder: "/data/bin", PauseImage: "docker.io/rancher/mirrored-pause:3.6", Snapshotter: "overlayfs"}
	if err := s.writeConfig(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(s.configFile())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`BinaryName = "/data/bin/runc"`, `sandbox_image = "docker.io/rancher/mirrored-pause:3.6"`, `snapshotter = "overlayfs"`, s.CNIFolder()} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}
