#!/bin/sh
# ::result bootId=…   another one after every start of the machine
set -eu
echo "::result bootId=$(cat /proc/sys/kernel/random/boot_id)"
