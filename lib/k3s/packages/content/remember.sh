#!/bin/sh
# Before the first start: notes the kernel settings that k3s will change, so that clean-up can give them back.
set -u
note=/var/lib/buzzcrate-k3s/settings-before
[ -e "$note" ] && exit 0
mkdir -p "${note%/*}"
for name in net/ipv4/ip_forward net/ipv6/conf/all/forwarding vm/overcommit_memory vm/panic_on_oom kernel/panic \
  kernel/panic_on_oops kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  # Not by `read`: the kernel gives these files in one piece only.
  [ -r "/proc/sys/$name" ] && echo "$name $(cat "/proc/sys/$name")"
done >"$note.part"
mv "$note.part" "$note"
