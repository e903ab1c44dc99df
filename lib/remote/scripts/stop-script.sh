#!/bin/sh
# Ends the script with the process id PID and everything it started: asks first, then insists. Repeatable.
set -u

# Prints the process ids of the whole tree below $1, children before parents. /proc only: no tool is needed.
tree() {
  for stat in /proc/[0-9]*/stat; do
    IFS= read -r line 2>/dev/null <"$stat" || continue
    pid=${line%% *}
    # shellcheck disable=SC2086 # split on purpose: "S ppid …" after the name in brackets
    set -- "$1" ${line##*) }
    [ "$3" = "$1" ] && (tree "$pid")
    set -- "$1"
  done
  echo "$1"
}

[ -d "/proc/$PID" ] || exit 0
pids=$(tree "$PID")
# shellcheck disable=SC2086 # a list of numbers
kill -TERM $pids 2>/dev/null
tries=0
while [ -d "/proc/$PID" ] && [ "$tries" -lt 30 ]; do
  sleep 0.1
  tries=$((tries + 1))
done
# shellcheck disable=SC2086
kill -KILL $pids 2>/dev/null
exit 0
