#!/bin/sh
# The first program of a board whose packages were unpacked by the panel and never configured: finds the root by the
# kernel's command line, configures the packages once, and hands over to the system. The first update of the kernel puts
# Debian's own first file system in its place.
set -u
export PATH=/sbin:/bin

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs -o mode=0755 devtmpfs /dev
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -p /dev/pts
mount -t devpts -o gid=5,mode=0620 devpts /dev/pts

say() { echo "BuzzCrate: $*"; }

root='' init=/sbin/init flags=rw type=ext4
# shellcheck disable=SC2013 # words, not lines
for word in $(cat /proc/cmdline); do
  case $word in
  root=*) root=${word#root=} ;;
  init=*) init=${word#init=} ;;
  rootflags=*) flags=rw,${word#rootflags=} ;;
  rootfstype=*) type=${word#rootfstype=} ;;
  esac
done

# Drivers of all devices that the kernel has seen so far; each may bring more devices.
load_drivers() {
  find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u >/run/aliases.new
  if ! cmp -s /run/aliases.new /run/aliases; then
    mv /run/aliases.new /run/aliases
    xargs modprobe -q -a -b </run/aliases 2>/dev/null
  fi
}

find_root() {
  case $root in
  /dev/*) [ -b "$root" ] && echo "$root" ;;
  *=*) blkid -t "$root" -o device -l ;;
  esac
}

modprobe -q -a ext4 crc32c_generic 2>/dev/null
device=''
tries=0
while [ -z "$device" ] && [ "$tries" -lt 240 ]; do
  load_drivers
  device=$(find_root)
  [ -n "$device" ] || sleep 0.5
  tries=$((tries + 1))
done
if [ -z "$device" ]; then
  say "there is no $root. These are here:"
  blkid
  exec sh
fi
mount -t "$type" -o "$flags" "$device" /root || exec sh

for folder in dev proc sys run; do mount -o move "/$folder" "/root/$folder"; done
if [ -e /root/var/lib/buzzcrate/packages-unpacked ]; then
  say 'first start: setting up the packages, which takes some minutes'
  chroot /root /usr/local/lib/buzzcrate/configure-packages.sh || say 'not all packages could be set up: trying again at the next start'
fi
exec switch_root /root "$init"
