#!/bin/sh
# run-tied.sh PROGRAM ARGS...: runs a program no longer than whoever started this: when that one is gone, however it
# ended, descriptor 3 closes, and the program is asked to end. Else npm ci or a build would go on beside the next one.
"$@" 3<&- &
program=$!
{
  read -r _ <&3
  kill "$program" 2>/dev/null
} &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill "$watch" 2>/dev/null
exit "$status"
