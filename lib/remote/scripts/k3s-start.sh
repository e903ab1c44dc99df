#!/bin/sh
# Configures and starts k3s, and prints what its journal says until it is up. Repeatable: joins a start that is going on.
#
# UNIT     k3s or k3s-agent
# CONFIG   text of the configuration to write first, for root's eyes only
# CA_FILE  for a server: the certificate of its authority; else empty
#
# ::result restarts=…        how often systemd had to start it again meanwhile
# ::result ca=…              what CA_FILE holds, in base64; empty when there is no such file
# ::result said=…            with status 40 or 41: its last words
# Status 40: it ends again and again. 41: it does not run, and systemd does not try. 42: no room for the configuration.
set -u
unit=${UNIT:?}.service
file=/etc/rancher/k3s/config.yaml

mkdir -p "${file%/*}" || exit 42
(umask 077 && printf '%s' "$CONFIG" >"$file.part") && mv -f "$file.part" "$file" || exit 42
unset CONFIG

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

# Why it ended: what k3s says as it ends, which is fatal or a request to shut down; else its last error; else its last line.
last_words() {
  (words --no-pager) | awk '
    { line = $0 }
    /level=fatal|^FATA|level=error msg="?Shutdown request received/ { ended = $0 }
    /level=error|^ERRO|^[EF][0-9][0-9][0-9][0-9] / { error = $0 }
    END { print substr(ended != "" ? ended : error != "" ? error : line, 1, 2000) }
  '
}

look
restarts_before=$restarts
# For the next boot, so systemd need not read everything again now.
systemctl enable --quiet --no-reload "$unit" || exit 41

words --no-tail --follow 2>/dev/null &
journal=$!
trap 'kill $journal 2>/dev/null' EXIT
trap 'exit 143' INT TERM HUP

# Returns the moment the unit says that it is up, or ends for the first time. An agent that cannot join keeps it waiting
# for ever: whoever reads the journal stops this script then.
[ "$state" = active ] || systemctl start "$unit" 2>/dev/null

while :; do
  look
  restarts=$((restarts - restarts_before))
  [ "$state" = active ] && break
  if [ "$restarts" -ge 3 ]; then
    echo "::result said=$(last_words)"
    exit 40
  fi
  # Between two tries it is `activating`; `inactive` means that a condition of the unit does not hold.
  if [ "$state" = failed ] || { [ "$state" = inactive ] && [ -z "$job" ]; }; then
    echo "::result said=$(last_words)"
    exit 41
  fi
  sleep 0.2
done
echo "::result restarts=$restarts"
if [ -n "$CA_FILE" ] && [ -f "$CA_FILE" ]; then echo "::result ca=$(base64 <"$CA_FILE" | tr -d '\n')"; fi
