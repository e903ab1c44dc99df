#!/bin/sh
# The first thing on every channel: becomes root if asked to, then runs what comes on standard input.
#
#   sh -c "$(cat launch.sh)" launch root|login password|plain [PROGRAM]
#
# Standard input: with `password` the sudo password on the first line; then a line `::begin`; then the text of a script
# (or, with PROGRAM, whatever PROGRAM reads). Nothing but this file and PROGRAM is in the arguments, so no secret is.
# Standard output: `::sudo` when sudo is about to be asked, `::ready PID` when the script is about to begin. Whatever
# is printed before that is not the script's. Standard error: `::password` each time that sudo asks for it. If sudo asks for no password after all, its line is skipped.

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

if ! command -v sudo >/dev/null 2>&1; then
  if command -v doas >/dev/null 2>&1; then echo 'sudo: not found, but doas' >&2; else echo 'sudo: not found' >&2; fi
  echo ::sudo
  exit 127
fi
echo ::sudo
# The prompt is a line of ours: whoever sees it a second time knows that the password was wrong, whatever sudo says then.
if [ "$2" = password ]; then
  exec env LC_ALL=C sudo -S -p '::password
' -- sh -c "$begin" sh "${3-}"
fi
exec env LC_ALL=C sudo -n -- sh -c "$begin" sh "${3-}"
