#!/bin/sh
# Gathers in one go everything that preflight judges. Changes nothing, loads nothing, asks nobody outside.
# Runs as root where it can: as another user it sees less of the firewall and of who holds a port.
#
# ::result KEY=VALUE for each fact; lists are separated by commas. The meaning is in lib/provision/scripts/check-host.ts.
set -u

say() { echo "::result $1=$2"; }
have() { command -v "$1" >/dev/null 2>&1; }
yes_if() { if "$@" >/dev/null 2>&1; then echo yes; else echo no; fi; }
first_of() { for file in "$@"; do [ -e "$file" ] && echo "$file" && return; done; }

# The clock first: its error is half the time from our start to here.
say epoch "$(date +%s.%N)"

# Whether the machine knows its own name, in the background: a broken resolver takes seconds to say no.
name=$(cat /proc/sys/kernel/hostname)
own_name=$(mktemp 2>/dev/null || echo /dev/null)
(
  if have timeout; then timeout 3 getent ahosts "$name"; else getent ahosts "$name"; fi >"$own_name" 2>/dev/null
) &
resolving=$!

say hostname "$name"
say machineId "$(cat /etc/machine-id 2>/dev/null)"
say bootId "$(cat /proc/sys/kernel/random/boot_id)"
say user "$(id -un)"
say isRoot "$(yes_if test "$(id -u)" = 0)"

# --- system ---
os_field() { sed -n "s/^$1=//p" /etc/os-release 2>/dev/null | head -n 1 | sed 's/^["'\'']//; s/["'\'']$//'; }
say osId "$(os_field ID)"
say osIdLike "$(os_field ID_LIKE)"
say osVersion "$(os_field VERSION_ID)"
say osCodename "$(os_field VERSION_CODENAME)"
say osName "$(os_field PRETTY_NAME)"
say machine "$(uname -m)"
say kernel "$(uname -r)"
say model "$(if [ -r /proc/device-tree/model ]; then tr -d '\000' </proc/device-tree/model; fi)"
say cpus "$(grep -c '^processor' /proc/cpuinfo)"
say init "$(cat /proc/1/comm)"
say systemd "$(yes_if test -d /run/systemd/system)"
if have dpkg && have apt-get; then
  say packageManager dpkg
  say packageArchitecture "$(dpkg --print-architecture)"
elif have pacman; then
  say packageManager pacman
else
  say packageManager none
fi
say fetchTool "$(if have curl; then echo curl; elif have wget; then echo wget; else echo none; fi)"

# --- memory and disk ---
while read -r key value _; do
  case $key in
  MemTotal:) say memoryKib "$value" ;;
  SwapTotal:) say swapKib "$value" ;;
  esac
done </proc/meminfo
free_kib() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
data=$(first_of /var/lib/rancher /var/lib)
say dataFreeKib "$(free_kib "$data")"
say rootFreeKib "$(free_kib /)"
say dataFileSystem "$(stat -f -c %T "$data" 2>/dev/null)"
# Asking timedatectl would start a service.
say ntpSynced "$(if [ -e /run/systemd/timesync/synchronized ]; then echo yes; fi)"

# --- control groups ---
if [ "$(stat -f -c %T /sys/fs/cgroup 2>/dev/null)" = cgroup2fs ]; then
  say cgroupVersion 2
  controllers=" $(cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null) "
else
  say cgroupVersion 1
  controllers=" $(awk '$4 == 1 { printf "%s ", $1 }' /proc/cgroups 2>/dev/null) "
fi
for controller in memory cpu cpuset pids; do
  case $controllers in
  *" $controller "*) say "cgroup.$controller" yes ;;
  *) say "cgroup.$controller" no ;;
  esac
done
# The file where a Raspberry Pi keeps its kernel's arguments. Newer images leave a notice in the old place.
for file in /boot/firmware/cmdline.txt /boot/firmware/current/cmdline.txt /boot/cmdline.txt /boot/boot.txt; do
  if [ -f "$file" ] && ! grep -qi 'do not edit' "$file"; then
    say bootArguments "$file"
    break
  fi
done
say isPi "$(if [ -e /etc/rpi-issue ] || grep -qsE 'Raspberry Pi|BCM2[78][0-9][0-9]' /proc/cpuinfo /proc/device-tree/model; then echo yes; else echo no; fi)"

# --- kernel modules: loaded, builtin, available, missing, or unknown where the kernel does not tell ---
release=$(uname -r)
modules=/lib/modules/$release
say moduleFolder "$(yes_if test -d "$modules")"
config=$(first_of "/boot/config-$release" "$modules/config")
options=$(
  if [ -r /proc/config.gz ]; then gzip -dc /proc/config.gz; elif [ -n "$config" ]; then cat "$config"; fi 2>/dev/null |
    grep -E '^CONFIG_(BRIDGE_NETFILTER|OVERLAY_FS|VXLAN|VETH|BRIDGE|NF_CONNTRACK|NF_NAT|NF_TABLES|IP_NF_IPTABLES|IP_NF_IPTABLES_LEGACY|NETFILTER_XT_MATCH_(COMMENT|MULTIPORT|STATISTIC|CONNTRACK|ADDRTYPE)|NETFILTER_XT_MARK)='
)
module_state() {
  if [ -d "/sys/module/$1" ] || grep -qs "/$1\.ko" "$modules/modules.builtin"; then
    echo loaded
  elif printf '%s\n' "$options" | grep -q "^CONFIG_$2=y"; then
    echo builtin
  elif [ -d "$modules" ] && have modprobe && modprobe -n -q "$1" 2>/dev/null; then
    echo available
  elif [ -d "$modules" ] || [ -n "$options" ]; then
    echo missing
  else
    echo unknown
  fi
}
while read -r module option; do
  say "module.$module" "$(module_state "$module" "$option")"
