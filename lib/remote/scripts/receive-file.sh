#!/bin/sh
# Takes a file from standard input and puts it in its place in one move. Standard input: four lines (destination,
# sha256, size in bytes, octal mode), then the bytes. This text is a program for launch.sh: it is no secret.
#
# ::result freeBytes=…   with status 28, no room
# Status 65: what arrived is not what was sent.
set -u
IFS= read -r dest
IFS= read -r sha256
IFS= read -r bytes
IFS= read -r mode

dir=$(dirname "$dest")
part=$dest.part.$$
umask 077
mkdir -p "$dir" || exit 1
trap 'rm -f "$part"' EXIT
trap 'exit 143' INT TERM HUP

free_kib() { LC_ALL=C df -Pk "$dir" | awk 'NR == 2 { print $4 }'; }

no_room() {
  echo "::result neededBytes=$bytes"
  echo "::result freeBytes=$(($(free_kib) * 1024))"
  exit 28
}

[ "$(free_kib)" -ge $((bytes / 1024 + 64)) ] || no_room
cat >"$part" || {
  [ "$(free_kib)" -ge 1024 ] || no_room
  exit 1
}
# As in fetch-file.sh.
case $(openssl dgst -sha256 -r <"$part" 2>/dev/null || sha256sum <"$part") in "$sha256 "*) ;; *) exit 65 ;; esac
chmod "$mode" "$part" && mv -f "$part" "$dest" || exit 1
