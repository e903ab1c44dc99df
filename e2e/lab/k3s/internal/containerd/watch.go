package containerd

import (
	"context"
	"os"
	"time"

	"github.com/fsnotify/fsnotify"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// settle is how long an archive must stay unchanged before it counts as whole: the kernel's events do not say when its
// writer is done.
const settle = 500 * time.Millisecond

// Watch loads archives that are put into the folder while the node runs, until ctx ends.
func (i *Importer) Watch(ctx context.Context) error {
	if err := os.MkdirAll(i.Folder, 0o755); err != nil {
		return err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer watcher.Close()
	if err := watcher.Add(i.Folder); err != nil {
		return err
	}
	i.ImportAll(ctx) // what came between the first look and now
	due := map[string]time.Time{}
	timer := time.NewTimer(settle)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Has(fsnotify.Create) || event.Has(fsnotify.Write) {
				due[event.Name] = time.Now().Add(settle)
				timer.Reset(settle)
			}
		case err := <-watcher.Errors:
			journal.Error("Watching %s: %v", i.Folder, err)
		case now := <-timer.C:
			for path, at := range due {
				if !now.Before(at) {
					delete(due, path)
					i.Import(ctx, path)
				}
			}
			if len(due) > 0 {
				timer.Reset(settle)
			}
		}
	}
}
