#!/bin/sh
# Gathers in one go everything that preflight judges. Changes nothing, loads nothing, asks nobody outside.
# Runs as root where it can: as another user it sees less of the firewall and of who holds a port.
#
# ::result KEY=VALUE for each fact; lists are separated by commas. The meaning is in lib/provision/scripts/check-host.ts.
#
# Small boards start a program slowly, so what the shell can do itself is left to it: functions answer in `answer`.
set -u

say() { echo "::result $1=$2"; }
have() { command -v "$1" >/dev/null 2>&1; }
yes_if() { if "$@" >/dev/null 2>&1; then answer=yes; else answer=no; fi; }
say_if() {
  key=$1
  shift
  yes_if "$@"
  say "$key" "$answer"
}
first_of() {
  for answer in "$@"; do [ -e "$answer" ] && return; done
  answer=
}
say_first_of() {
  key=$1
  shift
  first_of "$@"
  say "$key" "$answer"
}
line_of() {
  answer=
  [ -r "$1" ] && read -r answer <"$1"
  return 0
}

# The clock first: its error is half the time from our start to here.
say epoch "$(date +%s.%N)"

# Whether the machine knows its own name, in the background: a broken resolver takes seconds to say no.
read -r name </proc/sys/kernel/hostname
own_name=$(mktemp 2>/dev/null || echo /dev/null)
(
  if have timeout; then timeout 3 getent ahosts "$name"; else getent ahosts "$name"; fi >"$own_name" 2>/dev/null
) &
resolving=$!

say hostname "$name"
line_of /etc/machine-id
say machineId "$answer"
line_of /proc/sys/kernel/random/boot_id
say bootId "$answer"
say user "$(id -un)"
say_if isRoot test "$(id -u)" = 0

# --- system ---
id='' like='' version='' codename='' title=''
if [ -r /etc/os-release ]; then
  while IFS='=' read -r key value || [ -n "$key" ]; do
    value=${value#[\"\']}
    value=${value%[\"\']}
    case $key in
    ID) id=${id:-$value} ;;
    ID_LIKE) like=${like:-$value} ;;
    VERSION_ID) version=${version:-$value} ;;
    VERSION_CODENAME) codename=${codename:-$value} ;;
    PRETTY_NAME) title=${title:-$value} ;;
    esac
  done </etc/os-release
fi
say osId "$id"
say osIdLike "$like"
say osVersion "$version"
say osCodename "$codename"
say osName "$title"
say machine "$(uname -m)"
read -r release </proc/sys/kernel/osrelease
say kernel "$release"
say model "$(if [ -r /proc/device-tree/model ]; then tr -d '\000' </proc/device-tree/model; fi)"
say cpus "$(grep -c '^processor' /proc/cpuinfo)"
line_of /proc/1/comm
say init "$answer"
say_if systemd test -d /run/systemd/system
if have dpkg && have apt-get; then
  say packageManager dpkg
  say packageArchitecture "$(dpkg --print-architecture)"
elif have pacman; then
  say packageManager pacman
else
  say packageManager none
fi
if have curl; then say fetchTool curl; elif have wget; then say fetchTool wget; else say fetchTool none; fi

# --- memory and disk ---
while read -r key value _; do
  case $key in
  MemTotal:) say memoryKib "$value" ;;
  SwapTotal:) say swapKib "$value" ;;
  esac
done </proc/meminfo
free_kib() { df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }
# Where k3s keeps its data; a link is followed to the disk that it leads to.
first_of /var/lib/rancher/k3s /var/lib/rancher /var/lib
data=$answer
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
# The file where a Raspberry Pi keeps its kernel's arguments. Newer images leave a notice in the old place, and those that
# try an update first have several: the right one has most of the words that the running kernel was given.
words=" $(cat /proc/cmdline 2>/dev/null) "
best='' most=-1
for file in /boot/firmware/current/cmdline.txt /boot/firmware/cmdline.txt /boot/cmdline.txt /boot/boot.txt; do
  { [ -f "$file" ] && ! grep -qi 'do not edit' "$file"; } || continue
  count=0
  read -r line <"$file"
  for word in $line; do
    case $words in *" $word "*) count=$((count + 1)) ;; esac
  done
  [ "$count" -gt "$most" ] && best=$file most=$count
done
[ -z "$best" ] || say bootArguments "$best"
is_pi() { [ -e /etc/rpi-issue ] || grep -qsE 'Raspberry Pi|BCM2[78][0-9][0-9]' /proc/cpuinfo /proc/device-tree/model; }
say_if isPi is_pi

