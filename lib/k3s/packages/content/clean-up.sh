#!/bin/sh
# Stops k3s with every container, and takes down what it made in the running system: mounts, network interfaces,
# routes, firewall rules, control groups. Files of the cluster stay. May run at any time, any number of times.
set -u
data=/var/lib/rancher/k3s
before=/var/lib/buzzcrate-k3s/settings-before

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
  rounds=0
  # What was mounted twice on one place takes two rounds.
  while [ $rounds -lt 10 ] && [ -n "$(our_mounts)" ]; do
    our_mounts | while IFS= read -r point; do
      umount "$point" 2>/dev/null || umount -l "$point"
    done
    rounds=$((rounds + 1))
  done
  for namespace in /run/netns/cni-*; do
    [ -e "$namespace" ] && rm -f "$namespace"
  done
  rmdir /run/netns 2>/dev/null
  return 0
}

our_mounts() { mounts_under /run/k3s /run/netns/cni- /var/lib/kubelet/ "$data/"; }

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

# States of containers and sockets of their shims. Another containerd on the machine keeps its own.
remove_runtime_files() {
  rm -rf /run/containerd/runc/k8s.io
  if [ ! -S /run/containerd/containerd.sock ]; then rm -rf /run/containerd; fi
}

# Kernel settings as they were before the first start (see remember), where they still are what k3s made of them.
restore_settings() {
  [ -f "$before" ] || return 0
  while read -r name value; do
    setting=/proc/sys/$name
    [ -e "$setting" ] || continue
    case $name in
      # Other bridges on the machine (containers, virtual machines) want forwarding too.
      net/*) for bridge in /sys/class/net/*/bridge; do [ -e "$bridge" ] && continue 2; done ;;
    esac
    [ "$(cat "$setting")" = "$value" ] && continue
    { echo "$value" >"$setting"; } 2>/dev/null
  done <"$before"
  rm -f "$before"
}

stop_units
kill_all || exit 1
unmount_all
remove_interfaces
remove_firewall_rules
remove_control_groups
remove_runtime_files
restore_settings
rm -rf /run/k3s /run/flannel /var/lib/cni
