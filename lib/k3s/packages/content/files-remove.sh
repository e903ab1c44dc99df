#!/bin/sh
# Removes every file of the manifest, then the folders that are empty without them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/links" remove
list=$(cat "$here/manifest")
echo "$list" | while IFS= read -r path; do
  rm -f "/$path"
done
rm -f "$here/manifest"
rmdir "$here"
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
