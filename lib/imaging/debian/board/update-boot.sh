#!/bin/sh
# After an update of the kernel: lets the board start the newest one. Debian's own way for the Raspberry Pi, EFI or U-Boot
# each names files in its own manner; the card was made with names that stay.
set -eu

version=$(find /boot -maxdepth 1 -name 'vmlinuz-*' | sed 's,.*/vmlinuz-,,' | sort -V | tail -n 1)
kernel=/boot/vmlinuz-$version
initrd=/boot/initrd.img-$version
# Without its first file system a kernel does not start; the hook for that comes by itself.
if [ -z "$version" ] || [ ! -s "$initrd" ]; then exit 0; fi

# A file is there whole or not at all, however the power goes.
place() {
  cp "$1" "$2.new"
  sync -f "$2.new"
  mv "$2.new" "$2"
}

for folder in /boot/firmware /boot/efi; do
  if ! mountpoint -q "$folder" || [ ! -e "$folder/vmlinuz" ]; then continue; fi
  for tree in "$folder"/*.dtb; do
    newer=/usr/lib/linux-image-$version/broadcom/$(basename "$tree")
    if [ -e "$newer" ]; then place "$newer" "$tree"; fi
  done
  place "$initrd" "$folder/initrd.img"
  place "$kernel" "$folder/vmlinuz"
done

if [ -L /boot/vmlinuz ]; then
  ln -sfn "vmlinuz-$version" /boot/vmlinuz
  ln -sfn "initrd.img-$version" /boot/initrd.img
  ln -sfn "../usr/lib/linux-image-$version" /boot/dtbs
fi
