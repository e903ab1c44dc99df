package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// unpack puts the programs below folder and gives where they are. It does nothing when they are there already; several
// processes may do it at once, and one that is killed leaves nothing that counts.
func unpack(folder, hash string, packed []byte) (string, error) {
	home := filepath.Join(folder, "data", hash)
	bin := filepath.Join(home, "bin")
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	if err := os.MkdirAll(filepath.Dir(home), 0o755); err != nil {
		return "", err
	}
	half, err := os.MkdirTemp(filepath.Dir(home), hash+"-tmp")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(half)
	if err := os.Chmod(half, 0o755); err != nil {
		return "", err
	}
	if err := extract(packed, filepath.Join(half, "bin")); err != nil {
		return "", err
	}
	if err := os.Rename(half, home); err != nil {
		if _, there := os.Stat(bin); there != nil { // not because another process was faster
			return "", err
		}
	}
	return bin, point(filepath.Join(folder, "data"), hash)
}

// point keeps the links `current` and `previous`.
func point(folder, hash string) error {
	current := filepath.Join(folder, "current")
	if before, err := os.Readlink(current); err == nil && filepath.Base(before) != hash {
		previous := filepath.Join(folder, "previous")
		if err := os.Remove(previous); err != nil && !os.IsNotExist(err) {
			return err
		}
		if err := os.Rename(current, previous); err != nil {
			return err
		}
	}
	err := os.Symlink(filepath.Join(folder, hash), current)
	if os.IsExist(err) {
		return nil
	}
	return err
}

func extract(packed []byte, folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	content, err := zstd.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	defer content.Close()
	for archive := tar.NewReader(content); ; {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if entry.Typeflag != tar.TypeReg {
			continue
		}
		if err := writeProgram(filepath.Join(folder, filepath.Base(entry.Name)), archive); err != nil {
			return fmt.Errorf("%s: %w", entry.Name, err)
		}
	}
}

func writeProgram(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
