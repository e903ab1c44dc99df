#!/bin/sh
# Runs one lab host and starts it again when it reboots, until it powers off or is killed.
# Values: ROOT, MACHINE, NODE_NAME, BRIDGE, CGROUPS (folders, one a line), UNIFIED (0: the host sees cgroup v1, 1: v2).
set -u
printf '%s\n' "$CGROUPS" | while IFS= read -r folder; do
  [ -z "$folder" ] || echo $$ >"$folder/cgroup.procs"
done

export SYSTEMD_NSPAWN_API_VFS_WRITABLE=network SYSTEMD_NSPAWN_TMPFS_TMP=0
# The host must not see anything of its starter's environment.
unset CGROUPS

while :; do
  ip link del "vb-$MACHINE" 2>/dev/null
  # A Raspberry Pi's firmware switches the memory controller off until its command line says otherwise.
  cmdline="$ROOT/boot/firmware/cmdline.txt"
  if [ -f "$cmdline" ] && ! grep -q 'cgroup_enable=memory\|cgroup_memory=1' "$cmdline"; then
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
  else
    export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="$UNIFIED"
  fi
  systemd-nspawn --quiet --register=no --keep-unit --boot --console=pipe \
    --directory="$ROOT" --machine="$MACHINE" --hostname="$NODE_NAME" --network-bridge="$BRIDGE" \
    --capability=all --drop-capability=CAP_SYS_TIME --system-call-filter=@keyring \
    --bind-ro=/sys/module </dev/null
  status=$?
  echo "host ended with $status"
  # 133 is nspawn's way to say: the host asked for a reboot.
  [ "$status" = 133 ] || exit "$status"
done
