#!/bin/sh
# Takes our k3s off this machine with everything it made, through the package manager. Repeatable, also where it was
# installed only half, or not at all.
#
# Status 3: the package manager is busy. 4: it refused. 5: there is a k3s here that BuzzCrate did not install.
set -u
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

words=$(mktemp)
trap 'rm -f "$words"' EXIT
run() {
  "$@" >"$words" 2>&1
  status=$?
  cat "$words"
  [ "$status" -eq 0 ] && return 0
  grep -Eq 'lock was locked|frontend lock|unable to lock database' "$words" && exit 3
  exit 4
}

for script in /usr/lib/buzzcrate-k3s/uninstall /usr/local/lib/buzzcrate-k3s/uninstall; do
  if [ -x "$script" ]; then run "$script"; fi
done
# A removal that was cut half way, or an installation.
if command -v dpkg-query >/dev/null 2>&1 && dpkg-query --show buzzcrate-k3s >/dev/null 2>&1; then
  run dpkg --purge --force-remove-reinstreq buzzcrate-k3s
fi
if command -v pacman >/dev/null 2>&1 && pacman -Qq buzzcrate-k3s >/dev/null 2>&1; then
  run pacman -R --nosave --noconfirm buzzcrate-k3s
fi

for foreign in /usr/local/bin/k3s /etc/systemd/system/k3s.service /etc/systemd/system/k3s-agent.service; do
  [ -e "$foreign" ] && exit 5
done
# What was brought here before the package was, or written after it had gone.
rm -rf /var/cache/buzzcrate /var/lib/buzzcrate-k3s /var/lib/rancher/k3s /etc/rancher/k3s /etc/rancher/node
rmdir /var/lib/rancher /etc/rancher 2>/dev/null
exit 0
