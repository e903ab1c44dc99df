#!/bin/sh
# After the archive was unpacked into /: what a package manager's scripts would do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/links" add
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
