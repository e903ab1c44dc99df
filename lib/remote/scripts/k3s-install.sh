#!/bin/sh
# Installs the k3s package that was brought here, with the package manager of this machine. Repeatable: a package that
# is installed already is left alone.
#
# FORMAT   deb, pacman or files
# PACKAGE  the file
# SHA256   its checksum
#
# ::result state=installed|present
# ::result neededMiB=… freeMiB=…   with status 28, no room
# Status 3: the package manager is busy. 4: it refused the package. 65: the package is damaged, and was deleted.
set -u
note=/var/lib/buzzcrate-k3s/package

forget_package() {
  rm -f "$PACKAGE"
  rmdir "${PACKAGE%/*}" 2>/dev/null
  return 0
}

if [ "$(cat "$note" 2>/dev/null)" = "$SHA256" ]; then
  forget_package
  echo '::result state=present'
  exit 0
fi

# It was right when it came; a power cut meanwhile takes what had not reached the disk, and no package manager looks.
# openssl knows the processor's own instructions for it, as in fetch-file.sh.
case $(openssl dgst -sha256 -r <"$PACKAGE" 2>/dev/null || sha256sum <"$PACKAGE") in
  "$SHA256 "*) ;;
  *)
    rm -f "$PACKAGE"
    exit 65
    ;;
esac

# The program, and the same once more when it unpacks itself.
needed=$(($(wc -c <"$PACKAGE") * 2 / 1048576 + 64))
free=$(($(df -Pk /usr | awk 'NR == 2 { print $4 }') / 1024))
if [ "$free" -lt "$needed" ]; then
  echo "::result neededMiB=$needed"
  echo "::result freeMiB=$free"
  exit 28
fi

words=$(mktemp)
trap 'rm -f "$words"' EXIT
export LC_ALL=C
case $FORMAT in
  deb)
    # As pacman and tar do, and k3s when it unpacks itself: not waiting until an SD card has written each file.
    DEBIAN_FRONTEND=noninteractive dpkg --force-unsafe-io --install "$PACKAGE" >"$words" 2>&1
    status=$?
    ;;
  pacman)
    pacman -U --noconfirm "$PACKAGE" >"$words" 2>&1
    status=$?
    ;;
  files)
    tar -xf "$PACKAGE" -C / >"$words" 2>&1 && /usr/local/lib/buzzcrate-k3s/installed >>"$words" 2>&1
    status=$?
    ;;
  *)
    echo "unknown format $FORMAT" >&2
    exit 64
    ;;
esac
cat "$words"
if [ "$status" -ne 0 ]; then
  if grep -q 'No space left on device' "$words"; then
    echo "::result neededMiB=$needed"
    echo "::result freeMiB=$free"
    exit 28
  fi
  grep -Eq 'lock was locked|frontend lock|unable to lock database' "$words" && exit 3
  exit 4
fi

# k3s unpacks itself at its first start; what is done now need not be waited for then.
timeout 120 k3s ctr --version >/dev/null 2>&1

mkdir -p "${note%/*}"
echo "$SHA256" >"$note.part" && mv "$note.part" "$note"
forget_package
echo '::result state=installed'