# --- what may keep containers from starting ---
say container "$(cat /run/systemd/container 2>/dev/null)"
say_if kmsg test -e /dev/kmsg
# Where the package of k3s goes: plain files go to /usr/local, which may lead elsewhere.
if have dpkg || have pacman; then system=/usr; else system=$(readlink -f /usr/local); fi
# By the mount that it is in, the longest of those above it.
system_is_read_only() {
  longest=0 found=
  while read -r _ _ _ _ point options _; do
    case $system/ in "${point%/}"/*) ;; *) continue ;; esac
    [ "${#point}" -lt "$longest" ] && continue
    longest=${#point} found=$options
  done </proc/self/mountinfo
  case ,$found, in *,ro,*) return 0 ;; *) return 1 ;; esac
}
say_if usrReadOnly system_is_read_only
line_of /sys/module/apparmor/parameters/enabled
if [ "$answer" != Y ]; then
  say appArmor off
elif have apparmor_parser || [ -x /sbin/apparmor_parser ]; then
  say appArmor ready
else
  say appArmor no-parser
fi
line_of /sys/fs/selinux/enforce
case $answer in 1) say seLinux enforcing ;; 0) say seLinux permissive ;; *) say seLinux off ;; esac
say_if seLinuxPolicy test -e /usr/share/selinux/packages/k3s.pp -o -e /var/lib/selinux/targeted/active/modules/200/k3s

# --- kernel modules: loaded, builtin, available, missing, or unknown where the kernel does not tell ---
modules=/lib/modules/$release
say_if moduleFolder test -d "$modules"
first_of "/boot/config-$release" "$modules/config"
config=$answer
options=$(
  if [ -r /proc/config.gz ]; then gzip -dc /proc/config.gz; elif [ -n "$config" ]; then cat "$config"; fi 2>/dev/null |
    grep -E '^CONFIG_(BRIDGE_NETFILTER|OVERLAY_FS|VXLAN|VETH|BRIDGE|NF_CONNTRACK|NF_NAT|NF_TABLES|IP_NF_IPTABLES|IP_NF_IPTABLES_LEGACY|NETFILTER_XT_MATCH_(COMMENT|MULTIPORT|STATISTIC|CONNTRACK|ADDRTYPE)|NETFILTER_XT_MARK)='
)
builtin=$(cat "$modules/modules.builtin" 2>/dev/null)
newline='
'
module_state() {
  answer=unknown
  if [ -d "/sys/module/$1" ]; then answer=loaded && return; fi
  case $builtin in *"/$1.ko"*) answer=loaded && return ;; esac
  case $newline$options$newline in *"${newline}CONFIG_$2=y$newline"*) answer=builtin && return ;; esac
  if [ -d "$modules" ] && have modprobe && modprobe -n -q "$1" 2>/dev/null; then
    answer=available
  elif [ -d "$modules" ] || [ -n "$options" ]; then
    answer=missing
  fi
}
while read -r module option; do
  module_state "$module" "$option"
  say "module.$module" "$answer"
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
has_default_route() {
  while read -r _ destination _; do [ "$destination" = 00000000 ] && return; done </proc/net/route
  return 1
}
say_if defaultRoute has_default_route
has_default_route6() {
  while read -r destination prefix _ _ _ _ _ _ _ link; do
    case $destination$prefix in *[!0]*) continue ;; esac
    [ "$link" != lo ] && return
  done </proc/net/ipv6_route
  return 1
}
say_if defaultRoute6 has_default_route6
say defaultLink "$(awk '$2 == "00000000" && $8 == "00000000" { print $7, $1 }' /proc/net/route 2>/dev/null | sort -n | awk 'NR == 1 { print $2 }')"
# Our own address as the panel reached it. sudo forgets it, but what started sudo has it.
reached_at() {
  connection=${SSH_CONNECTION-} pid=$$
  while [ -z "$connection" ] && [ "${pid:-1}" -gt 1 ]; do
    parent=
    while read -r key value _; do
      [ "$key" = PPid: ] && { parent=$value; break; }
    done 2>/dev/null <"/proc/$pid/status"
    pid=$parent
    connection=$(tr '\000' '\n' 2>/dev/null <"/proc/${pid:-1}/environ" | sed -n 's/^SSH_CONNECTION=//p')
  done
  # Address and port of the panel, then ours.
  connection=${connection#* * }
  connection=${connection%% *}
  answer=${connection%%[%]*}
}
reached_at
say reachedAt "$answer"
if have ip; then
  # What k3s itself made is not in its way.
  say networks "$({
    ip -o -4 addr show scope global 2>/dev/null | awk '{ print "address|" $4 "|" $2 }'
    ip -4 route show table all 2>/dev/null | awk '
      $1 ~ /^[0-9]/ && !/proto kernel/ {
        for (i = 2; i < NF; i++) if ($i == "dev") print "route|" $1 "|" $(i + 1)
      }'
  } | grep -vE '[|](cni0|flannel[^|]*|kube-[^|]*|veth[^|]*)$' | head -n 100 | tr '\n' ',')"
  say addresses "$(ip -o addr show scope global 2>/dev/null | awk '{ sub(/\/.*/, "", $4); printf "%s%s", separator, $4; separator = "," }')"
