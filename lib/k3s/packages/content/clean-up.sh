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
  # Pods of other nodes, reached through them (flannel's host-gw backend). Routes of the kernel and of DHCP say so: such
  # a network is the machine's own, whatever its number is.
  ip -4 route show 2>/dev/null | while read -r target rest; do
    case $target in 10.42.*) ;; *) continue ;; esac
    case $rest in *proto*) continue ;; via*) ;; *) continue ;; esac
    # shellcheck disable=SC2086 # the words of a route
    ip route delete "$target" $rest 2>/dev/null
  done
  return 0
}

# What takes out of the tables that are read what k3s made, and nothing else: chains of Kubernetes and flannel, rules that lead
# there, flannel's own rules by their comments, and open ports of containers in k3s's network, which it calls cbr0. Podman and
# others open theirs in the same chains, which stay while somebody else has a rule in them.
our_firewall_rules() {
  awk '
    function take_out(  i, words, chain, target, out, others) {
      for (i = 1; i <= chains; i++) if (name[i] ~ /^(KUBE|FLANNEL)-/) ours[name[i]] = 1
      for (i = 1; i <= rules; i++) {
        split(rule[i], words, " ")
        from[i] = words[2]
        # A comment may say anything.
        chain = rule[i]
        gsub(/"([^"\\]|\\.)*"/, "\"\"", chain)
        to[i] = match(chain, / -[jg] [^ ]+/) ? substr(chain, RSTART + 4, RLENGTH - 4) : ""
        if (from[i] == "CNI-HOSTPORT-DNAT" && index(rule[i], "name: \\\"cbr0\\\"")) ours[to[i]] = 1
      }
      for (i = 1; i <= rules; i++) if (from[i] == "CNI-HOSTPORT-DNAT" && !(to[i] in ours)) others = 1
      if (!others) for (i = 1; i <= chains; i++) if (name[i] ~ /^CNI-HOSTPORT-/) ours[name[i]] = 1
      for (i = 1; i <= rules; i++) {
        if (from[i] in ours) continue
        if ((to[i] in ours) || rule[i] ~ /( --comment ("flanneld [a-z]+"|flanneld))( |$)/) out = out "-D" substr(rule[i], 3) "\n"
      }
      for (chain in ours) out = out "-F " chain "\n"
      for (chain in ours) out = out "-X " chain "\n"
      if (out != "") printf "%s\n%sCOMMIT\n", table, out
      split("", ours)
    }
    /^\*/ { table = $0; chains = rules = 0 }
    /^:/ { name[++chains] = substr($1, 2) }
    /^-A / { rule[++rules] = $0 }
    /^COMMIT/ { take_out() }
  '
}

remove_firewall_rules() {
  for tool in iptables ip6tables; do
    has "$tool-save" || continue
    rules=$($tool-save 2>/dev/null | our_firewall_rules)
    # Not the whole table anew: rules that somebody adds meanwhile would be lost.
    [ -n "$rules" ] && echo "$rules" | $tool-restore --noflush
  done
  return 0
}

# Addresses and results of k3s's containers. Podman and others keep theirs in the same folder, under the names of their
# networks; each container has results of its loopback too.
remove_network_state() {
  state=/var/lib/cni
  for file in "$state"/results/cbr0-*; do
    [ -e "$file" ] || continue
    id=${file##*/cbr0-}
    id=${id%-*}
    [ -n "$id" ] && rm -f "$state"/results/*-"$id"-*
  done
  rm -rf "$state/networks/cbr0" "$state/flannel"
  for folder in networks results ''; do
    [ -d "$state/$folder" ] && rmdir "$state/$folder" 2>/dev/null
  done
  return 0
}

# Sets of addresses that network policies match against (kube-router's, inside k3s); rules must be gone before.
remove_address_sets() {
  has ipset || return 0
  for name in $(ipset list -n 2>/dev/null | grep -E '^(inet6:)?KUBE-'); do
    ipset destroy "$name" 2>/dev/null
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
remove_address_sets
remove_control_groups
remove_runtime_files
restore_settings
remove_network_state
rm -rf /run/k3s /run/flannel
