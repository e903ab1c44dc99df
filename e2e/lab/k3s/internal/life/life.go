// Package life holds the parts of a process together: when one part ends, all end, and systemd starts the whole again.
package life

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// stopTimeout bounds how long an orderly end may take.
const stopTimeout = 5 * time.Second

// Group is the parts of a process.
type Group struct {
	parent context.Context
	ctx    context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	stops  []func()
}

// New makes a group that ends when ctx does.
func New(parent context.Context) *Group {
	ctx, cancel := context.WithCancelCause(parent)
	return &Group{parent: parent, ctx: ctx, cancel: cancel}
}

// Context ends with the group.
func (g *Group) Context() context.Context { return g.ctx }

// Go runs a part that must not end before the group does.
func (g *Group) Go(name string, work func(context.Context) error) {
	go func() {
		err := work(g.ctx)
		if g.ctx.Err() == nil {
			g.cancel(fmt.Errorf("%s exited: %v", name, err))
		}
	}()
}

// Once runs a part that ends when its work is done; its failure ends the group.
func (g *Group) Once(work func(context.Context) error) {
	go func() {
		if err := work(g.ctx); err != nil && g.ctx.Err() == nil {
			g.cancel(err)
		}
	}()
}

// OnStop has something done at the end; what was added last is done first.
func (g *Group) OnStop(do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stops = append(g.stops, do)
}

// Wait blocks until the group ends and has stopped. It gives nil when it was asked to end, else what failed.
func (g *Group) Wait() error {
	<-g.ctx.Done()
	g.mu.Lock()
	defer g.mu.Unlock()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for i := len(g.stops) - 1; i >= 0; i-- {
			g.stops[i]()
		}
	}()
	select {
	case <-stopped:
	case <-time.After(stopTimeout):
	}
	if g.parent.Err() != nil { // asked to, whatever else failed on the way
		return nil
	}
	return context.Cause(g.ctx)
}
