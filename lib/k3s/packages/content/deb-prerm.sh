#!/bin/sh
set -eu
# `upgrade` keeps everything running: the new version takes over when the unit is restarted.
if [ "$1" = remove ]; then
  if [ -d /run/systemd/system ]; then
    systemctl disable k3s.service k3s-agent.service 2>/dev/null || true
  fi
  /usr/lib/buzzcrate-k3s/clean-up
  /usr/lib/buzzcrate-k3s/links remove
fi