done <<'MODULES'
br_netfilter BRIDGE_NETFILTER
overlay OVERLAY_FS
vxlan VXLAN
veth VETH
bridge BRIDGE
nf_conntrack NF_CONNTRACK
nf_nat NF_NAT
nf_tables NF_TABLES
ip_tables IP_NF_IPTABLES
xt_comment NETFILTER_XT_MATCH_COMMENT
xt_multiport NETFILTER_XT_MATCH_MULTIPORT
xt_statistic NETFILTER_XT_MATCH_STATISTIC
xt_conntrack NETFILTER_XT_MATCH_CONNTRACK
xt_addrtype NETFILTER_XT_MATCH_ADDRTYPE
xt_mark NETFILTER_XT_MARK
MODULES

# --- network ---
# Local address and port in hexadecimal, as the kernel writes them; state 0A listens, 07 is an open UDP socket.
say tcpListening "$(awk '$4 == "0A" { printf "%s%s", separator, $2; separator = "," }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)"
say udpOpen "$(awk '$4 == "07" { printf "%s%s", separator, $2; separator = "," }' /proc/net/udp /proc/net/udp6 2>/dev/null)"
if have ss; then
  say portHolders "$(ss -Hltunp 2>/dev/null | awk '
    match($0, /users:\(\("[^"]+"/) {
      port = $5; sub(/.*:/, "", port)
      printf "%s%s/%s/%s", separator, $1, port, substr($0, RSTART + 9, RLENGTH - 10)
      separator = ","
    }')"
fi
say defaultRoute "$(if awk '$2 == "00000000" { found = 1 } END { exit !found }' /proc/net/route 2>/dev/null; then echo yes; else echo no; fi)"
if have ip; then
  say addresses "$(ip -o addr show scope global 2>/dev/null | awk '{ sub(/\/.*/, "", $4); printf "%s%s", separator, $4; separator = "," }')"
fi
say iptables "$(iptables --version 2>/dev/null | head -n 1)"

active() { if have systemctl && systemctl is-active --quiet "$1" 2>/dev/null; then echo yes; else echo no; fi; }
# A firewall is looked at only where it runs: asking may load kernel modules. `…Opens`: it lets pods and services in.
ufw=$(yes_if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf)
say ufw "$ufw"
[ "$ufw" = no ] || say ufwOpens "$(if grep -qs 'tuple ### allow .*10\.42\.' /etc/ufw/user.rules && grep -qs 'tuple ### allow .*10\.43\.' /etc/ufw/user.rules; then echo yes; else echo no; fi)"
firewalld=$(active firewalld)
say firewalld "$firewalld"
[ "$firewalld" = no ] || say firewalldOpens "$(if firewall-cmd --zone=trusted --list-sources 2>/dev/null | grep -q '10\.42\..*10\.43\.\|10\.43\..*10\.42\.'; then echo yes; else echo no; fi)"
nftables=$(active nftables)
say nftables "$nftables"
if [ "$nftables" = yes ]; then
  rules=$(nft list ruleset 2>/dev/null)
  say nftDrops "$(if printf '%s\n' "$rules" | grep -q 'hook \(input\|forward\).*policy drop'; then echo yes; else echo no; fi)"
  say nftOpens "$(if printf '%s\n' "$rules" | grep -q '10\.42\.'; then echo yes; else echo no; fi)"
fi

# --- an earlier Kubernetes ---
say k3sBinary "$(first_of /usr/local/bin/k3s /usr/bin/k3s /opt/bin/k3s)"
say k3sUnits "$(for unit in /etc/systemd/system/k3s*.service /usr/lib/systemd/system/k3s*.service /lib/systemd/system/k3s*.service; do
  [ -e "$unit" ] && basename "$unit"
done | sort -u | tr '\n' ',' | sed 's/,$//')"
say k3sRunning "$(if [ "$(active k3s)" = yes ] || [ "$(active k3s-agent)" = yes ]; then echo yes; else echo no; fi)"
say k3sData "$(first_of /var/lib/rancher/k3s/server /var/lib/rancher/k3s/agent)"
say k3sConfig "$(first_of /etc/rancher/k3s/config.yaml)"
say k3sUninstaller "$(first_of /usr/local/bin/k3s-uninstall.sh /usr/local/bin/k3s-agent-uninstall.sh)"
say k3sPackage "$(
  if have dpkg-query; then
    # shellcheck disable=SC2016 # a format of dpkg's
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 'buzzcrate-k3s*' 2>/dev/null | sed -n 's/^[a-z]i *//p' | head -n 1
  elif have pacman; then
    pacman -Qq buzzcrate-k3s 2>/dev/null
  fi
)"
say otherKubernetes "$(first_of /usr/bin/kubelet /usr/local/bin/kubelet /snap/bin/microk8s /usr/local/bin/rke2 /usr/bin/rke2 /usr/local/bin/k0s /etc/kubernetes/kubelet.conf)"

wait "$resolving"
say resolvesOwnName "$(if [ -s "$own_name" ]; then echo yes; else echo no; fi)"
[ "$own_name" = /dev/null ] || rm -f "$own_name"