fi
say iptables "$(iptables --version 2>/dev/null | head -n 1)"

# Asks systemd about all of them at once, one word a line.
states=$(have systemctl && systemctl is-active firewalld nftables k3s k3s-agent 2>/dev/null)
{ read -r firewalld; read -r nftables; read -r server; read -r agent; } <<STATES
${states:-unknown}



STATES
# A firewall is looked at only where it runs: asking may load kernel modules. `…Opens`: it lets pods and services in.
yes_if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf
ufw=$answer
say ufw "$ufw"
[ "$ufw" = no ] || say ufwOpens "$(if grep -qs 'tuple ### allow .*10\.42\.' /etc/ufw/user.rules && grep -qs 'tuple ### allow .*10\.43\.' /etc/ufw/user.rules; then echo yes; else echo no; fi)"
yes_if test "$firewalld" = active
firewalld=$answer
say firewalld "$firewalld"
[ "$firewalld" = no ] || say firewalldOpens "$(if firewall-cmd --zone=trusted --list-sources 2>/dev/null | grep -q '10\.42\..*10\.43\.\|10\.43\..*10\.42\.'; then echo yes; else echo no; fi)"
yes_if test "$nftables" = active
nftables=$answer
say nftables "$nftables"
if [ "$nftables" = yes ]; then
  rules=$(nft list ruleset 2>/dev/null)
  say nftDrops "$(if printf '%s\n' "$rules" | grep -q 'hook \(input\|forward\).*policy drop'; then echo yes; else echo no; fi)"
  say nftOpens "$(if printf '%s\n' "$rules" | grep -q '10\.42\.'; then echo yes; else echo no; fi)"
fi

# Rules as they stand, whoever made them; where no module for them is there, none are, and asking would load one.
if [ -d /sys/module/nf_tables ] || [ -e /proc/net/ip_tables_names ]; then
  have iptables-save && say filterRules "$(iptables-save 2>/dev/null | awk '/^[*]/ { on = $1 == "*filter" } on' | head -c 12000 | base64 | tr -d '\n')"
  have nft && say nftRules "$(nft list ruleset 2>/dev/null | head -c 12000 | base64 | tr -d '\n')"
fi

# --- an earlier Kubernetes ---
say_first_of k3sBinary /usr/local/bin/k3s /usr/bin/k3s /opt/bin/k3s
units=
for unit in /etc/systemd/system/k3s*.service /usr/lib/systemd/system/k3s*.service /lib/systemd/system/k3s*.service; do
  # The same folder may have two names.
  case ,$units, in *,"${unit##*/}",*) continue ;; esac
  [ -e "$unit" ] && units="${units:+$units,}${unit##*/}"
done
say k3sUnits "$units"
say_if k3sRunning test "$server" = active -o "$agent" = active
say_first_of k3sData /var/lib/rancher/k3s/server /var/lib/rancher/k3s/agent
say_first_of k3sConfig /etc/rancher/k3s/config.yaml
say_first_of k3sUninstaller /usr/local/bin/k3s-uninstall.sh /usr/local/bin/k3s-agent-uninstall.sh
say k3sPackage "$(
  if have dpkg-query; then
    # shellcheck disable=SC2016 # a format of dpkg's
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 'buzzcrate-k3s*' 2>/dev/null | sed -n 's/^[a-z]i *//p' | head -n 1
  elif have pacman; then
    pacman -Qq buzzcrate-k3s 2>/dev/null
  fi
)"
say_first_of otherKubernetes /usr/bin/kubelet /usr/local/bin/kubelet /snap/bin/microk8s /usr/local/bin/rke2 \
  /usr/bin/rke2 /usr/local/bin/k0s /etc/kubernetes/kubelet.conf

wait "$resolving"
say_if resolvesOwnName test -s "$own_name"
[ "$own_name" = /dev/null ] || rm -f "$own_name"
