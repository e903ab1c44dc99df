#!/bin/sh
# run-tied.sh PROGRAM ARGS...: runs a program no longer than whoever started this: when that one is gone, however it
# ended, descriptor 3 closes, and the program is asked to end, and made to after ten seconds. Else npm ci or a build would
# go on beside the next one.
"$@" 3<&- &
program=$!
{
  read -r _ <&3
  kill "$program" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    kill -0 "$program" 2>/dev/null || exit 0
  done
  kill -9 "$program" 2>/dev/null
} &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill "$watch" 2>/dev/null
exit "$status"
