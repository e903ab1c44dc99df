#!/bin/sh
# Takes k3s off this machine for good: containers, cluster data, volumes, configuration, and the package itself.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

[ "$(id -u)" -eq 0 ] || { echo 'run this as root' >&2; exit 1; }

if command -v systemctl >/dev/null 2>&1; then
  systemctl disable k3s.service k3s-agent.service 2>/dev/null || true
fi
"$here/clean-up"
if [ -e "$here/manifest" ]; then
  "$here/purge" purge
  exec "$here/remove-files"
elif command -v pacman >/dev/null 2>&1 && pacman -Qq buzzcrate-k3s >/dev/null 2>&1; then
  "$here/purge" purge
  exec pacman -R --nosave --noconfirm buzzcrate-k3s
else
  # Removal and purge scripts of the package do the rest.
  exec dpkg --purge buzzcrate-k3s
fi
