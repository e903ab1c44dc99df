#!/bin/sh
# Starts Postgres on $PGDATA, as whoever the container runs as; makes the database there the first time.
#
# POSTGRES_USER (postgres), POSTGRES_DB (the same as the user), and POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE are used
# that first time only: later the folder has its own.
set -eu

bin=/usr/lib/postgresql/15/bin
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

fail() {
  echo "books-db: $1" >&2
  exit 1
}

[ "$(id -u)" -ne 0 ] || fail 'Postgres refuses to run as root: start the container as another user, e.g. 65532.'

if [ -s "$PGDATA/PG_VERSION" ]; then
  found=$(cat "$PGDATA/PG_VERSION")
  [ "$found" = 15 ] || fail "the data in $PGDATA is of Postgres $found, and this is Postgres 15."
else
  password=${POSTGRES_PASSWORD:-}
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    password=$(cat "$POSTGRES_PASSWORD_FILE") || fail "$POSTGRES_PASSWORD_FILE (POSTGRES_PASSWORD_FILE) cannot be read."
  fi
  [ -n "$password" ] || fail 'POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE is needed the first time.'
  mkdir -p "$(dirname "$PGDATA")" 2>/dev/null || true
  # Whoever was killed while making it began anew: it gets its name when it is whole.
  half=$PGDATA.half
  rm -rf "$half" || fail "$half cannot be removed."
  umask 077
  mkdir "$half" ||
    fail "user $(id -u) may not write to $(dirname "$PGDATA"): give the volume to group $(id -g) (fsGroup in Kubernetes)."
  secret=/tmp/password.$$
  printf '%s\n' "$password" >"$secret"
  "$bin/initdb" --pgdata="$half" --username="$user" --pwfile="$secret" --auth-local=trust --auth-host=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --no-instructions
  rm -f "$secret"
  echo 'host all all all scram-sha-256' >>"$half/pg_hba.conf"
  echo "include_if_exists = '/etc/books-db/settings.conf'" >>"$half/postgresql.conf"
  if [ "$database" != postgres ]; then
    # In single-user mode nobody else can connect before the password is in force.
    printf 'CREATE DATABASE "%s"\n' "$(printf %s "$database" | sed 's/"/""/g')" |
      "$bin/postgres" --single -D "$half" postgres >/dev/null
  fi
  mv "$half" "$PGDATA"
fi

exec "$bin/postgres" -D "$PGDATA" "$@"
