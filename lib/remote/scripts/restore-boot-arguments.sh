#!/bin/sh
# Takes out of the kernel arguments exactly the words that enable-cgroups.sh put in, whatever else was changed since.
# Repeatable; does nothing where nothing was added. Takes effect at the next start.
set -eu
notes=/var/lib/buzzcrate/boot-arguments

if [ -e "$notes" ]; then
  file=$(sed -n 1p "$notes")
  if [ -e "$file" ]; then
    cp "$file" "$file.new"
    words=$(sed -n 2p "$notes")
    for word in $words; do
      sed "s/ $word\\>//g" "$file.new" >"$file.newer"
      mv "$file.newer" "$file.new"
    done
    if cmp -s "$file" "$file.new"; then rm -f "$file.new"; else mv "$file.new" "$file"; fi
    case $file in
    */boot.txt) (cd "${file%/*}" && ./mkscr) ;;
    esac
  fi
  rm -f "$file.before-buzzcrate"
  sync
  rm -f "$notes"
fi
rmdir /var/lib/buzzcrate 2>/dev/null || true
