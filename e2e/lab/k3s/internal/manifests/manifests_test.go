package manifests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var values = Values{ClusterDNS: "10.43.0.10", ClusterDomain: "cluster.local", LocalStoragePath: "/var/lib/rancher/k3s/storage"}

func TestPackagedManifestsAreObjects(t *testing.T) {
	for _, name := range components {
		text, err := packaged.ReadFile("packaged/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		objects, err := parse(values.fill(string(text)))
		if err != nil || len(objects) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		for _, object := range objects {
			if object.GetKind() == "" || object.GetName() == "" || object.GetAPIVersion() == "" {
				t.Errorf("%s: %v", name, object)
			}
		}
		if filled := values.fill(string(text)); strings.Contains(filled, "%{") {
			t.Errorf("%s: a value is missing", name)
		}
	}
}

func TestStageHonoursDisableAndSkip(t *testing.T) {
	folder := t.TempDir()
	if _, err := stage(folder, values, nil); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(folder, "coredns.yaml")
	if err := os.WriteFile(mine, []byte("# mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine+".skip", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	removed, err := stage(folder, values, []string{"local-storage", "traefik", "rolebindings"})
	if err != nil {
		t.Fatal(err)
	}
	if _, found := removed["local-storage"]; !found || len(removed) != 1 {
		t.Errorf("to be deleted: %v", removed)
	}
	if _, err := os.Stat(filepath.Join(folder, "local-storage.yaml")); !os.IsNotExist(err) {
		t.Error("local-storage.yaml is still there")
	}
	if text, _ := os.ReadFile(mine); string(text) != "# mine" {
		t.Error("coredns.yaml was touched in spite of .skip")
	}
}

func TestOrder(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"zeta.yml", "alpha.json", "local-storage.yaml", "coredns.yaml", "rolebindings.yaml", "notes.txt", ".half.yaml"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"rolebindings.yaml", "coredns.yaml", "local-storage.yaml", "alpha.json", "zeta.yml"}
	if got := inOrder(entries); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestListsAreOpened(t *testing.T) {
	objects, err := parse("---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n")
	if err != nil || len(objects) != 2 || objects[1].GetName() != "b" {
		t.Errorf("got %v, %v", objects, err)
	}
	if _, err := parse("a: ["); err == nil {
		t.Error("broken YAML")
	}
}
