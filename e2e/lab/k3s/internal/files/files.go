// Package files writes the files that k3s keeps on a node, whole or not at all.
package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Write replaces path with data under mode. A reader, or a crash, sees the old file or the new one, never half of one.
// Missing folders are made with 0700, as k3s makes its own.
func Write(path string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	half, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(half.Name())
	if _, err = half.Write(data); err == nil {
		err = half.Chmod(mode)
	}
	if closed := half.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(half.Name(), path)
}

// Exists says whether there is something at path.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Link makes path a symbolic link to target, whatever was there before.
func Link(target, path string) error {
	half := path + ".half"
	_ = os.Remove(half)
	if err := os.Symlink(target, half); err != nil {
		return err
	}
	return os.Rename(half, path)
}

// ReadOrMake gives the trimmed text of the file at path, which make writes when it is not there yet.
func ReadOrMake(path string, mode fs.FileMode, make func() (string, error)) (string, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !os.IsNotExist(err) {
		return "", err
	}
	made, err := make()
	if err != nil {
		return "", err
	}
	return made, Write(path, []byte(made+"\n"), mode)
}
