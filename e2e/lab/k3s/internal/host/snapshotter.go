package host

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"buzzcrate.dev/e2e/lab/k3s/internal/options"
)

// Snapshotter gives how containerd keeps layers below folder: overlayfs, or native where the folder's file system cannot
// carry an overlay. k3s would refuse to start there; a lab host may well be an overlay itself.
func Snapshotter(o options.Options, folder string) (string, error) {
	if given := o.Text("snapshotter", ""); given != "" {
		return given, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	trial, err := os.MkdirTemp(folder, ".overlay-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(trial)
	path := func(name string) string { return filepath.Join(trial, name) }
	for _, name := range []string{"lower1", "lower2", "upper", "work", "merged"} {
		if err := os.Mkdir(path(name), 0o700); err != nil {
			return "", err
		}
	}
	layers := fmt.Sprintf("lowerdir=%s:%s,upperdir=%s,workdir=%s", path("lower2"), path("lower1"), path("upper"), path("work"))
	if unix.Mount("overlay", path("merged"), "overlay", 0, layers) != nil {
		return "native", nil
	}
	return "overlayfs", unix.Unmount(path("merged"), 0)
}
