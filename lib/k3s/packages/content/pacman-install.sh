#!/bin/sh
# Functions that pacman calls; it sources this file.

post_install() {
  /usr/lib/buzzcrate-k3s/links add
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
}

post_upgrade() {
  post_install
}

pre_remove() {
  if [ -d /run/systemd/system ]; then
    systemctl disable k3s.service k3s-agent.service 2>/dev/null
  fi
  /usr/lib/buzzcrate-k3s/clean-up
  /usr/lib/buzzcrate-k3s/links remove
}

post_remove() {
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
}
