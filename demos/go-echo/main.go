// Command go-echo is the first thing a new cluster runs: it answers every request with its query string, so that
// `curl http://board:81/?hello` prints `hello`, and says in headers which pod on which node answered.
//
// Settings come from the environment: PORT (8080), POD_NAME and NODE_NAME (the downward API fills them).
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// drainTimeout is how long requests under way may take after SIGTERM; Kubernetes kills after 30 s.
const drainTimeout = 20 * time.Second

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, log, os.Getenv); err != nil {
		log.Error("go-echo stopped", "error", err.Error())
		os.Exit(1)
	}
}

// run serves until ctx ends, then lets requests under way finish.
func run(ctx context.Context, log *slog.Logger, getenv func(string) string) error {
	port, err := portFrom(getenv("PORT"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("", strconv.Itoa(port)))
	if err != nil {
		return err
	}
	return serve(ctx, log, listener, whereFrom(getenv))
}

// serve answers on listener until ctx ends.
func serve(ctx context.Context, log *slog.Logger, listener net.Listener, where place) error {
	echo := newEcho(log, where)
	server := &http.Server{
		Handler:           echo,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
	drained := make(chan error, 1)
	go func() {
		<-ctx.Done()
		echo.draining.Store(true)
		deadline, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		drained <- server.Shutdown(deadline)
	}()
	log.Info("go-echo listens", "address", listener.Addr().String(), "pod", where.pod, "node", where.node)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	err := <-drained
	log.Info("go-echo stops")
	return err
}

// portFrom reads a TCP port; empty means 8080.
func portFrom(text string) (int, error) {
	if text == "" {
		return 8080, nil
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("PORT is %q: it must be a number from 1 to 65535", text)
	}
	return port, nil
}

// whereFrom says where this copy runs: as the downward API says, else the host's own name.
func whereFrom(getenv func(string) string) place {
	where := place{pod: getenv("POD_NAME"), node: getenv("NODE_NAME")}
	if where.pod == "" {
		where.pod, _ = os.Hostname()
	}
	return where
}
