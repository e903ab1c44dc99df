#!/bin/sh
# Runs PROGRAM as a transient systemd unit that outlives this connection, or joins the one that is running already, and
# follows its output to the end. Repeatable: after a lost connection the same call goes on where the last one stopped.
#
# UNIT       name of the unit; the same call has the same name
# PROGRAM    text for sh
# OUT_SEEN   lines of standard output that the caller has already
# ERR_SEEN   likewise of standard error
#
# The output is that of PROGRAM, and this script's status is PROGRAM's. Everything lives in /run/buzzcrate/UNIT (memory,
# root only) until end-unit.sh takes it away.
set -eu
umask 077
dir=/run/buzzcrate/$UNIT

# Ended, or running: then join. Left half made, or killed without a trace: then begin anew.
case $(systemctl show -p ActiveState --value "$UNIT.service") in
inactive | failed | '') running=no ;;
*) running=yes ;;
esac
if [ "$running" = no ] && [ ! -e "$dir/ended" ]; then
  systemctl reset-failed "$UNIT.service" 2>/dev/null || true
  rm -rf "$dir"
  mkdir -p "$dir"
  : >"$dir/out"
  : >"$dir/err"
  printf '%s' "$PROGRAM" >"$dir/program"
  # The last line of both files is the end mark, on a line of its own, also when the unit was killed.
  cat >"$dir/finish" <<'FINISH'
dir=$1
if [ "${EXIT_CODE-}" = exited ]; then status=$EXIT_STATUS; else status=137; fi
for file in "$dir/out" "$dir/err"; do
  [ -z "$(tail -c 1 "$file")" ] || echo >>"$file"
  echo "::end $status" >>"$file"
done
: >"$dir/ended"
rm -f "$dir/program"
FINISH
  unset PROGRAM
  systemd-run --quiet --collect --unit="$UNIT" --setenv=HOME=/root -p "ExecStopPost=/bin/sh $dir/finish $dir" \
    /bin/sh -c "exec /bin/sh $dir/program >>$dir/out 2>>$dir/err </dev/null"
fi

# Copies a growing file up to its end mark, then sets `status`.
follow() {
  pipe=$dir/$1.$$
  rm -f "$pipe"
  mkfifo "$pipe"
  tail -n "+$(($2 + 1))" -f "$dir/$1" >"$pipe" &
  tail_pid=$!
  status=137
  while IFS= read -r line; do
    case $line in
    "::end "*)
      status=${line#::end }
      break
      ;;
    esac
    printf '%s\n' "$line" || break
  done <"$pipe"
  kill "$tail_pid" 2>/dev/null || true
  rm -f "$pipe"
}

(follow err "$ERR_SEEN") >&2 &
err_follower=$!
follow out "$OUT_SEEN"
wait "$err_follower"
exit "$status"
