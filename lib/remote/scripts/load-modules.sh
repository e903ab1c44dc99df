#!/bin/sh
# Loads kernel modules now. Nothing is written: k3s's unit loads what it needs at every start.
#
# MODULES   names, separated by spaces
# ::result missing=…   those that could not be loaded, with status 4
set -u
missing=
for module in $MODULES; do
  modprobe "$module" || missing="${missing:+$missing,}$module"
done
[ -z "$missing" ] && exit 0
echo "::result missing=$missing"
exit 4
