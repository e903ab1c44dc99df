#!/bin/sh
# The first thing on every channel: becomes root if asked to, then runs what comes on standard input.
#
#   sh -c "$(cat launch.sh)" launch root|login password|plain [PROGRAM]
#
# Standard input: with `password` the sudo password on the first line; then a line `::begin`; then the text of a script
# (or, with PROGRAM, whatever PROGRAM reads). Nothing but this file and PROGRAM is in the arguments, so no secret is.
# Standard output: `::sudo` when sudo is about to be asked, `::ready PID` when the script is about to begin. Whatever
# is printed before that is not the script's. If sudo asks for no password after all, its line is skipped.

# shellcheck disable=SC2016 # expanded by the shell that sudo starts
begin='
  echo "::ready $$"
  while :; do
    IFS= read -r line || exit 75
    [ "$line" = ::begin ] && break
  done
  if [ -n "$1" ]; then exec sh -c "$1"; fi
  exec sh -s
'

if [ "$1" = login ] || [ "$(id -u)" = 0 ]; then exec sh -c "$begin" sh "${3-}"; fi

echo ::sudo
if [ "$2" = password ]; then exec env LC_ALL=C sudo -S -p '' -- sh -c "$begin" sh "${3-}"; fi
exec env LC_ALL=C sudo -n -- sh -c "$begin" sh "${3-}"
