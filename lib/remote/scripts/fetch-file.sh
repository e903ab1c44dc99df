#!/bin/sh
# Looks whether a file is there already, whether there is room for it, and fetches it from the panel if it can.
#
# DEST    where it belongs
# SHA256  what it must be
# BYTES   how large it is
# URL     where the panel offers it; empty when it does not
# NOTE    a file that holds SHA256 once the file did its work here; may be empty, or not there
#
# ::result state=present|fetched|push    push: not there, and could not be fetched
# ::result neededBytes=… / freeBytes=…   with status 28, no room
set -u
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

# openssl knows the processor's own instructions for it: several times faster than sha256sum on most machines.
sum_of() { openssl dgst -sha256 -r <"$1" 2>/dev/null || sha256sum <"$1"; }
is_right() { case $(sum_of "$1") in "$SHA256 "*) true ;; *) false ;; esac }

no_room() {
  echo "::result neededBytes=$BYTES"
  echo "::result freeBytes=$(($(free_kib) * 1024))"
  exit 28
}

free_kib() { df -Pk "$dir" | awk 'NR == 2 { print $4 }'; }

noted=
if [ -n "$NOTE" ] && [ -f "$NOTE" ]; then read -r noted <"$NOTE"; fi
if [ "$noted" = "$SHA256" ] || { [ -f "$DEST" ] && is_right "$DEST"; }; then
  echo '::result state=present'
  exit 0
fi

dir=$(dirname "$DEST")
mkdir -p "$dir" || exit 1
# 4 MiB more than the file, so that the file system is not left full.
[ "$(free_kib)" -ge $((BYTES / 1024 + 4096)) ] || no_room

if [ -z "$URL" ]; then
  echo '::result state=push'
  exit 0
fi

part=$DEST.part.$$
trap 'rm -f "$part"' EXIT
trap 'exit 143' INT TERM HUP

if command -v curl >/dev/null 2>&1; then
  curl -fsS --connect-timeout 3 --speed-time 20 --speed-limit 1000 -o "$part" "$URL"
elif command -v wget >/dev/null 2>&1; then
  wget -q -T 20 -O "$part" "$URL"
else
  echo 'neither curl nor wget is installed'
  false
fi
fetched=$?

if [ "$fetched" -eq 0 ] && is_right "$part"; then
  chmod 0644 "$part" && mv -f "$part" "$DEST" || exit 1
  echo '::result state=fetched'
  exit 0
fi
[ "$(free_kib)" -ge 1024 ] || no_room
echo '::result state=push'
