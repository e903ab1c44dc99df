#!/bin/sh
# Lets the machine know its own name: 127.0.1.1 in /etc/hosts. Repeatable. A person asked for it.
#
# ::result hostname=…
# ::result added=yes|no
set -eu
name=$(cat /proc/sys/kernel/hostname)
echo "::result hostname=$name"
if awk -v name="$name" '$1 !~ /^#/ { for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }' /etc/hosts; then
  echo '::result added=no'
  exit 0
fi
# A last line without its newline would swallow ours.
[ -z "$(tail -c 1 /etc/hosts)" ] || echo >>/etc/hosts
printf '127.0.1.1\t%s\n' "$name" >>/etc/hosts
echo '::result added=yes'
