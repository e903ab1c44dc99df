package containerd

import (
	"compress/bzip2"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"github.com/klauspost/compress/zstd"

	"buzzcrate.dev/e2e/lab/k3s/internal/files"
	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// archives are the file names that k3s takes for image archives, and how to read them.
var archives = map[string]func(io.Reader) (io.Reader, error){
	".tar":     plain,
	".tar.gz":  gunzip,
	".tgz":     gunzip,
	".tar.bz2": bunzip,
	".tbz":     bunzip,
	".tar.zst": unzstd,
	".tzst":    unzstd,
}

// Importer loads image archives from a folder into containerd, each once.
type Importer struct {
	// Folder is <data-dir>/agent/images.
	Folder   string
	settings Settings
	done     map[string]fingerprint
}

// fingerprint says whether an archive is still the one that was loaded.
type fingerprint struct {
	Size     int64
	Modified int64
}

// NewImporter remembers what was loaded into this containerd before.
func NewImporter(s Settings) *Importer {
	i := &Importer{Folder: filepath.Join(s.AgentFolder, "images"), settings: s, done: map[string]fingerprint{}}
	if text, err := os.ReadFile(i.memory()); err == nil {
		if err := json.Unmarshal(text, &i.done); err != nil {
			journal.Warn("Importing all images again: %v", err)
		}
	}
	return i
}

// memory lies beside what it speaks of: who removes the one removes the other.
func (i *Importer) memory() string { return filepath.Join(i.settings.Root(), ".imported.json") }

// ImportAll loads every archive in the folder that is new or changed. An archive that cannot be loaded is reported and
// does not keep the node from starting.
func (i *Importer) ImportAll(ctx context.Context) {
	entries, err := os.ReadDir(i.Folder)
	if err != nil {
		if !os.IsNotExist(err) {
			journal.Error("Unable to read images in %s: %v", i.Folder, err)
		}
		return
	}
	sort.Slice(entries, func(a, b int) bool { return entries[a].Name() < entries[b].Name() })
	for _, entry := range entries {
		i.Import(ctx, filepath.Join(i.Folder, entry.Name()))
	}
}

// Import loads one archive unless it is loaded already. Files that are no archives are passed over.
func (i *Importer) Import(ctx context.Context, path string) {
	open := opener(path)
	info, err := os.Stat(path)
	if open == nil || err != nil || !info.Mode().IsRegular() {
		return
	}
	print := fingerprint{info.Size(), info.ModTime().UnixNano()}
	if i.done[path] == print {
		return
	}
	journal.Info("Importing images from %s", path)
	if err := i.load(ctx, path, open); err != nil {
		journal.Error("Error encountered while importing %s: %v", path, err)
		return
	}
	journal.Info("Imported images from %s", path)
	i.done[path] = print
	if text, err := json.Marshal(i.done); err == nil {
		if err := files.Write(i.memory(), text, 0o600); err != nil {
			journal.Warn("Importing %s again at the next start: %v", path, err)
		}
	}
}

// load leaves layers packed: containerd unpacks those of images that the node really runs, when it runs them.
func (i *Importer) load(ctx context.Context, path string, open func(io.Reader) (io.Reader, error)) error {
	archive, err := os.Open(path)
	if err != nil {
		return err
	}
	defer archive.Close()
	content, err := open(archive)
	if err != nil {
		return err
	}
	ctr := exec.CommandContext(ctx, filepath.Join(i.settings.BinFolder, "ctr"), "--address", Socket, "--namespace", "k8s.io",
		"images", "import", "--all-platforms", "--no-unpack", "-")
	ctr.Stdin = content
	if output, err := ctr.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(output)))
	}
	return nil
}

// opener gives how to read an archive of this name, or nil for a name that is none.
func opener(path string) func(io.Reader) (io.Reader, error) {
	name := strings.ToLower(filepath.Base(path))
	if strings.HasPrefix(name, ".") {
		return nil // half written, by whoever renames it later
	}
	for extension, open := range archives {
		if strings.HasSuffix(name, extension) {
			return open
		}
	}
	return nil
}

func plain(r io.Reader) (io.Reader, error)  { return r, nil }
func bunzip(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }
func gunzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
func unzstd(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) }
