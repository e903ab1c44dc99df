#!/bin/sh
# After the archive was unpacked into /: what a package manager's scripts would do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/links" add
# Where SELinux is on, the program is trusted by its label, which an archive does not bring.
if command -v restorecon >/dev/null 2>&1; then restorecon -R "$here" "$here/../../bin/k3s" || true; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
