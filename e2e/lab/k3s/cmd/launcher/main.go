// Command launcher is the one file of a release. It holds the real k3s and its helpers, packed; at its first start it
// unpacks them into <data-dir>/data/<hash>/bin, and from then on becomes the k3s there, as k3s does.
package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

//go:embed release/programs.tar.zst
var programs []byte

// hash is the SHA-256 of programs; computing it at every start would take as long as the start.
//
//go:embed release/hash.txt
var hash string

//go:embed release/version.txt
var version string

const defaultDataDir = "/var/lib/rancher/k3s"

func main() {
	if asksForVersion(os.Args) {
		fmt.Print(version)
		return
	}
	bin, err := unpack(dataDir(os.Args[1:]), strings.TrimSpace(hash), programs)
	if err == nil {
		err = syscall.Exec(filepath.Join(bin, "k3s"), os.Args, os.Environ())
	}
	fmt.Fprintf(os.Stderr, "level=fatal msg=%q\n", "extracting data: "+err.Error())
	os.Exit(1)
}

// asksForVersion answers for the whole release without unpacking it: who looks at a file should not change the host.
// Under another name (kubectl, ctr) the question is not for us.
func asksForVersion(argv []string) bool {
	return strings.HasPrefix(filepath.Base(argv[0]), "k3s") && len(argv) == 2 && (argv[1] == "--version" || argv[1] == "-v")
}

// dataDir finds the data folder as the real k3s will: flag, environment, default.
func dataDir(args []string) string {
	for i, arg := range args {
		if value, found := strings.CutPrefix(arg, "--data-dir="); found {
			return value
		}
		if (arg == "--data-dir" || arg == "-d") && i+1 < len(args) {
			return args[i+1]
		}
	}
	if value := os.Getenv("K3S_DATA_DIR"); value != "" {
		return value
	}
	return defaultDataDir
}
