#!/bin/sh
# The short commands of k3s (`add`, `remove`), where no other program has the name.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# The package's files are in …/lib/buzzcrate-k3s, the program in …/bin.
program=$(cd "$here/../../bin" && pwd)/k3s

for name in kubectl crictl ctr; do
  link=/usr/local/bin/$name
  case ${1:-} in
    add)
      command -v $name >/dev/null 2>&1 && continue
      mkdir -p /usr/local/bin
      ln -s "$program" "$link"
      ;;
    remove)
      [ -L "$link" ] && [ "$(readlink "$link")" = "$program" ] && rm -f "$link"
      ;;
  esac
done
exit 0
