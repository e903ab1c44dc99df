#!/bin/sh
# Looks for everything that k3s or its package leave on a machine. Changes nothing.
#
# ::result <what>=…   what was found, separated by tabs; empty when nothing was
set -u

report() { echo "::result $1=$(tr '\n' '\t' | sed 's/\t*$//')"; }

for process in /proc/[0-9]*; do
  case $(readlink "$process/exe" 2>/dev/null) in
    /var/lib/rancher/k3s/* | /usr/bin/k3s | /usr/local/bin/k3s)
      echo "$(tr '\0' ' ' <"$process/cmdline" 2>/dev/null | cut -c 1-120) (${process#/proc/})"
      ;;
  esac
done | report processes

for unit in k3s.service k3s-agent.service kubepods.slice; do
  [ "$(systemctl show --property=LoadState --value "$unit" 2>/dev/null)" = loaded ] || continue
  # A slice exists whenever something is in it.
  [ "$unit" = kubepods.slice ] && [ "$(systemctl show --property=ActiveState --value "$unit")" != active ] && continue
  echo "$unit"
done | report units

for path in /usr/bin/k3s /usr/local/bin/k3s /usr/lib/buzzcrate-k3s /usr/local/lib/buzzcrate-k3s /etc/rancher/k3s \
  /etc/rancher/node /etc/systemd/system/multi-user.target.wants/k3s*.service /var/lib/rancher/k3s/* /var/lib/kubelet \
  /var/lib/cni/networks/cbr0 /var/lib/cni/results/cbr0-* /var/lib/cni/flannel /var/lib/buzzcrate-k3s /var/cache/buzzcrate /run/k3s /run/flannel /var/log/pods /var/log/containers; do
  { [ -e "$path" ] || [ -L "$path" ]; } && echo "$path"
done | report files

for name in kubectl crictl ctr; do
  case $(readlink "/usr/local/bin/$name" 2>/dev/null) in */k3s | k3s) echo "/usr/local/bin/$name" ;; esac
done | report links

while read -r _ _ _ _ point _; do
  case $point in /run/k3s* | /run/netns/cni-* | /var/lib/kubelet/* | /var/lib/rancher/k3s/*) echo "$point" ;; esac
done </proc/self/mountinfo | report mounts

for link in cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0; do
  [ -e "/sys/class/net/$link" ] && echo "$link"
done | report interfaces

# Where k3s brought its own iptables it is gone by now: then nft tells, or the kernel whether there are rules at all. Not to
# have looked is said, and is never "nothing".
{
  looked=no
  for tool in iptables-save ip6tables-save; do
    command -v $tool >/dev/null 2>&1 || continue
    looked=yes
    $tool 2>/dev/null |
      grep -E '^(:|-A )(KUBE|FLANNEL)-|^-A .* --comment ("flanneld [a-z]+"|flanneld) |^-A .*name: \\"cbr0\\"' | head -n 5
  done
  if [ $looked = no ] && command -v nft >/dev/null 2>&1; then
    looked=yes
    nft list ruleset 2>/dev/null | grep -E 'chain (KUBE|FLANNEL)-|comment "flanneld' | head -n 5
  fi
  if [ $looked = no ] && { [ -s /proc/net/ip_tables_names ] || [ -s /proc/net/ip6_tables_names ] || [ -d /sys/module/nf_tables ]; }; then
    echo 'rules that could not be looked at: neither iptables nor nft is installed'
  fi
  if command -v ipset >/dev/null 2>&1; then ipset list -n 2>/dev/null | grep -E '^(inet6:)?KUBE-' | head -n 5; fi
} | report firewall

{
  if command -v dpkg-query >/dev/null 2>&1; then
    dpkg-query --show --showformat='${Package} ${Version} ${Status}\n' buzzcrate-k3s 2>/dev/null
  fi
  if command -v pacman >/dev/null 2>&1; then pacman -Q buzzcrate-k3s 2>/dev/null; fi
} | report packages

for user in k3s buzzcrate-k3s; do
  id "$user" >/dev/null 2>&1 && echo "$user"
done | report users

find /sys/fs/cgroup -maxdepth 3 -type d -name 'kubepods*' 2>/dev/null | head -n 5 | report cgroups
