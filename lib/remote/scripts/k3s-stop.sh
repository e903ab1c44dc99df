#!/bin/sh
# Stops k3s with its containers, networks and mounts, and keeps it from starting again. Its data stay. Repeatable, also
# where there is no k3s.
set -u
if command -v systemctl >/dev/null 2>&1; then
  systemctl disable --quiet k3s.service k3s-agent.service 2>/dev/null
fi
for script in /usr/lib/buzzcrate-k3s/clean-up /usr/local/lib/buzzcrate-k3s/clean-up; do
  if [ -x "$script" ]; then
    "$script" || exit 1
  fi
done
exit 0
