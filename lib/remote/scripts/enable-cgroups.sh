#!/bin/sh
# Puts the words that switch the memory controller on into a board's kernel arguments. Repeatable. It keeps a copy of
# the file beside it, and notes what it added, for restore-boot-arguments.sh. Takes effect at the next start.
#
# FILE   cmdline.txt (one line of arguments), or boot.txt of Arch Linux ARM (a script with `setenv bootargs …`)
#
# ::result memory=yes|no   whether the controller is on now
# ::result bootId=…
# ::result added=…         words that were added by this or an earlier call
# Status 3: the file is not of a form that this script dares to change.
set -eu
words='cgroup_memory=1 cgroup_enable=memory'
notes=/var/lib/buzzcrate/boot-arguments

if [ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ]; then
  if grep -qw memory /sys/fs/cgroup/cgroup.controllers; then memory=yes; else memory=no; fi
else
  if awk '$1 == "memory" && $4 == 1 { found = 1 } END { exit !found }' /proc/cgroups; then memory=yes; else memory=no; fi
fi
echo "::result memory=$memory"
echo "::result bootId=$(cat /proc/sys/kernel/random/boot_id)"

case $FILE in
*/boot.txt)
  [ "$(grep -c '^setenv bootargs ' "$FILE")" -eq 1 ] || exit 3
  line=$(grep '^setenv bootargs ' "$FILE")
  ;;
*)
  [ "$(grep -c . "$FILE")" -eq 1 ] || exit 3
  line=$(grep . "$FILE")
  ;;
esac

add=
for word in $words; do
  case " $line " in
  *[\ \"]"$word"[\ \"]*) ;;
  *) add="$add $word" ;;
  esac
done

if [ "$memory" = no ] && [ -n "$add" ]; then
  mkdir -p "${notes%/*}"
  [ -e "$FILE.before-buzzcrate" ] || cp "$FILE" "$FILE.before-buzzcrate"
  # Noted first: a power cut in between leaves a note about words that are not there, which harms nothing.
  printf '%s\n%s\n' "$FILE" "$add" >"$notes"
  case $FILE in
  */boot.txt)
    sed "/^setenv bootargs /{s/\"\$/$add\"/;t;s/\$/$add/;}" "$FILE" >"$FILE.new"
    mv "$FILE.new" "$FILE"
    (cd "${FILE%/*}" && ./mkscr)
    ;;
  *)
    printf '%s%s\n' "$line" "$add" >"$FILE.new"
    mv "$FILE.new" "$FILE"
    ;;
  esac
  sync
fi
if [ -e "$notes" ]; then echo "::result added=$(sed -n '2s/^ //p' "$notes")"; fi
