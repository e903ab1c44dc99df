#!/bin/sh
# Gives a lab host what a real one has and a container lacks. Runs once, early in every boot, inside the host.
set -u

# Writable cgroup controllers. With cgroup v2 the folders below are no mounts, and need nothing.
for folder in /sys/fs/cgroup/*; do
  mount -o remount,bind,rw,nosuid,nodev,noexec "$folder" 2>/dev/null
done

# The kubelet opens the kernel's log; the machine's is not this host's business.
[ -e /dev/kmsg ] || ln -s null /dev/kmsg

# Settings that the kubelet writes, private to this host.
mkdir -p /run/lab-host
for name in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  read -r value <"/proc/sys/$name"
  echo "$value" >"/run/lab-host/${name##*/}"
  echo "/run/lab-host/${name##*/} /proc/sys/$name none bind"
done >/run/lab-host/fstab
mount --all --fstab /run/lab-host/fstab

# A Raspberry Pi: the firmware's command line is the kernel's, and it switches the memory controller.
cmdline=/boot/firmware/cmdline.txt
if [ -f "$cmdline" ]; then
  cp "$cmdline" /run/lab-host/cmdline
  mount --bind /run/lab-host/cmdline /proc/cmdline
  if ! grep -q 'cgroup_enable=memory\|cgroup_memory=1' "$cmdline"; then
    sed 's/^\(memory\t.*\t\)1$/\10/' /proc/cgroups >/run/lab-host/cgroups
    mount --bind /run/lab-host/cgroups /proc/cgroups
  fi
fi
exit 0
