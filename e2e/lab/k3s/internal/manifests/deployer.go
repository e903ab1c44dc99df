package manifests

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

// lookEvery is how often the folder is looked at. k3s takes 15 s; a look costs a few stats.
const lookEvery = 2 * time.Second

const fieldManager = "deploy@k3s"

// Deployer applies manifests.
type Deployer struct {
	folder  string
	dynamic dynamic.Interface
	mapper  *restmapper.DeferredDiscoveryRESTMapper
	applied map[string]time.Time // by path, the file's time of change
}

// NewDeployer makes a deployer for the files in folder.
func NewDeployer(folder string, config *rest.Config, client kubernetes.Interface) (*Deployer, error) {
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	return &Deployer{folder: folder, dynamic: objects, mapper: mapper, applied: map[string]time.Time{}}, nil
}

// Run stages the packaged manifests, then applies every file in the folder when it is new or changed, until ctx ends.
func (d *Deployer) Run(ctx context.Context, values Values, disabled []string) error {
	removed, err := stage(d.folder, values, disabled)
	if err != nil {
		return err
	}
	said := ""
	for {
		err := errors.Join(d.applyAll(ctx), d.deleteAll(ctx, removed))
		if err != nil && err.Error() != said {
			said = err.Error()
			journal.Error("Failed to process config: %v", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

func (d *Deployer) applyAll(ctx context.Context) error {
	entries, err := os.ReadDir(d.folder)
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range inOrder(entries) {
		path := filepath.Join(d.folder, name)
		info, err := os.Stat(path)
		if err != nil || d.applied[path].Equal(info.ModTime()) {
			continue
		}
		text, err := os.ReadFile(path)
		if err == nil {
			err = d.each(string(text), func(object *unstructured.Unstructured) error { return d.apply(ctx, object) })
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, err))
			continue
		}
		journal.Info("Applied manifest at %q", path)
		d.applied[path] = info.ModTime()
	}
	return errors.Join(problems...)
}

// inOrder gives the names of manifests: packaged ones first, as they need each other, then the user's by name.
func inOrder(entries []os.DirEntry) []string {
	rank := map[string]int{}
	for i, name := range components {
		rank[name+".yaml"] = i - len(components)
	}
	var names []string
	for _, entry := range entries {
		extension := strings.ToLower(filepath.Ext(entry.Name()))
		if !entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && (extension == ".yaml" || extension == ".yml" || extension == ".json") {
			names = append(names, entry.Name())
		}
	}
	sort.SliceStable(names, func(a, b int) bool {
		if rank[names[a]] != rank[names[b]] {
			return rank[names[a]] < rank[names[b]]
		}
		return names[a] < names[b]
	})
	return names
}

// deleteAll deletes the objects of components that were disabled, once.
func (d *Deployer) deleteAll(ctx context.Context, removed map[string]string) error {
	var problems []error
	for name, text := range removed {
		if err := d.each(text, func(object *unstructured.Unstructured) error { return d.delete(ctx, object) }); err != nil {
			problems = append(problems, err)
			continue
		}
		delete(removed, name)
	}
	return errors.Join(problems...)
}

func (d *Deployer) each(text string, do func(*unstructured.Unstructured) error) error {
	objects, err := parse(text)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := do(object); err != nil {
			return fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err)
		}
	}
	return nil
}

func (d *Deployer) apply(ctx context.Context, object *unstructured.Unstructured) error {
	resource, err := d.resource(object)
	if err != nil {
		return err
	}
	_, err = resource.Apply(ctx, object.GetName(), object, metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	return err
}

func (d *Deployer) delete(ctx context.Context, object *unstructured.Unstructured) error {
	resource, err := d.resource(object)
	if err != nil {
		return err
	}
	background := metav1.DeletePropagationBackground
	err = resource.Delete(ctx, object.GetName(), metav1.DeleteOptions{PropagationPolicy: &background})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

// resource finds where objects of this kind live; a kind that is not known yet may come with a definition later.
func (d *Deployer) resource(object *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	kind := object.GroupVersionKind()
	mapping, err := d.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if meta.IsNoMatchError(err) {
		d.mapper.Reset()
		mapping, err = d.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	}
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() != meta.RESTScopeNameNamespace {
		return d.dynamic.Resource(mapping.Resource), nil
	}
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	return d.dynamic.Resource(mapping.Resource).Namespace(namespace), nil
}
