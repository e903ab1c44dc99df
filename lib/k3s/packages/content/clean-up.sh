#!/bin/sh
# Stops k3s with every container, and takes down what it made in the running system: mounts, network interfaces,
# routes, firewall rules, control groups. Files of the cluster stay. May run at any time, any number of times.
set -u
data=/var/lib/rancher/k3s

[ "$(id -u)" -eq 0 ] || { echo 'run this as root' >&2; exit 1; }

# k3s brings iptables and others along; they are used where the system has none.
for bin in "$data"/data/*/bin; do
  [ -d "$bin" ] && PATH=$PATH:$bin:$bin/aux
done
export PATH

has() { command -v "$1" >/dev/null 2>&1; }

stop_units() {
  has systemctl || return 0
  systemctl stop k3s.service k3s-agent.service 2>/dev/null
  systemctl reset-failed k3s.service k3s-agent.service 2>/dev/null
  return 0
}

# Pids of k3s's own programs and of everything that descends from them: containers are children of its shims.
k3s_pids() {
  found=' '
  for process in /proc/[0-9]*; do
    case $(readlink "$process/exe" 2>/dev/null) in
      "$data"/*) found="$found${process#/proc/} " ;;
    esac
  done
  [ "$found" = ' ' ] && return 0
  grew=yes
  while [ "$grew" = yes ]; do
    grew=no
    for status in /proc/[0-9]*/status; do
      pid=${status#/proc/}
      pid=${pid%/status}
      case $found in *" $pid "*) continue ;; esac
      parent=
      while read -r key value _; do
        [ "$key" = PPid: ] && { parent=$value; break; }
      done 2>/dev/null <"$status"
      case $found in *" ${parent:-none} "*) found="$found$pid "; grew=yes ;; esac
    done 2>/dev/null
  done
  echo "$found"
}

kill_all() {
  tries=0
  while [ $tries -lt 50 ]; do
    pids=$(k3s_pids)
    [ -z "$pids" ] && return 0
    # shellcheck disable=SC2086 # a list of numbers
    kill -9 $pids 2>/dev/null
    tries=$((tries + 1))
    sleep 0.1
  done
  echo "processes do not end: $pids" >&2
  return 1
}

# Mount points under the given folders, deepest first.
mounts_under() {
  while read -r _ _ _ root point _; do
    point=$(printf '%b' "$point")
    for folder; do
      case $point in "$folder"*) echo "$point" ;; esac
    done
    # Single files of k3s's run-time folder, mounted over kernel settings.
    case "$root $point" in /k3s/*' /proc/'*) echo "$point" ;; esac
  done </proc/self/mountinfo | sort -ru
}

unmount_all() {
  mounts_under /run/k3s /run/netns/cni- /var/lib/kubelet/ "$data/" | while IFS= read -r point; do
    umount "$point" 2>/dev/null || umount -l "$point"
  done
  for namespace in /run/netns/cni-*; do
    [ -e "$namespace" ] && rm -f "$namespace"
  done
  return 0
}

remove_interfaces() {
  has ip || return 0
  for port in /sys/class/net/cni0/brif/*; do
    [ -e "$port" ] && ip link delete "${port##*/}" 2>/dev/null
  done
  for link in cni0 flannel.1 flannel-v6.1 flannel-wg flannel-wg-v6 kube-ipvs0; do
    [ -e "/sys/class/net/$link" ] && ip link delete "$link"
  done
  # Pods of other nodes, reached through them (flannel's host-gw backend).
  ip -4 route show 2>/dev/null | while read -r target rest; do
    # shellcheck disable=SC2086 # the words of a route
    case $target in 10.42.*) ip route delete "$target" $rest 2>/dev/null ;; esac
  done
  return 0
}

remove_firewall_rules() {
  for tool in iptables ip6tables; do
    has "$tool-save" || continue
    rules=$($tool-save 2>/dev/null) || continue
    case $rules in
      *KUBE-* | *CNI-* | *FLANNEL* | *flannel*)
        echo "$rules" | grep -v -e KUBE- -e CNI- | grep -iv flannel | $tool-restore
        ;;
    esac
  done
  return 0
}

remove_control_groups() {
  has systemctl && systemctl stop kubepods.slice 2>/dev/null
  find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} \; 2>/dev/null
  return 0
}

stop_units
kill_all || exit 1
unmount_all
remove_interfaces
remove_firewall_rules
remove_control_groups
rm -rf /run/k3s /run/flannel /var/lib/cni
