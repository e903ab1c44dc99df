#!/bin/sh
# Forgets the transient unit UNIT of run-unit.sh; stops it first if it still runs. Repeatable.
set -eu
systemctl stop "$UNIT.service" 2>/dev/null || true
systemctl reset-failed "$UNIT.service" 2>/dev/null || true
rm -rf "/run/buzzcrate/$UNIT"
rmdir /run/buzzcrate 2>/dev/null || true
