// Package journal writes log lines as k3s does, so that whatever reads k3s's journal reads this one too:
//
//	time="2026-05-01T08:00:00Z" level=info msg="k3s is up and running"
package journal

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"sync"
	"time"
)

var (
	mu  sync.Mutex
	out io.Writer = os.Stderr
)

// bare is a message that needs no quotes.
var bare = regexp.MustCompile(`^[a-zA-Z0-9\-._/@^+]+$`)

// Info logs what a reader wants to know of a normal start.
func Info(format string, args ...any) { write("info", format, args...) }

// Warn logs what is odd but has no consequence yet.
func Warn(format string, args ...any) { write("warning", format, args...) }

// Error logs a failure that will be tried again.
func Error(format string, args ...any) { write("error", format, args...) }

// Fatal logs the reason and ends the process; systemd then starts the unit again.
func Fatal(format string, args ...any) {
	write("fatal", format, args...)
	os.Exit(1)
}

func write(level, format string, args ...any) {
	line := entry(time.Now(), level, fmt.Sprintf(format, args...))
	mu.Lock()
	defer mu.Unlock()
	_, _ = io.WriteString(out, line)
}

func entry(at time.Time, level, message string) string {
	if !bare.MatchString(message) {
		message = fmt.Sprintf("%q", message)
	}
	return fmt.Sprintf("time=%q level=%s msg=%s\n", at.UTC().Format(time.RFC3339), level, message)
}
