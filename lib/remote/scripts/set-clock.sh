#!/bin/sh
# Sets the clock to EPOCH (seconds since 1970, fractions allowed) and lets the machine keep it right by itself where it
# can. A person asked for it.
#
# ::result ntp=yes|no   whether it goes on to set itself over the network
set -eu
date -u -s "@$EPOCH" >/dev/null
if command -v timedatectl >/dev/null 2>&1 && timedatectl set-ntp true 2>/dev/null; then ntp=yes; else ntp=no; fi
if command -v hwclock >/dev/null 2>&1; then hwclock --systohc 2>/dev/null || true; fi
echo "::result ntp=$ntp"
