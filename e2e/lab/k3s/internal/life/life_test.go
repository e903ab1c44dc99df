package life

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestOnePartEndsAll(t *testing.T) {
	group := New(context.Background())
	var order []string
	group.OnStop(func() { order = append(order, "first") })
	group.OnStop(func() { order = append(order, "last") })
	group.Go("worker", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	group.Go("kubelet", func(context.Context) error { return errors.New("cgroup v1 is not supported") })
	if err := group.Wait(); err == nil || err.Error() != "kubelet exited: cgroup v1 is not supported" {
		t.Errorf("got %v", err)
	}
	if !slices.Equal(order, []string{"last", "first"}) {
		t.Errorf("stopped %v", order)
	}
}

func TestAskedToEndIsNoFailure(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	group := New(ctx)
	group.Go("kubelet", func(ctx context.Context) error { <-ctx.Done(); return errors.New("stopped") })
	group.Once(func(context.Context) error { return nil })
	stop()
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}
