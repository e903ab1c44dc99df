#!/bin/sh
# Starts k3s and prints what its journal says until it is up. Repeatable: joins a start that is going on.
#
# UNIT  k3s or k3s-agent
#
# ::result restarts=…        how often systemd had to start it again meanwhile
# ::result said=…            with status 40: its last words
# Status 40: it ends again and again. 41: it does not run, and systemd does not try.
set -u
unit=${UNIT:?}.service

# Sets `state`, `job` and `restarts` in one question: asking is not free on a small board that is starting k3s.
look() {
  state='' job='' restarts=0
  while IFS='=' read -r name value; do
    case $name in
      ActiveState) state=$value ;;
      Job) job=$value ;;
      NRestarts) restarts=$value ;;
    esac
  done <<EOF
$(systemctl show --property=ActiveState --property=Job --property=NRestarts "$unit")
EOF
}

# Words of an earlier try are not this one's.
cursor=$(journalctl --unit="$unit" --lines=1 --show-cursor --quiet 2>/dev/null | sed -n 's/^-- cursor: //p')
words() { exec journalctl --unit="$unit" ${cursor:+"--after-cursor=$cursor"} --output=cat --quiet "$@"; }

look
restarts_before=$restarts
systemctl enable --quiet "$unit" || exit 41
if [ "$state" != active ]; then
  # --no-block: an agent that cannot join would keep this waiting for ever.
  systemctl start --no-block "$unit" || exit 41
fi

words --no-tail --follow 2>/dev/null &
journal=$!
trap 'kill $journal 2>/dev/null' EXIT
trap 'exit 143' INT TERM HUP

while :; do
  look
  restarts=$((restarts - restarts_before))
  [ "$state" = active ] && break
  if [ "$restarts" -ge 3 ]; then
    said=$(words --no-pager | grep -E 'level=fatal|^FATA' | tail -n 1)
    echo "::result said=$said"
    exit 40
  fi
  # A start that was asked for is `activating` at once; `inactive` means that a condition of the unit does not hold.
  if [ "$state" = failed ] || { [ "$state" = inactive ] && [ -z "$job" ]; }; then
    said=$(words --no-pager | tail -n 1)
    echo "::result said=$said"
    exit 41
  fi
  sleep 0.2
done
echo "::result restarts=$restarts"
