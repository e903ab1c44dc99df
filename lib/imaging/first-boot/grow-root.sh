#!/bin/sh
# Grows the root file system to the end of the card, once. A card is larger than the image that was written to it.
set -eu

root=$(findmnt -n -o SOURCE /)
root=$(readlink -f "$root")
name=${root#/dev/}
if [ "$(findmnt -n -o FSTYPE /)" != ext4 ] || [ ! -r "/sys/class/block/$name/partition" ]; then
  echo "the root file system is not an ext4 in a partition: it stays as it is"
else
  number=$(cat "/sys/class/block/$name/partition")
  disk=/dev/$(basename "$(readlink -f "/sys/class/block/$name/..")")
  # A GUID table has a second copy that must stand at the end of the card; without it the table would be refused.
  if [ "$(blkid -p -s PTTYPE -o value "$disk")" = gpt ]; then
    sfdisk --relocate gpt-bak-std "$disk" || echo "the copy of the table stays where it is"
  fi
  # 1 says that nothing was left to grow into.
  echo ', +' | sfdisk --no-reread -N "$number" "$disk" || echo "the partition stays as it is"
  partx -u "$disk"
  resize2fs "$root"
fi
mkdir -p /var/lib/buzzcrate
: >/var/lib/buzzcrate/root-grown
