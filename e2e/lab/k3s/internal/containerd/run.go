package containerd

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"

	"buzzcrate.dev/e2e/lab/k3s/internal/journal"
)

const (
	startTimeout = time.Minute
	askEvery     = 25 * time.Millisecond
)

// Process is a running containerd. Containers live on when it ends: their shims are no children of it.
type Process struct {
	command *exec.Cmd
	ended   chan error
}

// Start starts containerd and waits until it answers. It dies with this process, even when that is killed.
func Start(ctx context.Context, s Settings) (*Process, error) {
	if err := s.writeConfig(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.CNIFolder(), 0o700); err != nil { // containerd watches it from its start
		return nil, err
	}
	if err := os.MkdirAll(s.Root(), 0o700); err != nil {
		return nil, err
	}
	log, err := os.OpenFile(filepath.Join(s.Root(), "containerd.log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	level := "info"
	if s.Debug {
		level = "debug"
	}
	command := exec.Command(filepath.Join(s.BinFolder, "containerd"), "-c", s.configFile(), "-l", level)
	command.Env = append(os.Environ(), "PATH="+s.BinFolder+":"+os.Getenv("PATH"))
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	journal.Info("Running containerd %s", strings.Join(command.Args[1:], " "))
	process := &Process{command, make(chan error, 1)}
	if err := process.start(); err != nil {
		return nil, err
	}
	if err := process.answers(ctx); err != nil {
		process.Stop()
		return nil, fmt.Errorf("containerd, see %s: %w", log.Name(), err)
	}
	return process, nil
}

// start forks on a thread that lives as long as the child: the kernel sends Pdeathsig when that thread ends.
func (p *Process) start() error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := p.command.Start()
		started <- err
		if err == nil {
			p.ended <- p.command.Wait()
		}
	}()
	return <-started
}

// answers waits for the socket first, since gRPC logs every attempt without one, then for containerd's own word.
func (p *Process) answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		if socket, err := net.Dial("unix", Socket); err == nil {
			_ = socket.Close()
			return healthy(ctx)
		}
		select {
		case ended := <-p.ended:
			p.ended <- ended
			return fmt.Errorf("ended: %v", ended)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

func healthy(ctx context.Context) error {
	conn, err := grpc.NewClient("unix://"+Socket, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{}, grpc.WaitForReady(true))
	return err
}

// Wait blocks until containerd ends by itself, or ctx does.
func (p *Process) Wait(ctx context.Context) error {
	select {
	case err := <-p.ended:
		p.ended <- err
		return fmt.Errorf("containerd exited: %v", err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends containerd and waits for its end.
func (p *Process) Stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	select {
	case err := <-p.ended:
		p.ended <- err
	case <-time.After(2 * time.Second):
		_ = p.command.Process.Kill()
	}
}
